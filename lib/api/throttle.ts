import { Token } from 'aws-cdk-lib';
import type { Period } from 'aws-cdk-lib/aws-apigateway';
import { checkInteger, checkRange } from '../checks/range';

/** A token bucket: every request takes a token; `rateLimit` tokens a second flow in, up to `burstLimit`. */
export interface Throttle {
  /** Requests per second let through for long; more than 0. API Gateway aims at it and may let a few more through. */
  readonly rateLimit: number;

  /** Requests let through at once: the size of the bucket, a whole number from 1. */
  readonly burstLimit: number;
}

/** A bound on the requests of a tenant over a period. */
export interface Quota {
  /** Requests in a period, a whole number from 1. */
  readonly limit: number;

  /** The period. */
  readonly period: Period;
}

/** A named client of the front door, with an API key and a usage plan of its own. */
export interface Tenant {
  /** Name: letters, digits, `-` and `_`, up to 64, unique in the front door. */
  readonly name: string;

  /** The tenant's own bucket, over all routes and REST APIs of the front door. */
  readonly throttle: Throttle;

  /**
   * The tenant's quota. Beyond it: 429 `QuotaExceeded`.
   * @default - no quota
   */
  readonly quota?: Quota;
}

/** API Gateway holds limits as 32-bit integers. */
const NO_LIMIT = 2 ** 31 - 1;

/** Throws unless `throttle` holds legal values. `owner` says in the error whose it is, e.g. `of tenant 'acme'`. */
export function checkThrottle(throttle: Throttle, owner?: string): void {
  checkRange('throttle.rateLimit', throttle.rateLimit, { min: 0.01, max: NO_LIMIT, unit: 'requests/s', owner });
  checkInteger('throttle.burstLimit', throttle.burstLimit, { min: 1, max: NO_LIMIT, unit: 'requests', owner });
}

/**
 * The part of `throttle` from `from` to `to`, both of 1. Neighbouring parts add up to the whole, but for buckets so small
 * that each part still needs a token.
 */
export function partOf(throttle: Throttle, from: number, to: number): Throttle {
  if (from === 0 && to === 1) return throttle;
  const { rateLimit, burstLimit } = throttle;
  if (Token.isUnresolved(rateLimit) || Token.isUnresolved(burstLimit)) {
    throw new Error("'throttle' must be known at synth to be split between two REST APIs, got a token: state numbers");
  }
  const burst = Math.round(burstLimit * to) - Math.round(burstLimit * from);
  // Binary fractions do not add up to what is written: 0.7 + 0.3.
  const rate = Number((rateLimit * to - rateLimit * from).toFixed(6));
  return { rateLimit: rate, burstLimit: Math.max(1, burst) };
}
