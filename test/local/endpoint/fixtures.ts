import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { type Clock, systemClock } from '../../../local/clock';
import {
  AwsEndpoint,
  type AwsService,
  type EndpointCaller,
  type EndpointOptions,
  type EndpointServer,
  serve,
} from '../../../local/endpoint';
import { compilePolicies } from '../../../local/iam';
import { Kinesis, KinesisService } from '../../../local/kinesis';
import type { KnownCredentials } from '../../../local/sigv4';
import { ACCOUNT, definition } from '../kinesis/fixtures';

export const REGION = 'eu-west-1';
export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** A user who may do this on everything. */
export function caller(...actions: string[]): KnownCredentials<EndpointCaller> {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  return {
    ...CREDENTIALS,
    principal: {
      principal: { type: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/dev`, account: ACCOUNT },
      identity: compilePolicies([{ name: 'dev', document }], 'identity'),
    },
  };
}

export interface Started {
  readonly endpoint: AwsEndpoint;
  readonly server: EndpointServer;
  readonly kinesis: Kinesis;
  readonly faults: unknown[];
  client(config?: KinesisClientConfig): KinesisClient;
}

/** An endpoint with a Kinesis stream of four shards behind it. */
export async function startEndpoint(
  options: {
    known?: KnownCredentials<EndpointCaller>;
    clock?: Clock;
    services?: readonly AwsService[];
    resourcePolicy?: EndpointOptions['resourcePolicy'];
  } = {},
): Promise<Started> {
  const { known = caller('kinesis:*'), clock = systemClock, services = [], resourcePolicy } = options;
  const faults: unknown[] = [];
  const kinesis = new Kinesis({ clock, account: ACCOUNT, reshardingTime: 0 });
  kinesis.addStream(definition({ shardCount: 4 }));
  const endpoint = new AwsEndpoint({
    services: [new KinesisService(kinesis, (error) => faults.push(error)), ...services],
    region: REGION,
    account: ACCOUNT,
    clock,
    lookup: (id) => (id === known.accessKeyId ? known : undefined),
    ...(resourcePolicy && { resourcePolicy }),
    onFault: (error) => faults.push(error),
  });
  const server = await serve(endpoint);
  const client = (config: KinesisClientConfig = {}) =>
    new KinesisClient({ region: REGION, endpoint: server.url, credentials: CREDENTIALS, maxAttempts: 1, ...config });
  return { endpoint, server, kinesis, faults, client };
}
