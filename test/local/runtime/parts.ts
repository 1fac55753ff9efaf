/** Parts of templates that are run as a whole. */

/** The least that can be run: an API that answers by itself. */
export const FRONT_DOOR = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } },
  Method: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      ...{ RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET' },
      ...{ AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } },
    },
  },
  Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Method', Properties: { RestApiId: { Ref: 'Api' } } },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'v1' },
  },
};

export const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

/** A role that a service assumes. @param service `lambda` */
export const role = (service: string, ...actions: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: policy({
      ...{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' },
    }),
    Policies:
      actions.length === 0
        ? []
        : [{ PolicyName: 'own', PolicyDocument: policy({ Effect: 'Allow', Action: actions, Resource: '*' }) }],
  },
});
