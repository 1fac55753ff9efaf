import { cidrBlocks } from './cidr';
import { availabilityZones } from './environment';
import type { Evaluation, Resolved } from './evaluation';
import { describe, isList, isRecord, isScalar, type Json, own } from './json';
import { substitute } from './substitute';

type Intrinsic = (argument: Json, at: Evaluation) => Resolved;

/** The intrinsic functions that give a value; those of conditions stand in conditions.ts. */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (argument, at) => at.lookups.ref(at.text(argument), at)],
  ['Fn::GetAtt', getAtt],
  ['Fn::Sub', sub],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::FindInMap', findInMap],
  ['Fn::If', (argument, at) => at.value(chooseBranch(argument, at))],
  ['Fn::Base64', (argument, at) => Buffer.from(at.text(argument), 'utf8').toString('base64')],
  ['Fn::Cidr', cidr],
  ['Fn::GetAZs', (argument, at) => availabilityZones(at.text(argument) || at.lookups.region)],
  ['Fn::ImportValue', (argument, at) => at.lookups.importValue(at.text(argument), at)],
  ['Fn::GetStackOutput', stackOutput],
  ['Fn::Length', (argument, at) => at.list(argument).length],
  ['Fn::ToJsonString', (argument, at) => JSON.stringify(at.json(argument))],
]);

function getAtt(argument: Json, at: Evaluation): Json {
  if (typeof argument === 'string') {
    const [logicalId = '', ...attribute] = argument.split('.');
    return at.lookups.attribute(logicalId, attribute.join('.'), at);
  }
  const [logicalId = '', ...attribute] = at.operands(argument, '[logical id, attribute]', 2, 8);
  return at.lookups.attribute(at.text(logicalId), attribute.map((part) => at.text(part)).join('.'), at);
}

function sub(argument: Json, at: Evaluation): string {
  const [template, variables = {}] = isList(argument) ? at.operands(argument, '[text, variables]', 1, 2) : [argument];
  if (typeof template !== 'string' || !isRecord(variables)) {
    throw at.fail('MALFORMED_INTRINSIC', `takes text or [text, variables], got ${describe(argument)}`);
  }
  return substitute(template, (name) => {
    const variable = own(variables, name);
    if (variable !== undefined) return at.at(name).text(variable);
    const [logicalId = '', ...attribute] = name.split('.');
    if (attribute.length === 0) return at.text({ Ref: name });
    return at.text({ 'Fn::GetAtt': [logicalId, attribute.join('.')] });
  });
}

function join(argument: Json, at: Evaluation): string {
  const [delimiter = '', list = []] = at.operands(argument, '[delimiter, list]', 2);
  const parts = at.at(1).list(list);
  return parts
    .map((part) => {
      if (isScalar(part)) return String(part);
      throw at.fail('MALFORMED_INTRINSIC', `joins texts only, got ${describe(part)}`);
    })
    .join(at.text(delimiter));
}

function select(argument: Json, at: Evaluation): Json {
  const [index = 0, list = []] = at.operands(argument, '[index, list]', 2);
  const position = at.text(index);
  const items = at.at(1).list(list);
  const item = /^\d+$/.test(position) ? items[Number(position)] : undefined;
  if (item !== undefined) return item;
  throw at.fail('MALFORMED_INTRINSIC', `has no element ${position} in a list of ${items.length}`);
}

function split(argument: Json, at: Evaluation): Json {
  const [delimiter = '', source = ''] = at.operands(argument, '[delimiter, text]', 2);
  const separator = at.text(delimiter);
  if (separator === '') throw at.fail('MALFORMED_INTRINSIC', 'needs a delimiter of at least one character');
  return at.at(1).text(source).split(separator);
}

function findInMap(argument: Json, at: Evaluation): Json {
  const shape = '[map, first key, second key, {DefaultValue}?]';
  const [map = '', first = '', second = '', fallback] = at.operands(argument, shape, 3, 4);
  const names = [map, first, second].map((part) => at.text(part));
  const [name = '', ...keys] = names;
  const found = keys.reduce<Json | undefined>(
    (level, key) => (isRecord(level) ? own(level, key) : undefined),
    at.lookups.mapping(name),
  );
  if (found !== undefined) return at.json(found);
  if (isRecord(fallback) && fallback.DefaultValue !== undefined)
    return at.at('DefaultValue').json(fallback.DefaultValue);
  throw at.fail('UNRESOLVED_REFERENCE', `the mappings hold no ${names.join('.')}`);
}

/** The branch of an `Fn::If` that its condition picks, unresolved. */
export function chooseBranch(argument: Json, at: Evaluation): Json {
  const [condition = '', whenTrue = null, whenFalse = null] = at.operands(
    argument,
    '[condition, if true, if false]',
    3,
  );
  if (typeof condition !== 'string') {
    throw at.fail('MALFORMED_INTRINSIC', `takes the name of a condition first, got ${describe(condition)}`);
  }
  return at.lookups.condition(condition, at) ? whenTrue : whenFalse;
}

function cidr(argument: Json, at: Evaluation): Json {
  const [block = '', count = 1, bits] = at.operands(argument, '[block, count, cidrBits?]', 2, 3);
  const blocks = cidrBlocks(
    at.text(block),
    Number(at.text(count)),
    bits === undefined ? undefined : Number(at.text(bits)),
  );
  if (blocks !== undefined) return blocks;
  throw at.fail('MALFORMED_INTRINSIC', `cannot cut ${describe(argument)} into blocks`);
}

function stackOutput(argument: Json, at: Evaluation): Json {
  if (!isRecord(argument) || argument.StackName === undefined || argument.OutputName === undefined) {
    throw at.fail('MALFORMED_INTRINSIC', `takes {StackName, OutputName, Region?, RoleArn?}, got ${describe(argument)}`);
  }
  const region = argument.Region === undefined ? undefined : at.text(argument.Region);
  const query = { stackName: at.text(argument.StackName), outputName: at.text(argument.OutputName), region };
  return at.lookups.stackOutput(query, at);
}
