import { JavaMap } from '../java/collections';
import type { UnreadMembers } from '../java/map';
import { textOf } from '../java/text';
import { defineType, JavaObject, type JavaType, type Value } from '../java/value';
import { parseJson } from '../json/parse';
import { writeJson } from '../json/write';
import { jsonPath } from '../jsonpath/compile';
import { evaluatePath } from '../jsonpath/evaluate';
import type { Found } from '../jsonpath/path';
import { mapOfTexts } from './convert';

/** Kinds of parameters, in the order in which `$input.params(name)` looks them up. */
export const PARAMETER_KINDS = ['path', 'querystring', 'header'] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** Parameters of a request by kind and name. */
export type Parameters = { readonly [kind in ParameterKind]?: { readonly [name: string]: string } };

/** `$input`. The body is parsed once, when a path is first asked for, and parameters are read by kind. */
export class InputVariable extends JavaObject {
  private document: Value | undefined;
  private parameterMap: JavaMap | undefined;

  constructor(
    public readonly body: string,
    private readonly given: Parameters,
  ) {
    super();
  }

  public get parameters(): JavaMap {
    this.parameterMap ??= new JavaMap(new ParameterMembers(this.given));
    return this.parameterMap;
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

class ParameterMembers implements UnreadMembers {
  public readonly keys: readonly string[] = PARAMETER_KINDS;

  public constructor(private readonly given: Parameters) {}

  public position(key: string): number {
    return this.keys.indexOf(key);
  }

  public read(position: number): Value {
    const kind = PARAMETER_KINDS[position];
    return mapOfTexts((kind && this.given[kind]) ?? {});
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
