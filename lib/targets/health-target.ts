import { IntegrationType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { mappingTemplate } from './mapping-template';
import type { IIngestionTarget, TargetBindOptions, TargetConfig } from './target';

/** Answers 200 `{"status":"ok"}` from the gateway itself: it says that the front door stands, not what is behind it. */
export class HealthTarget implements IIngestionTarget {
  public bind(_scope: Construct, _options: TargetBindOptions): TargetConfig {
    return {
      integration: {
        integrationType: IntegrationType.MOCK,
        requestTemplates: { 'application/json': mappingTemplate('health.request.vtl') },
        responses: [{ statusCode: '200', template: mappingTemplate('health.response.vtl') }],
      },
    };
  }
}
