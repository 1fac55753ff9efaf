import { compileTemplate, type RenderResult, type Template, VtlError } from '../../vtl';
import { compileTemplateContext } from '../context/context-variables';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';
import { lastValues } from '../request/parsed-request';
import { usedVariables } from './used-variables';

type Side = 'request' | 'response';

/** A mapping template of a method, which sees no more of the request than it asks for. */
export class MappingTemplate {
  private readonly template: Template;
  private readonly context: (exchange: Exchange) => Record<string, unknown>;
  private readonly usesParameters: boolean;

  /**
   * @param position What positions in errors call the template
   * @throws GatewayError GATEWAY_INVALID_TEMPLATE
   */
  public constructor(
    source: string,
    private readonly side: Side,
    position: string,
  ) {
    try {
      this.template = compileTemplate(source, { name: position });
    } catch (error) {
      if (!(error instanceof VtlError)) throw error;
      throw new GatewayError('GATEWAY_INVALID_TEMPLATE', error.message, undefined, { cause: error });
    }
    const used = usedVariables(source);
    this.context = compileTemplateContext(used.context);
    this.usesParameters = used.parameters;
  }

  /** Renders; what fails is a `Refusal`. */
  public render(exchange: Exchange, body: string): RenderResult {
    const { request, stage, pathParameters, overrides } = exchange;
    try {
      return this.template.render({
        body,
        params: this.usesParameters
          ? { path: pathParameters, querystring: lastValues(request.query()), header: request.singleHeaders() }
          : undefined,
        context: this.context(exchange),
        stageVariables: stage.variables,
        overrides,
      });
    } catch (error) {
      throw this.refusal(error);
    }
  }

  /** 400 for a request body that begins like JSON and is none, else 500. */
  private refusal(error: unknown): unknown {
    if (!(error instanceof VtlError)) return error;
    const reason = `${error.code} ${error.message}`;
    if (error.code !== 'INVALID_JSON' || this.side === 'response') {
      return new Refusal('API_CONFIGURATION_ERROR', { reason, cause: error });
    }
    // Recorded as 400 with a text of 2015; the text now is LocalStack's, unverified.
    return new Refusal('DEFAULT_4XX', { message: 'Invalid JSON in request body', status: 400, reason, cause: error });
  }
}
