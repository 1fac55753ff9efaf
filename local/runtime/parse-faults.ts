import { RuntimeError } from './errors';
import type { Fault } from './faults';

/** A fault, and for how long, in milliseconds; undefined for as long as the runtime runs. */
export interface TimedFault {
  readonly fault: Fault;
  readonly duration: number | undefined;
}

/** Seconds that a slow service takes, unless told. */
const SLOW = 10;

/** How each fault is written, and read from what stands behind its `=`. */
const KINDS: { readonly [kind: string]: { readonly usage: string; read(value: string): Fault | undefined } } = {
  throttle: {
    usage: 'throttle[=STREAM[/SHARD]]',
    read: (value) => {
      const [stream = '', shardId] = value.split('/');
      return { kind: 'throttle', ...(stream !== '' && { stream }), ...(shardId !== undefined && { shardId }) };
    },
  },
  'fail-records': {
    usage: 'fail-records=SHARE',
    read: (value) => {
      const share = Number(value);
      return share > 0 && share <= 1 ? { kind: 'fail-records', share } : undefined;
    },
  },
  'transform-timeout': {
    usage: 'transform-timeout',
    read: (value) => (value === '' ? { kind: 'transform-timeout' } : undefined),
  },
  'deny-bucket': {
    usage: 'deny-bucket[=BUCKET]',
    read: (value) => ({ kind: 'deny-bucket', ...(value !== '' && { bucket: value }) }),
  },
  'target-fail': { usage: 'target-fail=SERVICE', read: target('fail') },
  'target-timeout': { usage: 'target-timeout=SERVICE', read: target('timeout') },
  'target-deny': { usage: 'target-deny=SERVICE', read: target('deny') },
  'service-fail': { usage: 'service-fail=SERVICE', read: service('fail') },
  'service-slow': {
    usage: 'service-slow=SERVICE[/SECONDS]',
    read: (value) => {
      const [name = '', seconds] = value.split('/');
      const delay = Number(seconds ?? SLOW) * 1_000;
      return name === '' || !(delay > 0) ? undefined : { kind: 'service', service: name, how: 'slow', delay };
    },
  },
  'service-deny': { usage: 'service-deny=SERVICE', read: service('deny') },
};

/** How faults are written, for help and errors. */
export const FAULT_USAGE: string = Object.values(KINDS)
  .map(({ usage }) => usage)
  .join(', ');

/**
 * Reads faults: `fail-records=0.1,throttle@30`, separated by commas, each with `@SECONDS` where it ends by itself.
 *
 * @throws RuntimeError RUNTIME_INVALID_FAULT
 */
export function parseFaults(text: string): TimedFault[] {
  return text.split(',').map((part) => {
    const [, kind = '', value = '', seconds] = /^([^=@]*)(?:=([^@]*))?(?:@(\d+(?:\.\d+)?))?$/.exec(part.trim()) ?? [];
    const fault = Object.hasOwn(KINDS, kind) ? KINDS[kind]?.read(value) : undefined;
    if (fault !== undefined) return { fault, duration: seconds === undefined ? undefined : Number(seconds) * 1_000 };
    const message = `'${part.trim()}' is no fault; there are ${FAULT_USAGE}, each with @SECONDS behind it to end by itself`;
    throw new RuntimeError('RUNTIME_INVALID_FAULT', message);
  });
}

function target(how: 'fail' | 'timeout' | 'deny'): (value: string) => Fault | undefined {
  return (service) => (service === '' ? undefined : { kind: 'target', service, how });
}

function service(how: 'fail' | 'deny'): (value: string) => Fault | undefined {
  return (name) => (name === '' ? undefined : { kind: 'service', service: name, how });
}
