import type { ObjectName } from './object-store';

/** Lets writes of one object follow each other, so that none comes between another's condition and its write. */
export class Turns {
  /** The last of each object, as long as it is under way. */
  private readonly last = new Map<string, Promise<unknown>>();

  public async take<T>({ bucket, key }: ObjectName, write: () => Promise<T>): Promise<T> {
    const name = `${bucket}/${key}`;
    const before = this.last.get(name);
    // How the one before ended is for its own caller.
    const turn = before === undefined ? write() : before.then(write, write);
    this.last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(name) === turn) this.last.delete(name);
    }
  }
}
