import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const RECORDS = 500;
const targets = join(import.meta.dirname, '../../lib/targets');

/** 500 events of about 200 bytes. */
const records = Array.from({ length: RECORDS }, (_, index) => ({
  data: {
    id: `event-${index}`,
    type: index % 3 === 0 ? 'order.created' : 'page.viewed',
    at: 1760000000 + index,
    price: 12.5 + index,
    user: { id: `user-${index % 50}`, name: 'Zoë "Z" O\'Hara', tags: ['a', 'b', 'c'] },
    text: 'The quick brown fox jumps over the lazy dog',
  },
  partitionKey: `user-${index % 50}`,
}));

/** The template of a `KinesisBatchTarget` on the stream `events`, as the library writes it. */
const putRecords = template('kinesis-put-records.request.vtl', {
  streamName: 'events',
  partitionKey: template('partition-key-value.vtl', { reference: '$record.partitionKey' }),
});

/** What is measured: a template, and the JavaScript one would write by hand for the same text. */
export const workloads = [
  {
    name: 'base64 of one field',
    template:
      '[#foreach($record in $input.path(\'$.records\'))"$util.base64Encode($record.data.text)"#if($foreach.hasNext),#end#end]',
    byHand: ({ records: list }) => `[${list.map(({ data }) => `"${base64(data.text)}"`).join()}]`,
  },
  {
    name: 'our PutRecords',
    template: putRecords,
    byHand: ({ records: list }) => {
      const items = list.map(({ data, partitionKey }) => {
        return `\n{"Data":"${base64(JSON.stringify(data))}","PartitionKey":${JSON.stringify(partitionKey)}}`;
      });
      return `{"StreamName":"events","Records":[${items.join(',')}\n]}\n`;
    },
  },
];

export const body = JSON.stringify({ records });

/** `$context` of the measured request. */
export const context = { extendedRequestId: 'JKJaXmPLvHcESHA=' };

function base64(text) {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** A template of the library, without its comments. */
function template(file, values) {
  const lines = readFileSync(join(targets, file), 'utf8').split('\n');
  const text = lines.filter((line) => !line.startsWith('##')).join('\n');
  return text.replace(/\{\{(\w+)\}\}/g, (_, place) => values[place]).trimEnd();
}
