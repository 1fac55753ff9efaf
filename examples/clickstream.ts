// A clickstream: browsers of one site post events with a Cognito token; one key a session keeps its clicks in order.
import { App, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ApiAuth, IngestionPipeline, PartitionKey, StreamCapacity } from 'cdk-sluice';

const app = new App();
const stack = new Stack(app, 'Clickstream');

new IngestionPipeline(stack, 'Clicks', {
  auth: ApiAuth.cognito({ userPools: [new UserPool(stack, 'Visitors')] }),
  corsOrigin: 'https://shop.example.com',
  streamCapacity: StreamCapacity.provisioned(4),
  partitionKey: PartitionKey.fromBody('$.session'),
  eventSchema: {
    type: 'object',
    required: ['session', 'page'],
    properties: { session: { type: 'string', minLength: 1 }, page: { type: 'string' } },
  },
  alarmTopic: new Topic(stack, 'Alarms'),
});
