import { invalidValue, missing, SqsFault } from './fault';
import type { MessageAttribute, MessageAttributes } from './message-attributes';

/** Reads the input of an operation, whichever protocol it came by: numbers may be texts. */
export class Input {
  public constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  public tryText(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw new SqsFault('MalformedInput', `${name} must be a String`);
  }

  public text(name: string): string {
    const value = this.tryText(name);
    if (value === undefined || value === '') throw missing(name);
    return value;
  }

  /** @throws SqsFault where it is out of range, in SQS's words */
  public tryInteger(name: string, least: number, most: number): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      throw new SqsFault('MalformedInput', `${name} must be an Integer`);
    }
    if (number >= least && number <= most) return number;
    throw invalidValue(
      `Value ${number} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
    );
  }

  public texts(name: string): readonly string[] {
    return this.list(name).map((value) => {
      if (typeof value === 'string') return value;
      throw new SqsFault('MalformedInput', `${name} must be a list of String`);
    });
  }

  public inputs(name: string): readonly Input[] {
    return this.list(name).map((value) => new Input(record(value, name)));
  }

  public attributes(name: string): MessageAttributes {
    const value = this.get(name);
    const entries = Object.entries(value === undefined ? {} : record(value, name));
    return Object.fromEntries(
      entries.map(([key, attribute]): [string, MessageAttribute] => {
        const members = new Input(record(attribute, name));
        const text = members.tryText('StringValue');
        const binary = members.tryText('BinaryValue');
        return [
          key,
          {
            DataType: members.tryText('DataType') ?? '',
            ...(text !== undefined && { StringValue: text }),
            ...(binary !== undefined && { BinaryValue: binary }),
          },
        ];
      }),
    );
  }

  private list(name: string): readonly unknown[] {
    const value = this.get(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw new SqsFault('MalformedInput', `${name} must be a List`);
  }

  private get(name: string): unknown {
    return Object.hasOwn(this.members, name) ? (this.members[name] ?? undefined) : undefined;
  }
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new SqsFault('MalformedInput', `${name} must be a Structure`);
}
