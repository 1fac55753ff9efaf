import { join } from 'node:path';
import type { RestApi, Stage } from '../gateway';
import { stageLimitOf } from '../throttle';
import { curlCommand } from './curl-command';
import type { Running } from './start';

type Method = RestApi['methods'][number];

/** What is told at start: where the APIs are, what they serve, who may call, and what is not real. */
export function banner(running: Running): string[] {
  const { deployment, gateway, callers, logFolder } = running;
  const { counts } = deployment.coverage();
  const served = gateway.apis.flatMap((api) => api.stages.map((stage) => ({ api, stage })));
  const caller = callers.first;
  return [
    `Sluice runs ${deployment.stage ?? deployment.stacks.join(', ')} (${deployment.stacks.length} ${deployment.stacks.length === 1 ? 'stack' : 'stacks'}, ${deployment.region}, account ${deployment.account}).`,
    'For development and tests only; production is AWS.',
    ...served.flatMap(({ api, stage }) => ['', ...stageLines(running, api, stage)]),
    '',
    `Template coverage: ${counts.run} properties run, ${counts.ignored} ignored as harmless, ${counts['not-emulated']} not emulated (--list names them).`,
    ...behindLines(running),
    ...(caller === undefined
      ? []
      : [`Local caller: ${caller.accessKeyId}, secret ${caller.secretAccessKey} (${callers.path})`]),
    ...gateway.plans.keys.map(({ id, value, enabled }) => `API key ${id}: ${value}${enabled ? '' : ' (disabled)'}`),
    `Access logs: ${logFolder}`,
    ...(isLoopback(running.server.host)
      ? []
      : [`WARNING: listening on ${running.server.host}, reachable by others on your network.`]),
    ...tryIt(running, served),
  ];
}

/** Streams, deliveries and where objects land; and how an SDK or the AWS CLI reaches them. */
function behindLines({ services, endpoint, callers, deployment, dataFolder }: Running): string[] {
  const { kinesis, firehose, buckets } = services;
  const { operator } = callers;
  const streams = kinesis.list().map(({ definition }) => definition.name);
  const deliveries = firehose.list().map(({ definition }) => definition.name);
  return [
    '',
    `Streams: ${streams.join(', ') || 'none'}`,
    `Deliveries: ${deliveries.join(', ') || 'none'}`,
    ...(buckets.length === 0
      ? []
      : [`Objects land in ${join(dataFolder, 's3')}/BUCKET/KEY; buckets: ${buckets.join(', ')}`]),
    '',
    'The AWS endpoint, for SDKs and the AWS CLI:',
    `export AWS_ENDPOINT_URL=${endpoint.url}`,
    `export AWS_REGION=${deployment.region}`,
    // The first version of the AWS CLI knows only this one.
    `export AWS_DEFAULT_REGION=${deployment.region}`,
    `export AWS_ACCESS_KEY_ID=${operator?.accessKeyId ?? ''}`,
    `export AWS_SECRET_ACCESS_KEY=${operator?.secretAccessKey ?? ''}`,
    '',
  ];
}

/** The address of a stage; of APIs that share a stage name, the host names the one meant. */
export function stageUrl({ gateway, server: publicServer, vpcServer }: Running, stage: Stage): string {
  const server = stage.isPrivate ? (vpcServer ?? publicServer) : publicServer;
  const loopback = isLoopback(server.host) || server.host === '0.0.0.0' || server.host === '::';
  const plain = server.host.includes(':') && !loopback ? `[${server.host}]` : server.host;
  const host = gateway.isAmbiguous(stage)
    ? `${stage.apiId}.localhost`
    : loopback && server.host !== '127.0.0.1'
      ? 'localhost'
      : plain;
  return `http://${host}:${server.port}/${stage.name}`;
}

function stageLines(running: Running, api: RestApi, stage: Stage): string[] {
  const methods = [...api.methods].sort((a, b) =>
    a.resourcePath < b.resourcePath ? -1 : a.resourcePath > b.resourcePath ? 1 : 0,
  );
  const rows = methods.map((method) => [
    method.verb,
    method.resourcePath,
    authText(method),
    throttleText(stage, method),
    method.target,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const through = stage.isPrivate ? `, as its VPC endpoint ${api.vpcEndpointIds[0] ?? ''}`.trimEnd() : '';
  return [`${stageUrl(running, stage)}  (${api.position}${through})`, ...lines];
}

const AUTH: { readonly [type: string]: string } = {
  NONE: 'anybody',
  AWS_IAM: 'IAM',
  CUSTOM: 'Lambda authorizer',
  COGNITO_USER_POOLS: 'Cognito',
};

function authText({ auth, apiKeyRequired }: Method): string {
  if (!apiKeyRequired) return AUTH[auth] ?? auth;
  return auth === 'NONE' ? 'API key' : `${AUTH[auth]} and API key`;
}

function throttleText({ limits }: Stage, { verb, resourcePath }: Method): string {
  const limit = stageLimitOf(limits, `${verb} ${resourcePath}`);
  return limit === undefined ? 'account limit' : `${limit.rate}/s, burst ${limit.burst}`;
}

function tryIt(running: Running, served: readonly { readonly api: RestApi; readonly stage: Stage }[]): string[] {
  const [first] = served;
  if (first === undefined) return [];
  const plain = first.api.methods.filter(({ resourcePath }) => !resourcePath.includes('{'));
  const byLength = [...plain].sort((a, b) => a.resourcePath.length - b.resourcePath.length);
  const posts = byLength.filter(({ verb }) => verb === 'POST' || verb === 'ANY');
  // One that stores an event tells more than one that does not.
  const method = posts.find(({ resourcePath }) => resourcePath === '/events') ?? posts[0] ?? byLength[0];
  if (method === undefined) return [];
  return ['', 'Try it:', `  ${curlCommand(running, stageUrl(running, first.stage), method)}`];
}

/** Whether the address is reachable from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
