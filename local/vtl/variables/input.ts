import { JavaMap } from '../java/collections';
import { textOf } from '../java/text';
import { defineType, JavaObject, type JavaType, type Value } from '../java/value';
import { parseJson } from '../json/parse';
import { writeJson } from '../json/write';
import { jsonPath } from '../jsonpath/compile';
import { evaluatePath } from '../jsonpath/evaluate';
import type { Found } from '../jsonpath/path';

/** Kinds of parameters, in the order in which `$input.params(name)` looks them up. */
export const PARAMETER_KINDS = ['path', 'querystring', 'header'] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** `$input`. The body is parsed once, when a path is first asked for. */
export class InputVariable extends JavaObject {
  private document: Value | undefined;

  constructor(
    public readonly body: string,
    public readonly parameters: JavaMap,
  ) {
    super();
  }

  public override get type(): JavaType {
    return INPUT;
  }

  public override toText(): string {
    return '{}';
  }

  public find(path: string): Found {
    if (this.document === undefined) this.document = parseBody(this.body);
    return evaluatePath(jsonPath(path), this.document);
  }

  /** The first of path, query string and header that has `name`. */
  public parameter(name: string): Value {
    for (const kind of PARAMETER_KINDS) {
      const map = this.parameters.get(kind);
      if (map instanceof JavaMap && map.has(name)) return map.get(name);
    }
    return '';
  }
}

const INPUT: JavaType = defineType<InputVariable>(
  'Input',
  [],
  [
    ['getBody', [], (self) => self.body],
    ['path', ['String'], (self, [path]) => self.find(textOf(path ?? null)) ?? null],
    ['json', ['String'], (self, [path]) => jsonText(self.find(textOf(path ?? null)))],
    ['params', [], (self) => self.parameters],
    ['params', ['String'], (self, [name]) => self.parameter(textOf(name ?? null))],
  ],
);

/** A body that does not begin like an object, list or string is one string: recorded for `a=b`, `null{` and others. */
function parseBody(body: string): Value {
  return /^\s*[{["]/.test(body) ? parseJson(body) : body;
}

/** What is missing, or null, is an empty JSON string. */
function jsonText(value: Found): string {
  return value === undefined || value === null ? '""' : writeJson(value);
}
