import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deployment, loadDeployment } from '../../../local/assembly';
import {
  Gateway,
  type GatewayOptions,
  type HttpCall,
  type LogEvent,
  type TargetAnswer,
  type TargetCall,
} from '../../../local/gateway';

export type Properties = Record<string, unknown>;
type Resources = Record<string, any>;

/** One method of a test API. */
export interface MethodFixture extends Properties {
  readonly path: string;
  readonly verb?: string;
}

/** A test API: plain CloudFormation, made from what the test cares about. */
export interface ApiFixture {
  readonly api?: Properties;
  readonly stage?: Properties;
  readonly methods: readonly MethodFixture[];
  /** Further resources; `{ Ref: 'Api' }` is the API. */
  readonly resources?: Resources;
}

export const API = { Ref: 'Api' };
export const MOCK = {
  Type: 'MOCK',
  RequestTemplates: { 'application/json': '{"statusCode": 200}' },
  IntegrationResponses: [{ StatusCode: '200' }],
};

/** The template of a test API. */
export function apiTemplate({ api = {}, stage = {}, methods, resources = {} }: ApiFixture): { Resources: Resources } {
  const made: Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'test', ...api } },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: API } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: API, StageName: 'test', DeploymentId: { Ref: 'Deployment' }, ...stage },
    },
    ...resources,
  };
  const ids = new Map<string, unknown>([['', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }]]);
  const resourceId = (path: string): unknown => {
    const known = ids.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const parent = resourceId(path.slice(0, slash));
    const logicalId = `Resource${ids.size}`;
    made[logicalId] = {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { RestApiId: API, ParentId: parent, PathPart: path.slice(slash + 1) },
    };
    ids.set(path, { Ref: logicalId });
    return { Ref: logicalId };
  };
  for (const [index, { path, verb = 'POST', ...properties }] of methods.entries()) {
    made[`Method${index}`] = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: API,
        ResourceId: resourceId(path === '/' ? '' : path),
        HttpMethod: verb,
        AuthorizationType: 'NONE',
        Integration: MOCK,
        ...properties,
      },
    };
  }
  return { Resources: made };
}

/** Loads a template as `sluice run` would, from a file. */
export function deploy(template: object): Deployment {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-gateway-'));
  try {
    const file = join(folder, 'test.template.json');
    writeFileSync(file, JSON.stringify(template));
    const deployment = loadDeployment(file);
    // Properties are resolved when asked for; the file goes now.
    for (const resource of deployment.resources) resource.properties;
    return deployment;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  readonly sourceIp?: string;
}

export interface Received {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly bytes: Buffer;
}

/** A gateway under test, with what it called and logged. */
export class TestGateway {
  public readonly calls: TargetCall[] = [];
  public readonly httpCalls: HttpCall[] = [];
  public readonly events: LogEvent[] = [];
  public readonly gateway: Gateway;
  public answer: (call: TargetCall) => TargetAnswer | Promise<TargetAnswer> = () => json(200, {});
  public httpAnswer: (call: HttpCall) => TargetAnswer | Promise<TargetAnswer> = () => json(200, {});

  public constructor(fixture: ApiFixture | Deployment, options: Partial<GatewayOptions> = {}) {
    this.gateway = new Gateway({
      deployment: 'methods' in fixture ? deploy(apiTemplate(fixture)) : fixture,
      target: {
        call: async (call) => {
          this.calls.push(call);
          return this.answer(call);
        },
      },
      http: {
        send: async (call) => {
          this.httpCalls.push(call);
          return this.httpAnswer(call);
        },
      },
      log: { write: (event) => this.events.push(event) },
      ...options,
    });
  }

  public get apiId(): string {
    return this.gateway.apis[0]?.id ?? '';
  }

  public async send({
    method = 'POST',
    url = '/test/',
    headers = [],
    body = '',
    sourceIp = '127.0.0.1',
  }: Sent = {}): Promise<Received> {
    const answer = await this.gateway.handle({
      method,
      url,
      rawHeaders: [['Host', 'localhost:3000'] as const, ...headers].flat(),
      body: Buffer.from(body),
      sourceIp,
    });
    const bytes = Buffer.from(answer.body);
    const received: Record<string, string> = {};
    for (const [name, value] of answer.headers) received[name.toLowerCase()] = value;
    return { status: answer.status, headers: received, body: bytes.toString(), bytes };
  }

  /** Texts of the local log, access logs apart. */
  public get log(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'refusal' ? [event.reason] : event.kind === 'note' ? [event.message] : [],
    );
  }

  public get accessLog(): string[] {
    return this.events.flatMap((event) => (event.kind === 'access' ? [event.line] : []));
  }
}

export function json(
  status: number,
  body: unknown,
  headers: readonly (readonly [string, string])[] = [],
): TargetAnswer {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

/** An integration that invokes a service's action. */
export function action(service: string, name: string, more: Properties = {}): Properties {
  return {
    Type: 'AWS',
    IntegrationHttpMethod: 'POST',
    Uri: `arn:aws:apigateway:us-east-1:${service}:action/${name}`,
    IntegrationResponses: [{ StatusCode: '200' }],
    ...more,
  };
}

/** The URI that invokes a function. */
export function functionUri(name = 'Handler'): string {
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
