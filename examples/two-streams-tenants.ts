// One front door before two streams. Each tenant has a key, a rate and a quota of its own, on top of IAM.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Period } from 'aws-cdk-lib/aws-apigateway';
import { EventStream, IngestionApi, KinesisPutRecordTarget, PartitionKey, StreamCapacity } from 'cdk-sluice';

const app = new App();
const stack = new Stack(app, 'Shared');

const api = new IngestionApi(stack, 'Api', {
  throttle: { rateLimit: 500, burstLimit: 500 },
  tenants: [
    { name: 'acme', throttle: { rateLimit: 200, burstLimit: 100 } },
    {
      name: 'globex',
      throttle: { rateLimit: 50, burstLimit: 50 },
      quota: { limit: 1_000_000, period: Period.MONTH },
    },
  ],
});

for (const name of ['Orders', 'Telemetry']) {
  const { stream } = new EventStream(stack, name, { capacity: StreamCapacity.provisioned(1) });
  const partitionKey = PartitionKey.fromPath('source');
  api.addRoute(`/${name.toLowerCase()}/{source}`, new KinesisPutRecordTarget({ stream, partitionKey }));
}
api.addHealthRoute();

new CfnOutput(stack, 'AcmeKeyId', { value: api.tenantKey('acme').keyId });
