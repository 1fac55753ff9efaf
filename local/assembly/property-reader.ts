import { AssemblyError } from './errors';
import { describe, isList, isRecord, isScalar, type Json, type JsonRecord, own, tryText } from './json';
import type { Resource } from './resource';

/**
 * Reads resolved properties as the type that is needed. CloudFormation coerces scalars, so `"true"` is a flag and `"5"` an
 * integer. `tryX` gives undefined where the property is absent, `X` throws; both throw where it is of another type.
 * Every failure is an AssemblyError INVALID_PROPERTY that names stack, logical id and property.
 */
export class PropertyReader {
  public constructor(
    private readonly properties: JsonRecord,
    private readonly owner: string,
    private readonly path: string,
  ) {}

  /** A reader of a resource's own properties. */
  public static of(resource: Resource): PropertyReader {
    return new PropertyReader(resource.properties, `${resource.stack}/${resource.logicalId}`, 'Properties');
  }

  /** Where this reader stands: stack, logical id and property path. */
  public get position(): string {
    return `${this.owner}.${this.path}`;
  }

  public has(name: string): boolean {
    return own(this.properties, name) !== undefined;
  }

  public tryJson(name: string): Json | undefined {
    return own(this.properties, name) ?? undefined;
  }

  public tryText(name: string): string | undefined {
    return this.read(name, 'text', tryText);
  }

  public tryNumber(name: string): number | undefined {
    return this.read(name, 'a number', toNumber);
  }

  public tryInteger(name: string): number | undefined {
    return this.read(name, 'an integer', (value) => {
      const number = toNumber(value);
      return Number.isSafeInteger(number) ? number : undefined;
    });
  }

  public tryFlag(name: string): boolean | undefined {
    return this.read(name, 'true or false', (value) => {
      const literal = tryText(value)?.toLowerCase();
      return literal === 'true' ? true : literal === 'false' ? false : undefined;
    });
  }

  public tryRecord(name: string): PropertyReader | undefined {
    return this.read(name, 'a mapping', (value) => (isRecord(value) ? this.below(value, name) : undefined));
  }

  /** A mapping of free names to texts, such as request templates or stage variables. */
  public tryTexts(name: string): ReadonlyMap<string, string> | undefined {
    return this.read(name, 'a mapping of texts', (value) => {
      const entries = isRecord(value) ? Object.entries(value) : undefined;
      if (!entries?.every(([, text]) => isScalar(text))) return undefined;
      return new Map(entries.map(([key, text]) => [key, String(text)]));
    });
  }

  public text(name: string): string {
    return this.required(name, this.tryText(name));
  }

  public number(name: string): number {
    return this.required(name, this.tryNumber(name));
  }

  public integer(name: string): number {
    return this.required(name, this.tryInteger(name));
  }

  public record(name: string): PropertyReader {
    return this.required(name, this.tryRecord(name));
  }

  /** False where absent. */
  public flag(name: string): boolean {
    return this.tryFlag(name) ?? false;
  }

  /** Empty where absent; a single value counts as a list of one, as CloudFormation takes it. */
  public list(name: string): readonly Json[] {
    return this.read(name, 'a list', (value) => (isList(value) ? value : [value])) ?? [];
  }

  public textList(name: string): readonly string[] {
    return this.list(name).map((item, index) => {
      const text = tryText(item);
      if (text !== undefined) return text;
      throw this.failure(`${name}[${index}]`, 'text', item);
    });
  }

  public recordList(name: string): readonly PropertyReader[] {
    return this.list(name).map((item, index) => {
      if (isRecord(item)) return this.below(item, `${name}[${index}]`);
      throw this.failure(`${name}[${index}]`, 'a mapping', item);
    });
  }

  /** Empty where absent. */
  public texts(name: string): ReadonlyMap<string, string> {
    return this.tryTexts(name) ?? new Map();
  }

  private below(value: JsonRecord, step: string): PropertyReader {
    return new PropertyReader(value, this.owner, `${this.path}.${step}`);
  }

  private read<T>(name: string, wanted: string, convert: (value: Json) => T | undefined): T | undefined {
    const value = this.tryJson(name);
    if (value === undefined) return undefined;
    const converted = convert(value);
    if (converted === undefined) throw this.failure(name, wanted, value);
    return converted;
  }

  private required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw this.failure(name, 'given', undefined);
    return value;
  }

  private failure(name: string, wanted: string, value: Json | undefined): AssemblyError {
    return new AssemblyError(
      'INVALID_PROPERTY',
      `must be ${wanted}, got ${describe(value)}`,
      `${this.position}.${name}`,
    );
  }
}

function toNumber(value: Json): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
