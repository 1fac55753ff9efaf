import { IntegrationType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { mappingTemplate } from './mapping-template';
import type { IIngestionTarget, TargetBindOptions, TargetConfig } from './target';

/** Headers of a request a browser may send: those the front door reads, and those of Signature Version 4. */
const ALLOWED_HEADERS =
  'Content-Type,Authorization,X-Api-Key,X-Partition-Key,X-Amz-Date,X-Amz-Security-Token,X-Amz-Content-Sha256';

/** Answers a browser's preflight request from the gateway itself. Internal: the front door adds it where CORS is on. */
export class PreflightTarget implements IIngestionTarget {
  public bind(_scope: Construct, _options: TargetBindOptions): TargetConfig {
    return {
      integration: {
        integrationType: IntegrationType.MOCK,
        requestTemplates: { 'application/json': mappingTemplate('health.request.vtl') },
        responses: [
          {
            statusCode: '200',
            headers: {
              'Access-Control-Allow-Headers': `'${ALLOWED_HEADERS}'`,
              'Access-Control-Allow-Methods': "'POST,GET,PUT,PATCH,DELETE,HEAD,OPTIONS'",
              'Access-Control-Max-Age': "'600'",
            },
          },
        ],
      },
    };
  }
}
