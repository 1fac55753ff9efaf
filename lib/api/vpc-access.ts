import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ApiAuthKind } from './api-auth';
import type { VpcDoorProps } from './front-door';

const INVOKE = ['execute-api:Invoke'];
const EVERYBODY = [new iam.AnyPrincipal()];

/**
 * Who gets to a REST API through a VPC. With IAM a caller of the account needs its own policy's leave or the API's, so
 * that an Allow for everybody would let in each of them: the API's policy keeps out who comes another way, and allows
 * only what asks for no signature, and the principals that are named. Source: API Gateway developer guide, "How API
 * Gateway resource policies affect authorization workflow".
 */
export class VpcAccess {
  /** The API's resource policy. It grows with the routes. */
  public readonly policy: iam.PolicyDocument;

  public constructor(private readonly props: VpcDoorProps) {
    this.policy = new iam.PolicyDocument({ statements: denials(props) });
  }

  /** Lets calls of a route come to where they are authenticated. */
  public admit(httpMethod: string, path: string, stageName: string, auth: ApiAuthKind): void {
    const principals = auth === ApiAuthKind.IAM ? (this.props.principals ?? []) : EVERYBODY;
    if (principals.length === 0) return;
    // An API cannot name its own ARN: this short form stands for it.
    const resource = `execute-api:/${stageName}/${httpMethod}${path.replace(/\{[^}]+\}/g, '*')}`;
    this.policy.addStatements(
      new iam.PolicyStatement({ principals: [...principals], actions: INVOKE, resources: [resource] }),
    );
  }

  /** Addresses to call, for each endpoint, without a path. They need no private DNS. */
  public addresses(restApi: apigateway.RestApi, stageName: string): string[] {
    const { region, urlSuffix } = Stack.of(restApi);
    return this.props.endpoints.map(
      ({ vpcEndpointId }) =>
        `https://${restApi.restApiId}-${vpcEndpointId}.execute-api.${region}.${urlSuffix}/${stageName}`,
    );
  }

  /** Gives the API its private name, where there is one. */
  public addDomain(scope: Construct, restApi: apigateway.RestApi, stage: apigateway.Stage): string | undefined {
    const { domain, endpoints } = this.props;
    if (domain === undefined) return undefined;
    const own = new Construct(scope, 'Domain');
    const name = new apigateway.CfnDomainNameV2(own, 'Name', {
      domainName: domain.domainName,
      certificateArn: domain.certificate.certificateArn,
      endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'dualstack' },
      securityPolicy: 'TLS_1_2',
      policy: new iam.PolicyDocument({
        statements: [
          ...denials(this.props),
          // The name leads to the API, whose own policy and routes decide.
          new iam.PolicyStatement({ principals: EVERYBODY, actions: INVOKE, resources: ['execute-api:/*'] }),
        ],
      }),
    });
    new apigateway.CfnBasePathMappingV2(own, 'Mapping', {
      domainNameArn: name.attrDomainNameArn,
      restApiId: restApi.restApiId,
      stage: stage.stageName,
    });
    for (const [index, { vpcEndpointId }] of endpoints.entries()) {
      new apigateway.CfnDomainNameAccessAssociation(own, `Endpoint${index + 1}`, {
        domainNameArn: name.attrDomainNameArn,
        accessAssociationSource: vpcEndpointId,
        accessAssociationSourceType: 'VPCE',
      });
    }
    new CfnOutput(own, 'Url', {
      value: `https://${domain.domainName}/`,
      description: 'Base URL by the private name; its record in a private zone leads to the endpoint',
    });
    return `https://${domain.domainName}`;
  }
}

/** A request that did not come through an endpoint has no `aws:SourceVpce`, which counts as another one. */
function denials({ endpoints, sourceRanges }: VpcDoorProps): iam.PolicyStatement[] {
  const deny = (conditions: { [operator: string]: unknown }) =>
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      principals: EVERYBODY,
      actions: INVOKE,
      resources: ['execute-api:/*'],
      conditions,
    });
  const ids = endpoints.map(({ vpcEndpointId }) => vpcEndpointId);
  const statements = [deny({ StringNotEquals: { 'aws:SourceVpce': ids } })];
  if (sourceRanges !== undefined) statements.push(deny({ NotIpAddress: { 'aws:VpcSourceIp': [...sourceRanges] } }));
  return statements;
}
