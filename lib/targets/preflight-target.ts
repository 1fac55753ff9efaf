import { Lazy } from 'aws-cdk-lib';
import { IntegrationType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { mappingTemplate } from './mapping-template';
import type { IIngestionTarget, TargetBindOptions, TargetConfig } from './target';

/** Headers of every request: its type, a tenant's key, and those of Signature Version 4 or a token. */
const USUAL_HEADERS = [
  'Content-Type',
  'Authorization',
  'X-Api-Key',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];

/** Answers a browser's preflight request from the gateway itself. Internal: the front door adds it where CORS is on. */
export class PreflightTarget implements IIngestionTarget {
  private readonly methods = new Set(['OPTIONS']);
  private readonly headers = new Set(USUAL_HEADERS);

  /** Lets browsers send requests of this verb with these headers. */
  public allow(httpMethod: string, headers: readonly string[]): void {
    this.methods.add(httpMethod);
    for (const header of headers) this.headers.add(header);
  }

  public bind(_scope: Construct, _options: TargetBindOptions): TargetConfig {
    // Another verb may come to the path until synthesis.
    const list = (names: ReadonlySet<string>) => Lazy.string({ produce: () => `'${[...names].join(',')}'` });
    return {
      integration: {
        integrationType: IntegrationType.MOCK,
        requestTemplates: { 'application/json': mappingTemplate('health.request.vtl') },
        responses: [
          {
            statusCode: '200',
            headers: {
              'Access-Control-Allow-Headers': list(this.headers),
              'Access-Control-Allow-Methods': list(this.methods),
              'Access-Control-Max-Age': "'600'",
            },
          },
        ],
      },
    };
  }
}
