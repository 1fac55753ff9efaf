import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeliveryFormat, EventArchive, EventDelivery, type EventDeliveryProps } from 'cdk-sluice';

/** Props of a delivery, made in its stack where they hold constructs. */
export type Props = Omit<EventDeliveryProps, 'archive'>;

/** A delivery into a new archive, and its template. */
export function delivered(props: Props | ((stack: Stack) => Props) = {}, env?: StackProps['env']) {
  const stack = new Stack(new App(), 'Stack', { env });
  const archive = new EventArchive(stack, 'Archive');
  const given = typeof props === 'function' ? props(stack) : props;
  const delivery = new EventDelivery(stack, 'Delivery', { archive, ...given });
  return { stack, archive, delivery, template: Template.fromStack(stack) };
}

/** The destination of the one delivery stream. */
export function destination(props: Props | ((stack: Stack) => Props) = {}) {
  const [stream] = Object.values(delivered(props).template.findResources('AWS::KinesisFirehose::DeliveryStream'));
  return stream?.Properties.ExtendedS3DestinationConfiguration;
}

/** Statements of the delivery's role, with ARNs as text in which references stand in brackets. */
export function roleStatements(props: Props | ((stack: Stack) => Props) = {}): [string[], string[]][] {
  const roles = delivered(props).template.findResources('AWS::IAM::Role', {
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'firehose.amazonaws.com' } }] } },
  });
  const [role] = Object.values(roles);
  const [policy] = role?.Properties.Policies ?? [];
  return policy.PolicyDocument.Statement.map(({ Action, Resource }: { Action: unknown; Resource: unknown }) => [
    [Action].flat(),
    [Resource].flat().map(asText),
  ]);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = []] = Object.entries(value ?? {});
  if (name === 'Fn::Join') return argument[1].map(asText).join('');
  return `<${[argument].flat().join('.')}>`;
}

export const PARQUET = DeliveryFormat.parquet({
  columns: [
    { name: 'id', dataType: 'string' },
    { name: 'total', dataType: 'decimal(10,2)' },
  ],
});
