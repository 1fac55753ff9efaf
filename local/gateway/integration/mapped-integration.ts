import type { PropertyReader } from '../../assembly';
import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';
import { compileRequestMapping } from '../mapping/request-mapping';
import type { GatewayAnswer } from '../message';
import { type BinaryMediaTypes, mediaType } from '../request/media-type';
import type { Backend, Integration } from './backend';
import { IntegrationResponses, readContentHandling } from './integration-responses';
import type { MappingTemplate } from './mapping-template';
import { type ContentHandling, fromBase64, requestPayload, templateBody } from './payload';
import { type Passthrough, RequestTemplates } from './request-templates';

/** An integration whose requests and responses go through mappings and templates: AWS, HTTP and MOCK. */
export class MappedIntegration implements Integration {
  private readonly map: (exchange: Exchange) => IntegrationRequest;
  private readonly templates: RequestTemplates;
  private readonly responses: IntegrationResponses;
  private readonly contentHandling: ContentHandling;

  /** @param reader `Integration` of a method */
  public constructor(
    reader: PropertyReader,
    type: string,
    passthrough: Passthrough,
    private readonly binaryTypes: BinaryMediaTypes,
    private readonly backend: Backend,
  ) {
    this.map = compileRequestMapping(reader.texts('RequestParameters'), type, `${reader.position}.RequestParameters`);
    this.templates = new RequestTemplates(reader.texts('RequestTemplates'), passthrough, reader.position);
    this.responses = new IntegrationResponses(reader.recordList('IntegrationResponses'), binaryTypes, type !== 'MOCK');
    this.contentHandling = readContentHandling(reader);
  }

  public async run(exchange: Exchange): Promise<GatewayAnswer> {
    const template = this.templates.choose(exchange);
    const request = this.map(exchange);
    const binary = this.binaryTypes.has(mediaType(exchange.request.header('content-type')));
    const body =
      template === undefined
        ? requestPayload(exchange.request, binary, this.contentHandling)
        : this.render(exchange, template, request, binary);
    exchange.sent = body;
    const answer = await this.backend.call(exchange, request, body);
    exchange.received = answer.body;
    return this.responses.answer(exchange, answer);
  }

  private render(
    exchange: Exchange,
    template: MappingTemplate,
    into: IntegrationRequest,
    binary: boolean,
  ): Buffer | string {
    const { output, requestOverride, responseOverride } = template.render(
      exchange,
      templateBody(exchange.request, binary),
    );
    into.override(requestOverride);
    exchange.overrides = { requestOverride, responseOverride };
    if (this.contentHandling === 'CONVERT_TO_BINARY') return fromBase64(output);
    // Recorded: where the whole template renders to nothing, the backend gets an empty object.
    // As bytes would have it: half a character becomes U+FFFD.
    return output === '' ? '{}' : output.toWellFormed();
  }
}
