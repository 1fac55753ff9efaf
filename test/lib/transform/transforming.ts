import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventTransform, type EventTransformProps, TransformStep } from 'cdk-sluice';

type Props = Partial<EventTransformProps>;

/** A transform in a stack of its own. */
export function transforming(props: Props | ((stack: Stack) => Props) = {}) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const given = typeof props === 'function' ? props(stack) : props;
  const transform = new EventTransform(stack, 'Transform', { steps: [TransformStep.flatten()], ...given });
  return { app, stack, transform, template: () => Template.fromStack(stack) };
}

/** What a step becomes for the handler, as JSON text writes it. */
export function configOf(...steps: TransformStep[]) {
  const [handler] = Object.values(transforming({ steps }).template().findResources('AWS::Lambda::Function'));
  return JSON.parse(handler?.Properties.Environment.Variables.TRANSFORM_CONFIG).steps;
}
