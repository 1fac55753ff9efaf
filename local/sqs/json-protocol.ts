import type { AwsRequest, AwsResponse } from '../endpoint';
import { SqsFault } from './fault';
import type { Protocol } from './protocol';

const TARGET = 'AmazonSQS.';

/** AWS JSON 1.0. */
export function jsonProtocol(request: AwsRequest): Protocol {
  return {
    read: () => {
      const target = request.headers['x-amz-target'] ?? '';
      const action = request.action ?? (target.startsWith(TARGET) ? target.slice(TARGET.length) : '');
      return { action, input: parse(request.body) };
    },
    answer: (_, result, requestId) => reply(200, result, requestId),
    refuse: (fault, requestId) => {
      const answer = reply(fault.status, { __type: fault.shape, message: fault.message }, requestId);
      const error = `${fault.code};${fault.status >= 500 ? 'Receiver' : 'Sender'}`;
      return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': error } };
    },
  };
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  const text = body.toString();
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new SqsFault('MalformedInput', 'The request body is no JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new SqsFault('MalformedInput', 'Start of structure or map expected.');
}

function reply(status: number, body: object, requestId: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
    body: Buffer.from(JSON.stringify(body)),
  };
}
