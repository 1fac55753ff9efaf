/** What the AWS-managed policies that stand before a pipeline allow, as far as the gateway's calls are concerned. */
const ACTIONS: { readonly [name: string]: readonly string[] } = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['*'],
  AmazonKinesisFullAccess: ['kinesis:*'],
  AmazonKinesisFirehoseFullAccess: ['firehose:*'],
  AmazonSQSFullAccess: ['sqs:*'],
  AWSLambda_FullAccess: ['lambda:*'],
  'service-role/AWSLambdaRole': ['lambda:InvokeFunction'],
  AmazonAPIGatewayInvokeFullAccess: ['execute-api:Invoke', 'execute-api:ManageConnections'],
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': ['logs:*'],
};

/** The document of an AWS-managed policy, cut down to {@link ACTIONS}; undefined for one that is not known here. */
export function tryManagedPolicy(arn: string): unknown {
  const name = /^arn:aws[\w-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const actions = name !== undefined && Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (actions === undefined) return undefined;
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
