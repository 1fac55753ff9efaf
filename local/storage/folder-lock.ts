import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code';
import { StorageError } from './errors';

const LOCK = 'lock';
const ATTEMPTS = 20;
/** File systems without hard links, such as those of memory sticks and some shares. */
const UNLINKABLE = new Set<string | undefined>(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** States of processes that are killed and still listed. Source: proc_pid_stat(5), as is the place of the start time. */
const DEAD = new Set(['Z', 'X']);
/** Where the start time stands behind the state. */
const STARTED = 18;

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  /** When the process started, as the system tells it; absent where it does not. */
  readonly started?: string;
}

/**
 * The right to use a data folder, of one process at a time. A lock of a process that is gone is taken over: the
 * process id alone would not do, because ids are used again.
 */
export class FolderLock {
  private constructor(private readonly path: string) {}

  /** @throws StorageError STORAGE_LOCKED */
  public static take(folder: string): FolderLock {
    const path = join(folder, LOCK);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tryCreate(path)) return new FolderLock(path);
      const text = tryReadText(path);
      if (text === undefined) continue;
      const holder = tryParse(text);
      if (holder !== undefined && isAlive(holder)) throw locked(path, holder);
      setAside(path, text);
    }
    throw locked(path, undefined);
  }

  public release(): void {
    unlinkSync(this.path);
  }
}

/** Made under another name and linked, so that nobody ever reads a lock that does not tell its holder yet. */
function tryCreate(path: string): boolean {
  const draft = `${path}.${process.pid}.new`;
  const text = JSON.stringify(describe(process.pid));
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!UNLINKABLE.has(errorCode(error))) throw error;
    return tryCreatePlainly(path, text);
  } finally {
    unlinkSync(draft);
  }
}

function tryCreatePlainly(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a stale lock out of the way. Two processes may find it stale at once, and the slower one would move the lock
 * that the faster one has just made: what was moved is looked at, and put back if it is another.
 */
function setAside(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') === stale) unlinkSync(aside);
    else renameSync(aside, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (errorCode(error) === 'ESRCH') return false;
  }
  const [state = '', ...fields] = statusOf(pid);
  // A container without an init leaves killed processes standing, holding nothing: nobody asks how they ended.
  if (DEAD.has(state)) return false;
  const now = fields[STARTED];
  return started === undefined || now === undefined || started === now;
}

function describe(pid: number): Holder {
  const started = statusOf(pid)[STARTED + 1];
  return { pid, ...(started !== undefined && { started }) };
}

/** What `/proc` tells of a process from its state on; nothing where there is no `/proc`. */
function statusOf(pid: number): readonly string[] {
  const status = tryReadText(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold spaces.
  return status?.slice(status.lastIndexOf(')') + 2).split(' ') ?? [];
}

/** A lock that cannot be read belongs to nobody. */
function tryParse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' ? { ...holder, pid: holder.pid } : undefined;
  } catch {
    return undefined;
  }
}

function tryReadText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function locked(path: string, holder: Holder | undefined): StorageError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  return new StorageError(
    'STORAGE_LOCKED',
    `${who} uses this data folder; stop it, or choose another folder by --data-dir`,
    path,
  );
}
