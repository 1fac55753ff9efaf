import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Lambda, type LambdaOptions } from '../../../local/lambda';
import type { FunctionDefinition } from '../../../local/lambda/definition';
import type { LambdaLogEntry } from '../../../local/lambda/log';

export const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:probe';

/** Functions made for one test, and what they printed. */
export class Functions {
  public readonly log: LambdaLogEntry[] = [];
  public readonly lambda: Lambda;
  public readonly definition = definition();
  private readonly folders: string[] = [];

  public constructor(options: LambdaOptions = {}) {
    this.lambda = new Lambda({ log: (entry) => this.log.push(entry), ...options });
  }

  /** A folder with the given files. */
  public folder(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-function-'));
    this.folders.push(folder);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  }

  /** Adds a function whose `index.js` is the given text. */
  public add(code: string | Readonly<Record<string, string>>, changes: Partial<FunctionDefinition> = {}): void {
    const path = this.folder(typeof code === 'string' ? { 'index.js': code } : code);
    this.lambda.addFunction({ ...definition(), code: { path }, ...changes });
  }

  /** Calls it; the answer is parsed. */
  public async call(event: unknown = {}, name = 'probe') {
    const result = await this.lambda.invoke(name, Buffer.from(JSON.stringify(event)));
    return { ...result, value: JSON.parse(result.payload.toString()) };
  }

  public get output(): string {
    return this.log.map((entry) => (entry.kind === 'output' ? entry.text : '')).join('');
  }

  public async close(): Promise<void> {
    await this.lambda.close();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

function definition(): FunctionDefinition {
  return {
    name: 'probe',
    arn: ARN,
    position: 'Stack/Probe',
    region: 'eu-west-1',
    runtime: 'nodejs22.x',
    refusal: undefined,
    handler: 'index.handler',
    code: undefined,
    layers: [],
    timeout: 3,
    memory: 128,
    environment: new Map(),
    role: 'arn:aws:iam::123456789012:role/Probe',
    reservedConcurrency: undefined,
    deadLetterTarget: undefined,
  };
}
