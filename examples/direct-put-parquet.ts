// Sensor readings straight into Firehose, without a stream, landing as Parquet that Athena reads by column.
import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  DeliveryFormat,
  DeliverySource,
  EventArchive,
  EventDelivery,
  FirehosePutRecordBatchTarget,
  FirehosePutRecordTarget,
  IngestionApi,
  ObjectPrefix,
} from 'cdk-sluice';

const app = new App();
const stack = new Stack(app, 'Sensors');

const { deliveryStream } = new EventDelivery(stack, 'Delivery', {
  archive: new EventArchive(stack, 'Archive', { expiration: Duration.days(400) }),
  source: DeliverySource.directPut(),
  prefix: ObjectPrefix.hive('readings'),
  format: DeliveryFormat.parquet({
    columns: [
      { name: 'sensor', dataType: 'string' },
      { name: 'celsius', dataType: 'double' },
      { name: 'at', dataType: 'timestamp' },
    ],
  }),
});

const api = new IngestionApi(stack, 'Api', { throttle: { rateLimit: 400, burstLimit: 200 } });
api.addRoute('/readings', new FirehosePutRecordTarget({ deliveryStream }));
api.addRoute('/readings/batch', new FirehosePutRecordBatchTarget({ deliveryStream }), {
  throttle: { rateLimit: 40, burstLimit: 20 },
});
api.addHealthRoute();
