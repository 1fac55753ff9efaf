import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tryReadRunFile } from '../../local/run';

/** A buffer of five minutes then takes 5 s, or half a second: kills meet records before, in and after their delivery. */
const SPEEDS = ['60', '600'];
/** What a run may take to listen, in milliseconds. */
const PATIENCE = 30_000;

/** `sluice run` in a process of its own. */
export class RunProcess {
  /** What it said. */
  public text = '';
  private readonly child: ChildProcess;

  public constructor(
    script: string,
    assembly: string,
    private readonly dataDir: string,
  ) {
    const speed = SPEEDS[Math.floor(Math.random() * SPEEDS.length)] ?? '60';
    const args = [script, 'run', assembly, '--port', '0', '--data-dir', dataDir, '--speed', speed];
    this.child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.text += chunk;
      });
    }
  }

  /** Resolves when it listens. @throws Error with all it said */
  public async ready(): Promise<void> {
    const until = performance.now() + PATIENCE;
    while (tryReadRunFile(this.dataDir)?.pid !== this.child.pid) {
      if (this.hasEnded || performance.now() > until) throw new Error(`the run did not start: ${this.text}`);
      await pause(10);
    }
  }

  /** Most memory it ever had, in bytes; undefined where the system does not tell. */
  public get peakMemory(): number | undefined {
    try {
      const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'));
      return found?.[1] === undefined ? undefined : Number(found[1]) * 1_024;
    } catch {
      return undefined;
    }
  }

  public async end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
