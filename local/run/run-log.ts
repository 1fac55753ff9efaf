import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayLog, LogEvent } from '../gateway';

/** How long lines wait to be written together, in milliseconds. */
const DELAY = 100;
/** Characters that are written at once, however short they waited. */
const FULL = 65_536;

/** Access logs into files, one a stage; everything else a line to the person at the keyboard. */
export class RunLog implements GatewayLog {
  private readonly files = new Map<string, AccessLogFile>();

  /**
   * @param folder Where access logs go
   * @param say Prints a line
   */
  public constructor(
    public readonly folder: string,
    private readonly say: (line: string) => void,
  ) {}

  public write(event: LogEvent): void {
    if (event.kind === 'access') this.file(event.stage).append(event.line);
    else if (event.kind === 'refusal') this.say(`${event.request} -> ${event.response}: ${event.reason}`);
    else this.say(event.message);
  }

  public close(): void {
    for (const file of this.files.values()) file.close();
    this.files.clear();
  }

  private file(stage: string): AccessLogFile {
    let file = this.files.get(stage);
    if (file === undefined) {
      mkdirSync(this.folder, { recursive: true });
      // A stage's name has no slash, but a template may say anything.
      file = new AccessLogFile(join(this.folder, `access-${stage.replace(/[^\w-]/g, '_')}.log`));
      this.files.set(stage, file);
    }
    return file;
  }
}

class AccessLogFile {
  private readonly descriptor: number;
  private waiting = '';
  private timer: NodeJS.Timeout | undefined;

  public constructor(path: string) {
    this.descriptor = openSync(path, 'a');
  }

  public append(line: string): void {
    this.waiting += `${line}\n`;
    if (this.waiting.length >= FULL) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), DELAY).unref();
  }

  public close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting === '') return;
    writeSync(this.descriptor, this.waiting);
    this.waiting = '';
  }
}
