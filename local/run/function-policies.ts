import { type Deployment, PropertyReader } from '../assembly';
import { type CompiledPolicies, compilePolicies } from '../iam';

/** The resource policies of the deployment's functions, as AWS::Lambda::Permission writes them, by function ARN. */
export class FunctionPolicies {
  private readonly statements = new Map<string, Record<string, unknown>[]>();
  private readonly compiled = new Map<string, CompiledPolicies>();
  private readonly functions: ReadonlySet<string>;

  public constructor(deployment: Deployment) {
    this.functions = new Set(deployment.ofType('AWS::Lambda::Function').flatMap(({ arn }) => arn ?? []));
    const arnsByName = new Map(
      deployment.ofType('AWS::Lambda::Function').map(({ physicalId, arn }) => [physicalId, arn]),
    );
    for (const resource of deployment.ofType('AWS::Lambda::Permission')) {
      const reader = PropertyReader.of(resource);
      const name = reader.text('FunctionName');
      const arn = arnsByName.get(name) ?? name;
      this.statements.set(arn, [...(this.statements.get(arn) ?? []), statement(reader, arn)]);
    }
  }

  /** Whether the deployment holds the function, so that its policy is known. */
  public knows(functionArn: string): boolean {
    return this.functions.has(functionArn);
  }

  public of(functionArn: string): CompiledPolicies {
    const known = this.compiled.get(functionArn);
    if (known !== undefined) return known;
    const document = { Version: '2012-10-17', Statement: this.statements.get(functionArn) ?? [] };
    const policies = compilePolicies([{ name: functionArn, document }], 'resource');
    this.compiled.set(functionArn, policies);
    return policies;
  }
}

function statement(reader: PropertyReader, functionArn: string): Record<string, unknown> {
  const principal = reader.text('Principal');
  const source = reader.tryText('SourceArn');
  const account = reader.tryText('SourceAccount');
  const organization = reader.tryText('PrincipalOrgID');
  const equals = {
    ...(account !== undefined && { 'aws:SourceAccount': account }),
    ...(organization !== undefined && { 'aws:PrincipalOrgID': organization }),
  };
  const condition = {
    ...(source !== undefined && { ArnLike: { 'aws:SourceArn': source } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
  };
  return {
    Effect: 'Allow',
    Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Action: reader.text('Action'),
    Resource: functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}
