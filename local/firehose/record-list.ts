import type { Contents } from './contents';
import type { DeliveryRecord, KinesisOrigin } from './record';

const NEWLINE = 0x0a;
/** What a record takes beside its data, roughly, in bytes: itself, where it is from, who holds it. */
export const RECORD_WEIGHT = 500;

/** Records kept one by one: of what is converted, or may have to go to the errors as it came. */
export class RecordList implements Contents {
  private bytes = 0;

  public constructor(private readonly list: DeliveryRecord[] = []) {}

  public get count(): number {
    return this.list.length;
  }

  public get held(): number {
    return this.bytes + this.list.length * RECORD_WEIGHT;
  }

  public get records(): readonly DeliveryRecord[] {
    return this.list;
  }

  public get first(): DeliveryRecord | undefined {
    return this.list[0];
  }

  public get runTogether(): boolean {
    return this.list.slice(0, -1).some(({ data }) => data.length > 0 && data.at(-1) !== NEWLINE);
  }

  public add(record: DeliveryRecord): void {
    this.list.push(record);
    this.bytes += record.data.length;
  }

  public release(): void {
    for (const { handle } of this.list) handle.release();
  }

  public origins(): readonly (KinesisOrigin | undefined)[] {
    return this.list.map(({ kinesis }) => kinesis);
  }

  public ordinals(): readonly (number | undefined)[] {
    return this.list.map(({ ordinal }) => ordinal);
  }
}
