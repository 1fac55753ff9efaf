import type { Deployment } from '../assembly';
import { AwsFault } from '../endpoint';
import type { AuthorizeRole } from '../firehose';
import { accessDeniedMessage, authorize, type IamRequest, TRANSPORT } from '../iam';
import { streamKeys } from './encryption-keys';
import type { RoleAuthority } from './role-authority';
import type { AuthorizeCall } from './target-router';

const FIREHOSE = 'firehose.amazonaws.com';

/**
 * What the gateway's calls may do: with the route's role, or with the caller's own rights. A stream that is encrypted
 * wants its key allowed as well.
 */
export function authorizeCalls(deployment: Deployment, authority: RoleAuthority): AuthorizeCall {
  const keyOf = streamKeys(deployment);
  return ({ executionRole, caller }) => {
    if (executionRole !== undefined) {
      return (action, resource) => {
        const refusal = authority.refusal(executionRole, action, resource);
        const key = refusal === undefined && action.startsWith('kinesis:Put') ? keyOf(resource) : undefined;
        return key === undefined ? refusal : authority.refusal(executionRole, 'kms:GenerateDataKey', key, 'kinesis');
      };
    }
    if (caller === undefined) return undefined;
    return (action, resource) => {
      const request: IamRequest = { principal: caller.principal, action, resource, context: TRANSPORT };
      const policy = authority.resourcePolicy(resource);
      const result = authorize({
        request,
        identity: caller.policies,
        ...(policy && { resource: policy }),
        resourceAccount: deployment.account,
      });
      return result.decision === 'allow' ? undefined : accessDeniedMessage(request, result);
    };
  };
}

/** What deliveries may do: Firehose must be trusted by the role, the role be allowed the action and the key. */
export function authorizeDeliveries(deployment: Deployment, authority: RoleAuthority): AuthorizeRole {
  const keyOf = streamKeys(deployment);
  const sources = new Map(
    deployment.ofType('AWS::KinesisFirehose::DeliveryStream').map(({ position, arn }) => [position, arn]),
  );
  return ({ roleArn, action, resource, position }) => {
    const key = action === 'kinesis:GetRecords' ? keyOf(resource) : undefined;
    const via = action.startsWith('kms:') ? 's3' : undefined;
    const refusal =
      authority.untrusted(roleArn, { service: FIREHOSE, source: sources.get(position) }) ??
      authority.refusal(roleArn, action, resource, via) ??
      (key === undefined ? undefined : authority.refusal(roleArn, 'kms:Decrypt', key, 'kinesis'));
    if (refusal !== undefined) throw new AwsFault('AccessDeniedException', refusal);
  };
}
