import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayLog, LogEvent } from '../gateway';
import { deliveryText, type RuntimeEntry } from '../runtime';

/** How long lines wait to be written together, in milliseconds. */
const DELAY = 100;
/** Bytes that wait at most. */
const CAPACITY = 65_536;

/** Access logs and what functions print into files; everything else a line to the person at the keyboard. */
export class RunLog implements GatewayLog {
  private readonly files = new Map<string, LogFile>();
  private counts = { objects: 0, records: 0 };

  /**
   * @param folder Where access logs go
   * @param say Prints a line
   */
  public constructor(
    public readonly folder: string,
    private readonly say: (line: string) => void,
  ) {}

  public write(event: LogEvent): void {
    if (event.kind === 'access') this.file(`access-${event.stage}`).append(event.line);
    else if (event.kind === 'refusal') this.say(`${event.request} -> ${event.response}: ${event.reason}`);
    else this.say(event.message);
  }

  /** What goes on behind the gateway. */
  public tell(entry: RuntimeEntry): void {
    if (entry.kind === 'output') this.file(`function-${entry.functionName}`).append(entry.text.trimEnd());
    else if (entry.kind === 'note') this.say(entry.message);
    else {
      this.counts = { objects: this.counts.objects + 1, records: this.counts.records + entry.records };
      this.say(deliveryText(entry));
    }
  }

  /** What was delivered so far. */
  public get delivered(): { readonly objects: number; readonly records: number } {
    return this.counts;
  }

  public close(): void {
    for (const file of this.files.values()) file.close();
    this.files.clear();
  }

  private file(name: string): LogFile {
    let file = this.files.get(name);
    if (file === undefined) {
      mkdirSync(this.folder, { recursive: true });
      // A stage's name has no slash, but a template may say anything.
      file = new LogFile(join(this.folder, `${name.replace(/[^\w-]/g, '_')}.log`));
      this.files.set(name, file);
    }
    return file;
  }
}

class LogFile {
  private readonly descriptor: number;
  /** Bytes, since texts that wait would keep all the pieces they were put together from. */
  private readonly waiting = Buffer.allocUnsafeSlow(CAPACITY);
  private used = 0;
  private timer: NodeJS.Timeout | undefined;

  public constructor(path: string) {
    this.descriptor = openSync(path, 'a');
  }

  public append(line: string): void {
    const text = `${line}\n`;
    // A character has three bytes at most.
    const room = text.length * 3;
    if (room > CAPACITY - this.used) this.flush();
    if (room > CAPACITY) {
      writeSync(this.descriptor, text);
      return;
    }
    this.used += this.waiting.write(text, this.used);
    this.timer ??= setTimeout(() => this.flush(), DELAY).unref();
  }

  public close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.used === 0) return;
    const { used } = this;
    this.used = 0;
    writeSync(this.descriptor, this.waiting, 0, used);
  }
}
