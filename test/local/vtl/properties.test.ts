import fc from 'fast-check';
import { compileTemplate, VtlError } from '../../../local/vtl';

/** Pieces that templates are made of, and what surrounds them. */
const PIECES = [
  ...[
    '$',
    '!',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '.',
    '..',
    ',',
    ':',
    '"',
    "'",
    '\\',
    '#',
    '=',
    '+',
    '-',
    '*',
    '/',
    '%',
    '\n',
  ],
  ...['#if(', '#elseif(', '#else', '#end', '#set($x = ', '#foreach($i in ', '#define($d)', '#macro(m $a)', '#m(1)'],
  ...['#break', '#stop', '#evaluate("$x")', '##', '#*', '*#', '#[[', ']]#', ' ', 'text', '1', '2.5', 'true', '&&', '!'],
  ...['$x', '$!x', '${x}', '$x.y', '$x.size()', '$x[0]', '$input', "$input.path('$.a')", "$input.json('$..b')", '$i'],
  ...['$util.escapeJavaScript($x)', '$context.x', '$x.replaceAll("(a+)+$","")', '[1..3]', '{"k":"v"}', '$__proto__'],
  ...['$x.constructor', '$x.put("__proto__",1)', '$d', '$x.get(9)', '$x.add($x)', '$x.repeat(9)', '$m', '[$x,$x]'],
];

const template = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PIECES) }, fc.string()), {
  maxLength: 25,
});
const body = fc.oneof(fc.json(), fc.string(), fc.constantFrom('', '{', '[1,', '{"a":{"b":[1,2.50]}}', 'a=b', '{a:1}'));
const limits = { milliseconds: 1000, outputLength: 100_000 };

/** What came of a template: its output, or its error. */
function outcome(source: string, text: string): string {
  try {
    return compileTemplate(source, { limits }).render({ body: text }).output;
  } catch (error) {
    if (!(error instanceof VtlError)) throw error;
    expect(error.code).not.toBe('INTERNAL');
    expect(error.position).toMatch(/^template:\d+:\d+$/);
    return error.message;
  }
}

test('whatever the template and body, what comes out is text or a VtlError with a position', () => {
  fc.assert(
    fc.property(template, body, (pieces, text) => {
      outcome(pieces.join(''), text);
    }),
    { numRuns: 3000 },
  );
});

test('rendering the same twice gives the same', () => {
  fc.assert(
    fc.property(template, body, (pieces, text) => {
      expect(outcome(pieces.join(''), text)).toBe(outcome(pieces.join(''), text));
    }),
    { numRuns: 500 },
  );
});

test('no template reaches the prototypes of JavaScript', () => {
  fc.assert(
    fc.property(template, body, (pieces, text) => {
      outcome(pieces.join(''), text);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [
    'a loop in a loop in a loop',
    '#foreach($a in [1..999])#foreach($b in [1..999])#foreach($c in [1..999])#end#end#end',
  ],
  [
    'a regular expression that backtracks',
    "#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(a+)+b')",
  ],
])('fails in time for %s', (_, source) => {
  const start = Date.now();
  const code = codeOf(source, { milliseconds: 200 });
  expect(code).toBe('TIME_EXCEEDED');
  expect(Date.now() - start).toBeLessThan(2000);
});

test.each([
  ['TOO_MANY_ITERATIONS', '#foreach($i in [1..1001])$i#end'],
  ['OUTPUT_TOO_LARGE', "#set($s = 'x')#foreach($i in [1..40])#set($s = $s + $s)#end"],
  ['OUTPUT_TOO_LARGE', "#set($s = 'xxxxxxxxxx')$s.repeat(2000000000)"],
  ['OUTPUT_TOO_LARGE', '#set($l = [1..2000000000])'],
  ['OUTPUT_TOO_LARGE', "#set($s = 'aaaaaaaaaa')#foreach($i in [1..9])#set($s = $s.replace('a', 'aaaaaaaaaa'))#end"],
  ['OUTPUT_TOO_LARGE', "#set($s = 'a')#set($s = $s.repeat(9999999))$s.replace('a', $s)"],
  ['OPERATION_FAILED', '#set($n = 99999999999999999999)#foreach($i in [1..1000])#set($n = $n * $n)#end'],
  ['MACRO_TOO_DEEP', '#macro(m)#m()#end#m()'],
  ['NESTING_TOO_DEEP', `#if(${'('.repeat(50_000)}`],
  ['NESTING_TOO_DEEP', '#set($l = [])$l.add($l)#set($m = [$l])$m.toString()$m.hashCode()'],
  ['TEMPLATE_TOO_LARGE', 'é'.repeat(153_601)],
  ['SYNTAX', 'ends in $'],
  ['SYNTAX', '#set($x = "a\\"b")'],
  ['INVALID_JSON', "#set($x = $util.parseJson('{'))"],
  ['INVALID_PATH', "$input.path('$.')"],
  ['METHOD_FAILED', "#set($x = 'abc')$x.substring(2, 9)"],
  ['UNSUPPORTED_DIRECTIVE', "#parse('other.vtl')"],
])('fails with %s (template %#)', (code, source) => {
  expect(codeOf(source, {})).toBe(code);
});

function codeOf(source: string, bounds: { readonly milliseconds?: number }): string {
  try {
    return compileTemplate(source, { limits: bounds }).render({}).output;
  } catch (error) {
    if (error instanceof VtlError) return error.code;
    throw error;
  }
}
