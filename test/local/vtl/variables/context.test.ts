import { compileTemplate, type RenderInput } from '../../../../local/vtl';

const NONE = { header: {}, querystring: {}, path: {} };

function render(source: string, input: RenderInput = {}) {
  return compileTemplate(source).render(input);
}

test('a template that sets nothing leaves no overrides', () => {
  const { requestOverride, responseOverride } = render('$context.stage', { context: { stage: 'dev' } });
  expect(requestOverride).toEqual(NONE);
  expect(responseOverride).toEqual({ header: {} });
});

test('what one rendering sets is not there in the next', () => {
  const template = compileTemplate('#set($context.responseOverride.header.A = "$context.once")#set($x = 1)');
  expect(template.render({ context: { once: 'yes' } }).responseOverride).toEqual({ header: { A: 'yes' } });
  expect(render('$context.responseOverride.header.size()').output).toBe('0');
  expect(render('').responseOverride).toEqual({ header: {} });
});

test('a template that sets nothing passes on the overrides it was given', () => {
  const overrides = {
    requestOverride: { header: { A: '1' }, extra: 2 },
    responseOverride: { status: 201, header: { B: ['x'] } },
  };
  const { requestOverride, responseOverride } = render('text', { overrides });
  expect(requestOverride).toEqual({ ...NONE, header: { A: '1' }, extra: 2 });
  expect(responseOverride).toMatchObject({ status: 201 });
});

test('overrides that one template left untouched serve the next', () => {
  const { requestOverride, responseOverride } = render('text');
  const overrides = { requestOverride, responseOverride };
  const result = render('#set($context.requestOverride.header.A = "1")', { overrides });
  expect(result.requestOverride).toEqual({ ...NONE, header: { A: '1' } });
  expect(render('text', { overrides }).requestOverride).toEqual(NONE);
});

test('the members of $context are those given, and the overrides after them', () => {
  const context = { stage: 'dev', requestOverride: { header: { A: '1' }, path: 'no map' } };
  const source = '$context.keySet() $context.requestOverride.header.A $context.requestOverride.path.size()';
  const { output, requestOverride } = render(source, { context });
  expect(output).toBe('[stage, requestOverride, responseOverride] 1 0');
  expect(requestOverride).toEqual({ ...NONE, header: { A: '1' } });
});

test('overrides that a template takes away are gone', () => {
  const overrides = { responseOverride: { status: 201 } };
  expect(render('#set($x = $context.remove("responseOverride"))', { overrides }).responseOverride).toEqual({
    header: {},
  });
  expect(render('#set($x = $context.clear())$context.size()', { overrides }).output).toBe('0');
});

test('a variable of the same name hides $context and $stageVariables', () => {
  const source = '$stageVariables.a#set($stageVariables = "b")$stageVariables #set($context = "c")$context';
  expect(render(source, { stageVariables: { a: 'a' } }).output).toBe('abc');
});

test('fails to go on over the keys of a map that changes meanwhile', () => {
  const source = '#foreach($key in $input.params().header.keySet())#set($x = $input.params().header.put("new", 1))#end';
  expect(() => render(source, { params: { header: { a: '1', b: '2' } } })).toThrow('the list changed');
});
