import type { AwsRequest, AwsResponse } from '../endpoint';
import type { Protocol } from './protocol';
import { readParameters } from './query-parameters';
import { xmlResult, xmlText } from './query-xml';

const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';
/** The older JSON answers say null where there is nothing. */
const NULLABLE: { readonly [action: string]: readonly string[] } = {
  SendMessage: [
    ...['MD5OfMessageAttributes', 'MD5OfMessageBody', 'MD5OfMessageSystemAttributes'],
    ...['MessageId', 'SequenceNumber'],
  ],
};

/**
 * Parameters in a form or query string; answers in XML, or in JSON where the caller accepts that, as API Gateway does.
 */
export function queryProtocol(request: AwsRequest): Protocol {
  const asJson = (request.headers.accept ?? '').includes('application/json');
  return {
    read: () => {
      const { Action = '', ...input } = readParameters(request.query, request.body.toString());
      // The queue may stand in the path alone.
      const named = /^\/\d{12}\/[\w.-]+\/?$/.test(request.path) ? { QueueUrl: request.path.replace(/\/$/, '') } : {};
      return { action: request.action ?? String(Action), input: { ...named, ...input } };
    },
    answer: (action, result, requestId) => {
      const text = asJson ? jsonAnswer(action, result, requestId) : xmlAnswer(action, result, requestId);
      return reply(200, text, asJson, requestId);
    },
    refuse: ({ code, message, status }, requestId) => {
      const Type = status >= 500 ? 'Receiver' : 'Sender';
      const text = asJson
        ? JSON.stringify({ Error: { Code: code, Message: message, Type }, RequestId: requestId })
        : `<?xml version="1.0"?><ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${Type}</Type><Code>${xmlText(code)}</Code>` +
          `<Message>${xmlText(message)}</Message><Detail/></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
      return reply(status, text, asJson, requestId);
    },
  };
}

function jsonAnswer(action: string, result: object, RequestId: string): string {
  const empty = Object.fromEntries((NULLABLE[action] ?? []).map((name) => [name, null]));
  const body = { [`${action}Result`]: { ...empty, ...result }, ResponseMetadata: { RequestId } };
  return JSON.stringify({ [`${action}Response`]: body });
}

function xmlAnswer(action: string, result: object, requestId: string): string {
  const content = xmlResult(action, result);
  const wrapped = content === '' ? '' : `<${action}Result>${content}</${action}Result>`;
  return (
    `<?xml version="1.0"?><${action}Response xmlns="${NAMESPACE}">${wrapped}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`
  );
}

function reply(status: number, text: string, asJson: boolean, requestId: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': asJson ? 'application/json' : 'text/xml', 'x-amzn-requestid': requestId },
    body: Buffer.from(text),
  };
}
