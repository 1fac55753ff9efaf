import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';
import { MappingTemplate } from './mapping-template';

export type Passthrough = 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';

/** Chooses the request template by Content-Type. */
export class RequestTemplates {
  private readonly byType = new Map<string, MappingTemplate>();

  public constructor(
    sources: ReadonlyMap<string, string>,
    private readonly passthrough: Passthrough,
    position: string,
  ) {
    for (const [type, source] of sources) {
      this.byType.set(
        type.toLowerCase(),
        new MappingTemplate(source, 'request', `${position}.RequestTemplates.${type}`),
      );
    }
  }

  /**
   * The template for a request; undefined where its body passes through.
   *
   * Source: developer guide, integration-passthrough-behaviors. That `$default` serves what no other key does is from
   * LocalStack's source, unverified.
   */
  public choose({ request }: Exchange): MappingTemplate | undefined {
    const type = request.contentType();
    const template = this.byType.get(type) ?? this.byType.get('$default');
    if (template !== undefined) return template;
    const passes =
      this.passthrough === 'WHEN_NO_MATCH' || (this.passthrough === 'WHEN_NO_TEMPLATES' && this.byType.size === 0);
    if (passes) return undefined;
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE', {
      reason: `no request template for '${type}', and PassthroughBehavior is ${this.passthrough}`,
    });
  }
}
