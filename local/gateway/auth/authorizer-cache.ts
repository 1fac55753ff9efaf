import type { Clock } from '../../clock';

/** Entries kept at most; an old one goes first. */
const CAPACITY = 10_000;

/** Keeps what an authorizer said, for as long as its TTL says. Failures are not kept. */
export class AuthorizerCache<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly until: number }>();

  /** @param ttl In milliseconds; 0 keeps nothing */
  public constructor(
    private readonly clock: Clock,
    private readonly ttl: number,
  ) {}

  public async find(key: string, ask: () => Promise<T>): Promise<T> {
    if (this.ttl === 0) return ask();
    const known = this.entries.get(key);
    if (known !== undefined && this.clock.now() < known.until) return known.value;
    const value = await ask();
    this.entries.delete(key);
    if (this.entries.size >= CAPACITY) this.entries.delete(this.entries.keys().next().value ?? '');
    this.entries.set(key, { value, until: this.clock.now() + this.ttl });
    return value;
  }
}
