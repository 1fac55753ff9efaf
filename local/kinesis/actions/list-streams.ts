import { AwsFault, operation } from '../../endpoint';
import type { Kinesis } from '../kinesis';
import { encodeToken, tryDecodeToken } from '../page-token';
import { assertAllowed } from './operation';
import { LIST_LIMIT, NAME_TEXT, NEXT_TOKEN } from './shapes';

const DEFAULT_LIMIT = 100;

const MEMBERS = { Limit: LIST_LIMIT, ExclusiveStartStreamName: NAME_TEXT, NextToken: NEXT_TOKEN } as const;

export const listStreams = operation(MEMBERS, (kinesis: Kinesis, input, request) => {
  assertAllowed(request, 'kinesis:ListStreams', '*');
  const { Limit: limit = DEFAULT_LIMIT, NextToken: token, ExclusiveStartStreamName: startName } = input;
  const page = token === undefined ? undefined : tryDecodeToken(token);
  if (token !== undefined && page?.kind !== 'streams') {
    throw new AwsFault('InvalidArgumentException', 'NextToken is invalid.');
  }
  const after = page?.after ?? startName ?? '';
  const rest = kinesis.list().filter(({ definition }) => definition.name > after);
  const streams = rest.slice(0, limit);
  const last = streams.at(-1)?.definition.name;
  const more = rest.length > limit && last !== undefined;
  return {
    StreamNames: streams.map(({ definition }) => definition.name),
    StreamSummaries: streams.map(({ definition, status, created }) => ({
      StreamName: definition.name,
      StreamARN: definition.arn,
      StreamStatus: status,
      StreamModeDetails: { StreamMode: definition.mode },
      StreamCreationTimestamp: Math.floor(created / 1_000),
    })),
    HasMoreStreams: more,
    ...(more && { NextToken: encodeToken({ kind: 'streams', made: kinesis.clock.now(), after: last }) }),
  };
});
