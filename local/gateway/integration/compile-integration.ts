import type { PropertyReader } from '../../assembly';
import type { GatewayEnvironment } from '../api/environment';
import { GatewayError } from '../errors';
import type { BinaryMediaTypes } from '../request/media-type';
import type { Integration } from './backend';
import { readCredentials } from './credentials';
import { HttpBackend, type HttpOptions, HttpProxyIntegration } from './http-backend';
import { LambdaProxyIntegration } from './lambda-proxy';
import { MappedIntegration } from './mapped-integration';
import { MOCK_BACKEND } from './mock-backend';
import type { Passthrough } from './request-templates';
import { ServiceBackend, type ServiceBackendOptions } from './service-backend';
import { parseServiceUri } from './service-uri';

/** API Gateway's own default and least. Source: API Gateway quotas. */
const TIMEOUT = { default: 29_000, least: 50 };

type Compile = (reader: PropertyReader, binaryTypes: BinaryMediaTypes, environment: GatewayEnvironment) => Integration;

const TYPES: { readonly [type: string]: Compile } = {
  MOCK: (reader, binaryTypes) =>
    new MappedIntegration(reader, 'MOCK', passthroughOf(reader), binaryTypes, MOCK_BACKEND),
  AWS: (reader, binaryTypes, environment) => {
    const backend = new ServiceBackend(serviceOptions(reader), environment);
    return new MappedIntegration(reader, 'AWS', passthroughOf(reader), binaryTypes, backend);
  },
  AWS_PROXY: (reader, binaryTypes, environment) => {
    const options = serviceOptions(reader);
    if (options.uri.functionArn === undefined) {
      throw invalid(reader, 'Uri', 'an AWS_PROXY integration invokes a function; other services are called by AWS');
    }
    const parameters = reader.texts('RequestParameters');
    return new LambdaProxyIntegration(parameters, reader.position, options, binaryTypes, environment);
  },
  HTTP: (reader, binaryTypes, environment) => {
    const backend = new HttpBackend(httpOptions(reader), environment);
    return new MappedIntegration(reader, 'HTTP', passthroughOf(reader), binaryTypes, backend);
  },
  HTTP_PROXY: (reader, binaryTypes, environment) => {
    const parameters = reader.texts('RequestParameters');
    return new HttpProxyIntegration(parameters, reader.position, httpOptions(reader), binaryTypes, environment);
  },
};

/** @param reader `Integration` of a method */
export function compileIntegration(
  reader: PropertyReader,
  binaryTypes: BinaryMediaTypes,
  environment: GatewayEnvironment,
): Integration {
  const type = reader.text('Type');
  const compile = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (compile === undefined) {
    throw invalid(reader, 'Type', `must be one of ${Object.keys(TYPES).join(', ')}, got '${type}'`);
  }
  return compile(reader, binaryTypes, environment);
}

function serviceOptions(reader: PropertyReader): ServiceBackendOptions {
  return {
    uri: parseServiceUri(reader.text('Uri'), reader.position),
    credentials: readCredentials(reader, 'Credentials'),
    method: reader.text('IntegrationHttpMethod'),
    timeout: timeoutOf(reader),
  };
}

function httpOptions(reader: PropertyReader): HttpOptions {
  const uri = reader.text('Uri');
  if (!/^https?:\/\/./.test(uri)) throw invalid(reader, 'Uri', `must begin with http:// or https://, got '${uri}'`);
  return { uri, method: reader.tryText('IntegrationHttpMethod'), timeout: timeoutOf(reader) };
}

function passthroughOf(reader: PropertyReader): Passthrough {
  const behavior = reader.tryText('PassthroughBehavior') ?? 'WHEN_NO_MATCH';
  if (behavior === 'WHEN_NO_MATCH' || behavior === 'WHEN_NO_TEMPLATES' || behavior === 'NEVER') return behavior;
  const known = 'WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER';
  throw invalid(reader, 'PassthroughBehavior', `must be ${known}, got '${behavior}'`);
}

function timeoutOf(reader: PropertyReader): number {
  const timeout = reader.tryInteger('TimeoutInMillis') ?? TIMEOUT.default;
  // The upper end can be raised by a quota request: only the lower one is fixed.
  if (timeout < TIMEOUT.least) throw invalid(reader, 'TimeoutInMillis', `must be 50 or more, got ${timeout}`);
  return timeout;
}

function invalid(reader: PropertyReader, property: string, message: string): GatewayError {
  return new GatewayError('GATEWAY_INVALID_INTEGRATION', message, `${reader.position}.${property}`);
}
