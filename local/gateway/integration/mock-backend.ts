import { textOf } from '../../body';
import { JavaMap } from '../../vtl/java/collections';
import { parseJson } from '../../vtl/json/parse';
import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';
import { Refusal } from '../refusal';
import type { Backend, BackendAnswer } from './backend';

/** MOCK: the request template names the status, read as leniently as AWS does (`{statusCode: 200,}` was recorded). */
export const MOCK_BACKEND: Backend = {
  call: (_exchange: Exchange, _request: IntegrationRequest, body: Buffer | string): BackendAnswer => {
    const status = readStatus(textOf(body));
    return { status, headers: [], body: '', selectionValue: String(status) };
  },
};

function readStatus(text: string): number {
  let value: unknown;
  try {
    const parsed = parseJson(text.trim());
    value = parsed instanceof JavaMap ? parsed.find('statusCode') : undefined;
  } catch {
    value = undefined;
  }
  const status = Number(value);
  if (value !== undefined && value !== null && Number.isInteger(status)) return status;
  throw new Refusal('API_CONFIGURATION_ERROR', {
    reason: "a MOCK request template must render JSON with a whole number as 'statusCode'",
  });
}
