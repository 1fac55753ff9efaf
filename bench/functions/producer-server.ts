/**
 * The server of the producer's benchmark, in a process of its own: the local runtime's Kinesis, a stream of 256 shards in
 * memory behind the AWS endpoint, signatures and rights checked. Tells its parent where it listens.
 */
import { systemClock } from '../../local/clock';
import { AwsEndpoint, serve } from '../../local/endpoint';
import { compilePolicies } from '../../local/iam';
import { Kinesis, KinesisService } from '../../local/kinesis';

const ACCOUNT = '111111111111';
const REGION = 'eu-west-1';
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

async function listen(): Promise<void> {
  const kinesis = new Kinesis({ clock: systemClock, account: ACCOUNT });
  kinesis.addStream({
    name: 'events',
    arn: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/events`,
    account: ACCOUNT,
    mode: 'PROVISIONED',
    shardCount: 256,
    retentionHours: 24,
    maxRecordSize: 1_048_576,
  });
  const Statement = [{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: '*' }];
  const document = { Version: '2012-10-17', Statement };
  const principal = {
    principal: { type: 'user' as const, arn: `arn:aws:iam::${ACCOUNT}:user/bench`, account: ACCOUNT },
    identity: compilePolicies([{ name: 'bench', document }], 'identity'),
  };
  const complain = (error: unknown): void => void process.stderr.write(`${error}\n`);
  const endpoint = new AwsEndpoint({
    services: [new KinesisService(kinesis, complain)],
    region: REGION,
    account: ACCOUNT,
    clock: systemClock,
    lookup: (id) => (id === KEYS.accessKeyId ? { ...KEYS, principal } : undefined),
    onFault: complain,
  });
  const { url } = await serve(endpoint);
  process.send?.({ url, region: REGION, credentials: KEYS });
}

process.once('SIGTERM', () => process.exit(0));
void listen();
