import { VpnConfigError } from './refusal';

/** A JSON object of the answer, read field by field. Errors name the field and never its value. */
export class JsonFields {
  public constructor(
    private readonly fields: { readonly [name: string]: unknown },
    private readonly where: string,
  ) {}

  /** Reads `value` as an object. */
  public static of(value: unknown, where: string): JsonFields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new VpnConfigError(`${where} must be a JSON object`);
    }
    return new JsonFields(value as { readonly [name: string]: unknown }, where);
  }

  public tryText(name: string): string | undefined {
    return this.tryValue(name, 'text', (value): value is string => typeof value === 'string');
  }

  public tryNumber(name: string): number | undefined {
    return this.tryValue(name, 'a number', (value): value is number => Number.isFinite(value));
  }

  public tryFlag(name: string): boolean | undefined {
    return this.tryValue(name, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  public tryObject(name: string): JsonFields | undefined {
    const value = this.fields[name];
    return value === undefined || value === null ? undefined : JsonFields.of(value, `'${name}' of ${this.where}`);
  }

  public objects(name: string): JsonFields[] {
    const list = this.tryValue(name, 'a list', (value): value is unknown[] => Array.isArray(value)) ?? [];
    return list.map((value, index) => JsonFields.of(value, `'${name}[${index}]' of ${this.where}`));
  }

  /** The members of a list of `{ "Value": … }`; undefined where the list is missing or empty. */
  public tryTexts(name: string): string[] | undefined {
    const values = this.objects(name).flatMap((member) => member.tryText('Value') ?? []);
    return values.length === 0 ? undefined : values;
  }

  /** The same of numbers. */
  public tryNumbers(name: string): number[] | undefined {
    const values = this.objects(name).flatMap((member) => member.tryNumber('Value') ?? []);
    return values.length === 0 ? undefined : values;
  }

  private tryValue<T>(name: string, what: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (is(value)) return value;
    throw new VpnConfigError(`'${name}' of ${this.where} must be ${what}`);
  }
}
