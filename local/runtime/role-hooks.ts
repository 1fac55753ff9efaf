import type { Deployment } from '../assembly';
import { AwsFault } from '../endpoint';
import type { AuthorizeRole } from '../firehose';
import { accessDeniedMessage, authorize, type IamRequest, TRANSPORT } from '../iam';
import type { KeyUses } from './key-use';
import type { RoleAuthority } from './role-authority';
import type { AuthorizeCall } from './target-router';

const FIREHOSE = 'firehose.amazonaws.com';

/**
 * What the gateway's calls may do: with the route's role, or with the caller's own rights. What is encrypted wants its
 * key allowed as well.
 */
export function authorizeCalls(deployment: Deployment, authority: RoleAuthority, keys: KeyUses): AuthorizeCall {
  return ({ executionRole, caller }) => {
    if (executionRole !== undefined) return (action, resource) => keys.ofRole(executionRole, action, resource);
    if (caller === undefined) return undefined;
    return keys.guard((action, resource, options) => {
      const context = { ...TRANSPORT, ...options?.context };
      const request: IamRequest = { principal: caller.principal, action, resource, context };
      const policy = options?.policy ?? authority.resourcePolicy(resource);
      const result = authorize({
        request,
        identity: caller.policies,
        ...(policy && { resource: policy, resourcePolicyRequired: options?.policyRequired ?? false }),
        resourceAccount: deployment.account,
      });
      return result.decision === 'allow' ? undefined : accessDeniedMessage(request, result);
    });
  };
}

/** What deliveries may do: Firehose must be trusted by the role, the role be allowed the action and the key. */
export function authorizeDeliveries(deployment: Deployment, authority: RoleAuthority, keys: KeyUses): AuthorizeRole {
  const sources = new Map(
    deployment.ofType('AWS::KinesisFirehose::DeliveryStream').map(({ position, arn }) => [position, arn]),
  );
  return ({ roleArn, action, resource, position }) => {
    const refusal =
      authority.untrusted(roleArn, { service: FIREHOSE, source: sources.get(position) }) ??
      (action.startsWith('kms:')
        ? authority.refusal(roleArn, action, resource, 's3')
        : keys.ofRole(roleArn, action, resource));
    if (refusal !== undefined) throw new AwsFault('AccessDeniedException', refusal);
  };
}
