import type { PropertyReader } from '../../assembly';
import type { Caller } from '../auth/caller';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';

/** With whose rights an integration calls. */
export type Credentials = (exchange: Exchange) => {
  readonly executionRole: string | undefined;
  readonly caller: Caller | undefined;
};

const OF_THE_GATEWAY = { executionRole: undefined, caller: undefined };

/** `Credentials`: a role's ARN, `arn:aws:iam::*:user/*` for the caller's own, or none. */
export function readCredentials(reader: PropertyReader, property: string): Credentials {
  const credentials = reader.tryText(property);
  if (credentials === undefined || credentials === '') return () => OF_THE_GATEWAY;
  if (/^arn:aws[\w-]*:iam::\*:user\/\*$/.test(credentials)) {
    return ({ caller }) => ({ executionRole: undefined, caller });
  }
  if (/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(credentials)) {
    const ofRole = { executionRole: credentials, caller: undefined };
    return () => ofRole;
  }
  throw new GatewayError(
    'GATEWAY_INVALID_INTEGRATION',
    `must be the ARN of a role, or arn:aws:iam::*:user/* for the caller's own rights, got '${credentials}'`,
    `${reader.position}.${property}`,
  );
}
