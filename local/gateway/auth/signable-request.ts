import type { SignableRequest } from '../../sigv4';
import type { ParsedRequest } from '../request/parsed-request';

/** A request as its signature sees it. */
export function signableRequest(request: ParsedRequest): SignableRequest {
  const { method, path, queryString, body } = request;
  return { method, path, query: queryString, headers: request.signedHeaders(), body };
}
