import { loadDeployment, PropertyReader } from '../../../local/assembly';
import { only } from './template-fixture';
import { TemporaryFolder } from './temporary-folder';

// A template as people write it by hand: short forms, mappings, conditions, local code, unquoted scalars.
const TEMPLATE = `
AWSTemplateFormatVersion: 2010-09-09
Description: An API before a queue
Parameters:
  StageName: { Type: String, Default: live, AllowedValues: [live, test] }
  Burst: { Type: Number, Default: 20 }
Mappings:
  Rates: { live: { Rate: 100 }, test: { Rate: 5 } }
Conditions:
  IsLive: !Equals [!Ref StageName, live]
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: !Sub '\${AWS::StackName}-api'
      EndpointConfiguration: { Types: [REGIONAL] }
  Events:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: events }
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Events
      HttpMethod: POST
      AuthorizationType: !If [IsLive, AWS_IAM, NONE]
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:sqs:path/\${AWS::AccountId}/\${Queue.QueueName}
        RequestTemplates:
          application/json: |-
            Action=SendMessage&MessageBody=$util.urlEncode($input.body)
  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: Post
    Properties:
      RestApiId: !Ref Api
      StageName: !Ref StageName
      MethodSettings:
        - ResourcePath: /*
          HttpMethod: '*'
          ThrottlingBurstLimit: !Ref Burst
          ThrottlingRateLimit: !FindInMap [Rates, !Ref StageName, Rate]
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Join ['-', [!Ref AWS::StackName, queue]] }
  Worker:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Code: ./code, Role: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/r' }
`;

describe('a plain template', () => {
  const folder = new TemporaryFolder();
  afterAll(() => folder.remove());
  folder.write('code/index.js', '');
  const path = folder.write('shop.yaml', TEMPLATE);

  test('is one stack, named after its file', () => {
    const { stage, stages, stacks } = loadDeployment(path);
    expect([stage, stages, stacks]).toEqual([undefined, [], ['shop']]);
  });

  test('is resolved down to its texts', () => {
    const { Integration, AuthorizationType } = only(loadDeployment(path), 'AWS::ApiGateway::Method').properties;
    expect([AuthorizationType, Integration]).toEqual([
      'AWS_IAM',
      {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/shop-queue',
        RequestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' },
      },
    ]);
  });

  test('takes parameter values', () => {
    const stage = only(
      loadDeployment(path, { parameters: { StageName: 'test', Burst: '3' } }),
      'AWS::ApiGateway::Stage',
    );
    const [settings] = PropertyReader.of(stage).recordList('MethodSettings');
    expect([
      stage.physicalId,
      settings?.integer('ThrottlingBurstLimit'),
      settings?.number('ThrottlingRateLimit'),
    ]).toEqual(['test', 3, 5]);
    expect(stage.dependsOn).toEqual(['Post']);
  });

  test('finds code by its local path', () => {
    expect(only(loadDeployment(path), 'AWS::Lambda::Function').assetPath).toBe(`${folder.path}/code`);
  });

  test('names the resource and the file of what it cannot resolve', () => {
    const broken = folder.write('broken.yaml', TEMPLATE.replace('!Ref Events', '!Ref Event'));
    expect(() => only(loadDeployment(broken), 'AWS::ApiGateway::Method').properties).toThrow(
      `broken/Post.Properties.ResourceId.Ref (${broken}): 'Event' is declared nowhere in this stack`,
    );
  });
});
