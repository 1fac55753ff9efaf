import type { QueuedMessage } from './message';

/** Which messages may be handed out next. */
export interface DeliveryOrder {
  /** Takes in a message that can be handed out, new or once more. */
  add(message: QueuedMessage): void;
  /** The next one at most; it is the caller's until it is added again or settled. */
  next(): QueuedMessage | undefined;
  /** A message is deleted, moved or in flight no more. */
  settle(message: QueuedMessage): void;
  /** A receive call has taken what it wanted. */
  endOfCall(): void;
}

/** Standard queues: first in, first out, as well as it goes. */
export class StandardOrder implements DeliveryOrder {
  private ready: QueuedMessage[] = [];
  private head = 0;

  public add(message: QueuedMessage): void {
    this.ready.push(message);
  }

  public next(): QueuedMessage | undefined {
    while (this.head < this.ready.length) {
      const message = this.ready[this.head++];
      if (this.head > 1_024 && this.head * 2 > this.ready.length) {
        this.ready = this.ready.slice(this.head);
        this.head = 0;
      }
      if (message?.state === 'waiting') return message;
    }
    return undefined;
  }

  public settle(): void {}

  public endOfCall(): void {}
}

interface Group {
  /** By ordinal: what came back goes before what came later. */
  readonly ready: QueuedMessage[];
  readonly out: Set<QueuedMessage>;
}

/**
 * FIFO queues: a group hands out nothing while something of it is in flight, but one call may take several in a row.
 */
export class FifoOrder implements DeliveryOrder {
  private readonly groups = new Map<string, Group>();
  /** Groups that the call under way takes from. */
  private readonly current = new Set<Group>();

  public add(message: QueuedMessage): void {
    const group = this.groupOf(message);
    group.out.delete(message);
    const at = group.ready.findIndex(({ ordinal }) => ordinal > message.ordinal);
    if (at < 0) group.ready.push(message);
    else group.ready.splice(at, 0, message);
  }

  public next(): QueuedMessage | undefined {
    for (const [id, group] of this.groups) {
      if (group.out.size > 0 && !this.current.has(group)) continue;
      while (group.ready[0]?.state === 'gone') group.ready.shift();
      const message = group.ready.shift();
      if (message !== undefined) {
        group.out.add(message);
        this.current.add(group);
        return message;
      }
      if (group.out.size === 0) this.groups.delete(id);
    }
    return undefined;
  }

  public settle(message: QueuedMessage): void {
    this.groupOf(message).out.delete(message);
  }

  public endOfCall(): void {
    this.current.clear();
  }

  private groupOf({ groupId = '' }: QueuedMessage): Group {
    const known = this.groups.get(groupId);
    if (known !== undefined) return known;
    const group = { ready: [], out: new Set<QueuedMessage>() };
    this.groups.set(groupId, group);
    return group;
  }
}
