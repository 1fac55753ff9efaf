import { IntegrationType } from 'aws-cdk-lib/aws-apigateway';
import type { TargetConfig } from '../targets/target';
import type { RouteOptions } from './ingestion-route';

/** What a route takes: a template and, where bodies are validated, a schema for each content type. */
interface ContentTypes {
  readonly requestTemplates: { [contentType: string]: string };
  readonly models: { [contentType: string]: { readonly [key: string]: unknown } };
}

/** The target's own template and schema for `application/json`, and those of the further types of a route. */
export function contentTypes(path: string, config: TargetConfig, options: RouteOptions): ContentTypes {
  const requestTemplates: ContentTypes['requestTemplates'] = { ...config.integration.requestTemplates };
  const models: ContentTypes['models'] = {};
  if (config.bodySchema !== undefined) models['application/json'] = config.bodySchema;
  else if (options.eventSchema !== undefined && config.validatesEvents !== true) {
    throw new Error(`'eventSchema' of route '${path}' has no body to hold to it: its target validates none`);
  }
  if (config.integration.integrationType === IntegrationType.AWS_PROXY && options.contentTypes !== undefined) {
    throw new Error(
      `'contentTypes' of route '${path}' must be left out, got some: its target is a proxy, to which API Gateway applies ` +
        'no templates',
    );
  }
  for (const { contentType, _template, _schema } of options.contentTypes ?? []) {
    if (requestTemplates[contentType] !== undefined) {
      throw new Error(`'contentTypes' of route '${path}' names '${contentType}' twice: leave one out`);
    }
    const own = requestTemplates['application/json'];
    if (_template === undefined && (config.takesAnyBody !== true || own === undefined)) {
      throw new Error(
        `'contentTypes' of route '${path}' takes '${contentType}' as sent, which its target cannot store: ` +
          'use RouteContentType.mapped with a template of your own',
      );
    }
    requestTemplates[contentType] = _template ?? own ?? '';
    const schema = _schema ?? (contentType.endsWith('+json') ? config.bodySchema : undefined);
    if (schema !== undefined) models[contentType] = schema;
  }
  return { requestTemplates, models };
}
