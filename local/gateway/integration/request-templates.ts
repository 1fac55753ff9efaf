import { compileTemplate, type Template, VtlError } from '../../vtl';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';
import { contentType } from '../request/media-type';

export type Passthrough = 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';

/** Chooses the request template by Content-Type. */
export class RequestTemplates {
  private readonly byType = new Map<string, Template>();

  public constructor(
    sources: ReadonlyMap<string, string>,
    private readonly passthrough: Passthrough,
    position: string,
  ) {
    for (const [type, source] of sources) {
      this.byType.set(type.toLowerCase(), compileMapping(source, `${position}.RequestTemplates.${type}`));
    }
  }

  /**
   * The template for a request; undefined where its body passes through.
   *
   * Source: developer guide, integration-passthrough-behaviors. That `$default` serves what no other key does is from
   * LocalStack's source, unverified.
   */
  public choose({ request }: Exchange): Template | undefined {
    const header = request.header('content-type');
    const template = this.byType.get(contentType(header)) ?? this.byType.get('$default');
    if (template !== undefined) return template;
    const passes =
      this.passthrough === 'WHEN_NO_MATCH' || (this.passthrough === 'WHEN_NO_TEMPLATES' && this.byType.size === 0);
    if (passes) return undefined;
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE', {
      reason: `no request template for '${contentType(header)}', and PassthroughBehavior is ${this.passthrough}`,
    });
  }
}

/** @param name What positions in errors call the template */
export function compileMapping(source: string, name: string): Template {
  try {
    return compileTemplate(source, { name });
  } catch (error) {
    if (!(error instanceof VtlError)) throw error;
    throw new GatewayError('GATEWAY_INVALID_TEMPLATE', error.message, undefined, { cause: error });
  }
}

/** A template's failure as API Gateway answers it: 400 for a request body that is no JSON, else 500. */
export function templateRefusal(error: unknown, side: 'request' | 'response'): unknown {
  if (!(error instanceof VtlError)) return error;
  const reason = `${error.code} ${error.message}`;
  if (error.code === 'INVALID_JSON' && side === 'request') {
    // Recorded as 400 with a text of 2015; the text now is LocalStack's, unverified.
    return new Refusal('DEFAULT_4XX', { message: 'Invalid JSON in request body', status: 400, reason, cause: error });
  }
  return new Refusal('API_CONFIGURATION_ERROR', { reason, cause: error });
}
