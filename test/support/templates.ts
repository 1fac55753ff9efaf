import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type IIngestionTarget, IngestionApi, type RouteOptions } from 'cdk-sluice';
import { compileTemplate, type RenderInput } from '../../local/vtl';

/** A stream and a delivery stream whose names are known at synth, so that templates are whole. */
export function namedResources(stack: Stack) {
  return {
    stream: Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:us-east-1:111111111111:stream/events'),
    deliveryStream: DeliveryStream.fromDeliveryStreamArn(
      stack,
      'DeliveryStream',
      'arn:aws:firehose:us-east-1:111111111111:deliverystream/archive',
    ),
  };
}

/** What was deployed for one route, ready to render. */
export interface DeployedRoute {
  /** Renders the request template of `contentType`. */
  request(input: RenderInput, contentType?: string): string;
  /** Chooses the integration response for a status of the service, as API Gateway does, and renders its template. */
  response(status: number, body: string): { status: number; headers: Record<string, unknown>; body: any };
  /** The patterns of the integration responses; undefined is the default one. */
  readonly patterns: (string | undefined)[];
}

/** Synthesizes a route with `target` and gives its templates as they would be deployed. */
export function deployedRoute(
  makeTarget: (resources: ReturnType<typeof namedResources>) => IIngestionTarget,
  path = '/events',
  options: RouteOptions = {},
): DeployedRoute {
  const stack = new Stack(new App(), 'Test');
  const api = new IngestionApi(stack, 'Api');
  api.addRoute(path, makeTarget(namedResources(stack)), options);
  const [method] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method'));
  const integration = method?.Properties.Integration;
  const responses: any[] = integration.IntegrationResponses;
  return {
    patterns: responses.map(({ SelectionPattern }) => SelectionPattern),
    request: (input, contentType = 'application/json') =>
      compileTemplate(integration.RequestTemplates[contentType]).render(input).output,
    response: (status, body) => {
      const matching = responses.filter(
        ({ SelectionPattern }) =>
          SelectionPattern !== undefined && new RegExp(`^(?:${SelectionPattern})$`).test(String(status)),
      );
      if (matching.length > 1) throw new Error(`status ${status} is matched by ${matching.length} patterns`);
      const chosen = matching[0] ?? responses.find(({ SelectionPattern }) => SelectionPattern === undefined);
      const { output, responseOverride } = compileTemplate(chosen.ResponseTemplates['application/json']).render({
        body,
        context: { extendedRequestId: 'EXT-ID=' },
      });
      const headers = Object.fromEntries(Object.entries(responseOverride.header));
      return { status: Number(responseOverride.status ?? chosen.StatusCode), headers, body: JSON.parse(output) };
    },
  };
}
