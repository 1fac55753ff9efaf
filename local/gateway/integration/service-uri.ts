import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';

/** An AWS service call as an integration's URI names it. */
export interface ServiceUri {
  readonly region: string;
  readonly subdomain: string | undefined;
  readonly service: string;
  readonly kind: 'action' | 'path';
  /** The action, or the path with its parameters in braces still. */
  readonly target: string;
  /** ARN of the function that is invoked; undefined for every other call. */
  readonly functionArn: string | undefined;
}

const URI = /^arn:aws[\w-]*:apigateway:([\w-]+):(?:([\w-]+)\.)?([\w-]+):(action|path)\/(.*)$/s;
const FUNCTION = /^(?:2015-03-31\/)?functions\/(.+)\/(?:invocations|response-streaming-invocations)$/;

/** Reads `arn:aws:apigateway:{region}:{subdomain.service|service}:{path|action}/{target}`. */
export function parseServiceUri(uri: string, position: string): ServiceUri {
  const [, region, subdomain, service, kind, target] = URI.exec(uri) ?? [];
  if (region === undefined || service === undefined || (kind !== 'action' && kind !== 'path') || !target) {
    const form = 'arn:aws:apigateway:REGION:SERVICE:action/NAME or …:path/PATH';
    throw new GatewayError('GATEWAY_INVALID_INTEGRATION', `must be ${form}, got '${uri}'`, `${position}.Uri`);
  }
  const functionArn = service === 'lambda' && kind === 'path' ? FUNCTION.exec(target)?.[1] : undefined;
  return { region, subdomain, service, kind, target, functionArn };
}

/** Puts `${stageVariables.x}` and the integration's path parameters `{x}` in, where a text has any. */
export function compilePlaceholders(
  text: string,
  encode: (value: string) => string,
): (exchange: Exchange, request: IntegrationRequest) => string {
  if (!text.includes('{')) return () => text;
  return ({ stage }, request) =>
    text.replace(/\$\{stageVariables\.(\w+)\}|\{([^{}]+?)\+?\}/g, (whole, variable, parameter) => {
      if (variable !== undefined) return stage.variables[variable] ?? '';
      const value = request.path(parameter);
      return value === undefined ? whole : encode(value);
    });
}
