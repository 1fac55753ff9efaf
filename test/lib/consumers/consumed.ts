import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ConsumerHandler, EventStream, LambdaConsumer, type LambdaConsumerProps } from 'cdk-sluice';

export const ENV = { account: '111122223333', region: 'eu-west-1' };

/** A file that handles events, for `ConsumerHandler.fromFile`. */
export function handlerFile(code = 'exports.handle = async () => {};', name = 'handle.js'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sluice-handler-')), name);
  writeFileSync(path, code);
  return path;
}

/** A stack with a stream and one consumer of it. */
export function consumed(props: Partial<LambdaConsumerProps> = {}, appProps: AppProps = {}) {
  const app = new App(appProps);
  const stack = new Stack(app, 'Test', { env: ENV });
  const events = new EventStream(stack, 'Events');
  const consumer = new LambdaConsumer(stack, 'Consumer', {
    stream: events.stream,
    handler: ConsumerHandler.fromFile(handlerFile()),
    ...props,
  });
  return { app, stack, events, consumer, template: () => Template.fromStack(stack) };
}

/** What the role of a construct may do: actions, and the resources as they stand in the template. */
export function grantsOf(template: Template, roleId: RegExp): [string, unknown][] {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => roleId.test(id));
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const documents = roles.flatMap(([id, { Properties }]) => [
    ...(Properties.Policies ?? []).map(({ PolicyDocument }: any) => PolicyDocument),
    ...policies
      .filter((policy) => policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === id))
      .map((policy) => policy.Properties.PolicyDocument),
  ]);
  return documents
    .flatMap(({ Statement }) => Statement)
    .map(({ Action, Condition, Effect, Resource, ...rest }) => {
      expect([Effect, rest]).toEqual(['Allow', {}]);
      return [[Action].flat().sort().join(' '), Condition === undefined ? Resource : { Resource, Condition }];
    });
}
