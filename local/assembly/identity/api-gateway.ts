import type { IdentityTable } from './identity';

const REST_API = 'arn:{partition}:apigateway:{region}::/restapis';

export const API_GATEWAY_IDENTITIES: IdentityTable = {
  'AWS::ApiGateway::RestApi': {
    name: { property: 'Name' },
    ref: '{lower:10}',
    arn: `${REST_API}/{ref}`,
    attributes: { RestApiId: '{ref}', RootResourceId: '{lower:10:root}' },
  },
  'AWS::ApiGateway::Resource': { ref: '{lower:6}', attributes: { ResourceId: '{ref}' } },
  'AWS::ApiGateway::Method': { ref: '{stack}-{logicalId}-{upper:12}' },
  'AWS::ApiGateway::Deployment': { ref: '{lower:6}', attributes: { DeploymentId: '{ref}' } },
  'AWS::ApiGateway::Stage': {
    name: { property: 'StageName' },
    ref: '{name}',
    arn: `${REST_API}/{property:RestApiId}/stages/{name}`,
  },
  'AWS::ApiGateway::Model': { name: { property: 'Name', letters: 'alphanumeric' }, ref: '{name}' },
  'AWS::ApiGateway::RequestValidator': { ref: '{lower:6}', attributes: { RequestValidatorId: '{ref}' } },
  'AWS::ApiGateway::ApiKey': {
    name: { property: 'Name' },
    ref: '{lower:10}',
    arn: 'arn:{partition}:apigateway:{region}::/apikeys/{ref}',
    attributes: { APIKeyId: '{ref}' },
  },
  'AWS::ApiGateway::UsagePlan': {
    name: { property: 'UsagePlanName' },
    ref: '{lower:6}',
    arn: 'arn:{partition}:apigateway:{region}::/usageplans/{ref}',
    attributes: { Id: '{ref}' },
  },
  'AWS::ApiGateway::UsagePlanKey': { ref: '{property:KeyId}:{property:UsagePlanId}', attributes: { Id: '{ref}' } },
  'AWS::ApiGateway::Authorizer': {
    name: { property: 'Name' },
    ref: '{lower:6}',
    arn: `${REST_API}/{property:RestApiId}/authorizers/{ref}`,
    attributes: { AuthorizerId: '{ref}' },
  },
  'AWS::ApiGateway::GatewayResponse': { ref: '{lower:10}', attributes: { Id: '{ref}' } },
  'AWS::ApiGateway::Account': { ref: '{stack}-{logicalId}-{upper:12}', attributes: { Id: '{ref}' } },
  'AWS::ApiGateway::DomainName': {
    name: { property: 'DomainName' },
    ref: '{name}',
    arn: 'arn:{partition}:apigateway:{region}::/domainnames/{name}',
    attributes: {
      DomainNameArn: '{arn}',
      RegionalDomainName: 'd-{lower:10}.execute-api.{region}.{urlSuffix}',
      RegionalHostedZoneId: 'Z{upper:13:regional}',
      DistributionDomainName: 'd{lower:13}.cloudfront.net',
      // The one hosted zone of every CloudFront distribution (Route 53 developer guide, alias records).
      DistributionHostedZoneId: 'Z2FDTNDATAQYW2',
    },
  },
  'AWS::ApiGateway::BasePathMapping': { ref: '{property:DomainName}|{property:BasePath|(none)}' },
  'AWS::ApiGateway::VpcLink': { name: { property: 'Name' }, ref: '{lower:6}', attributes: { VpcLinkId: '{ref}' } },
  'AWS::ApiGateway::DomainNameV2': {
    name: { property: 'DomainName' },
    ref: '{arn}',
    arn: 'arn:{partition}:apigateway:{region}:{account}:/domainnames/{name}+{lower:10}',
    attributes: { DomainNameArn: '{arn}', DomainNameId: '{lower:10}' },
  },
  'AWS::ApiGateway::BasePathMappingV2': {
    ref: '{arn}',
    arn: '{property:DomainNameArn}/basepathmappings/{property:BasePath|(none)}',
    attributes: { BasePathMappingArn: '{arn}' },
  },
  'AWS::ApiGateway::DomainNameAccessAssociation': {
    ref: '{arn}',
    arn: 'arn:{partition}:apigateway:{region}:{account}:/domainnameaccessassociations/{lower:10}',
    attributes: { DomainNameAccessAssociationArn: '{arn}' },
  },
  'AWS::ApiGateway::DocumentationPart': { ref: '{lower:6}', attributes: { DocumentationPartId: '{ref}' } },
  'AWS::ApiGateway::DocumentationVersion': { ref: '{property:DocumentationVersion}' },
  'AWS::ApiGateway::ClientCertificate': { ref: '{lower:6}', attributes: { ClientCertificateId: '{ref}' } },
};
