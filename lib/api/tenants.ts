import { CfnOutput, Names } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { checkPattern } from '../checks/pattern';
import { checkInteger } from '../checks/range';
import { checkThrottle, type Tenant } from './throttle';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** A tenant's key. */
export interface TenantKey {
  readonly name: string;
  readonly key: apigateway.IApiKey;
}

/** Makes the key and the usage plan of each tenant. A plan counts over all stages it holds, so one is enough. */
export function addTenants(
  scope: Construct,
  tenants: readonly Tenant[],
  stages: readonly apigateway.Stage[],
): TenantKey[] {
  const seen = new Set<string>();
  return tenants.map((tenant) => {
    checkTenant(tenant);
    if (seen.has(tenant.name)) throw new Error(`'tenants' must have names of their own, got '${tenant.name}' twice`);
    seen.add(tenant.name);
    const own = new Construct(scope, tenant.name);
    const key = new apigateway.ApiKey(own, 'Key', { description: `Tenant ${tenant.name}` });
    const plan = new apigateway.UsagePlan(own, 'Plan', {
      // CloudFormation requires no name, but the console shows nothing else.
      name: Names.uniqueResourceName(own, { maxLength: 128, separator: '-' }),
      description: `Tenant ${tenant.name}`,
      throttle: { rateLimit: tenant.throttle.rateLimit, burstLimit: tenant.throttle.burstLimit },
      quota: tenant.quota,
      apiStages: stages.map((stage) => ({ stage })),
    });
    plan.addApiKey(key);
    new CfnOutput(own, 'KeyId', { value: key.keyId, description: `Id of the API key of tenant ${tenant.name}` });
    return { name: tenant.name, key };
  });
}

function checkTenant(tenant: Tenant): void {
  checkPattern('tenant.name', tenant.name, NAME, "1 to 64 letters, digits, '-' and '_'");
  const owner = `of tenant '${tenant.name}'`;
  checkThrottle(tenant.throttle, owner);
  checkInteger('quota.limit', tenant.quota?.limit, { min: 1, max: 2 ** 31 - 1, unit: 'requests', owner });
}
