import { Evaluation } from './evaluation';
import { isRecord, type Json } from './json';
import type { Stack } from './stack';

/** An output of a stack, as far as its condition holds. */
export interface Output {
  readonly stack: string;
  readonly logicalId: string;
  readonly description: string | undefined;
  readonly exportName: string | undefined;
  /** Resolved when asked for; @throws AssemblyError where it cannot be told. */
  readonly value: Json;
}

export class OutputModel implements Output {
  public readonly stack: string;
  private readonly at: Evaluation;

  public constructor(
    private readonly owner: Stack,
    public readonly logicalId: string,
    private readonly declaration: Json,
  ) {
    this.stack = owner.name;
    this.at = new Evaluation(owner, `Outputs.${logicalId}`);
  }

  public get exists(): boolean {
    const condition = this.member('Condition');
    return typeof condition !== 'string' || this.owner.condition(condition, this.at);
  }

  public get description(): string | undefined {
    const description = this.member('Description');
    return typeof description === 'string' ? description : undefined;
  }

  public get exportName(): string | undefined {
    const exported = this.member('Export');
    if (!isRecord(exported) || exported.Name === undefined) return undefined;
    return this.owner.once(`Outputs.${this.logicalId}.Export`, () =>
      this.at.at('Export.Name').text(exported.Name ?? ''),
    );
  }

  public get value(): Json {
    return this.owner.once(`Outputs.${this.logicalId}`, () => {
      const value = this.owner.finished(this.member('Value') ?? null, this.at.at('Value'));
      if (value === undefined || value === null) throw this.at.fail('NOT_A_TEMPLATE', "an output needs a 'Value'");
      return value;
    });
  }

  private member(name: string): Json | undefined {
    return isRecord(this.declaration) ? this.declaration[name] : undefined;
  }
}
