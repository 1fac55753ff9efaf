import { type Deployment, PropertyReader, type Resource } from '../assembly';
import { type CompiledPolicies, compilePolicies } from '../iam';

/** How a type of policy names the resources it hangs on. */
interface Attachment {
  readonly document: string;
  readonly arns: (policy: PropertyReader, deployment: Deployment) => readonly string[];
}

const ATTACHMENTS: { readonly [type: string]: Attachment } = {
  'AWS::S3::BucketPolicy': {
    document: 'PolicyDocument',
    arns: (policy, { partition }) => [`arn:${partition}:s3:::${policy.text('Bucket')}`],
  },
  'AWS::SQS::QueuePolicy': {
    document: 'PolicyDocument',
    arns: (policy, deployment) =>
      policy.textList('Queues').flatMap((url) => deployment.tryPhysicalId('AWS::SQS::Queue', url)?.arn ?? []),
  },
  'AWS::Kinesis::ResourcePolicy': {
    document: 'ResourcePolicy',
    arns: (policy) => [policy.text('ResourceArn')],
  },
};

/** The policies of buckets, queues and streams, each compiled when first asked for. Those of keys stand apart: they must allow. */
export class ResourcePolicies {
  private readonly compiled = new Map<string, CompiledPolicies | undefined>();
  private attached: ReadonlyMap<string, readonly Resource[]> | undefined;

  public constructor(private readonly deployment: Deployment) {}

  /**
   * The policies of the resource that an ARN names, of an object those of its bucket; undefined where it has none.
   *
   * @throws IamError for a policy that cannot be evaluated
   */
  public tryOf(arn: string): CompiledPolicies | undefined {
    // Of these only an object's ARN has a slash after the resource's own name; a stream's has one before.
    const owner = arn.split(':')[2] === 's3' ? (arn.split('/')[0] ?? arn) : arn;
    if (!this.compiled.has(owner)) this.compiled.set(owner, this.compile(owner));
    return this.compiled.get(owner);
  }

  private compile(arn: string): CompiledPolicies | undefined {
    this.attached ??= this.collect();
    const policies = this.attached.get(arn);
    if (policies === undefined) return undefined;
    const sources = policies.map((policy) => ({
      name: policy.logicalId,
      document: PropertyReader.of(policy).tryJson(ATTACHMENTS[policy.type]?.document ?? ''),
    }));
    return compilePolicies(sources, 'resource');
  }

  private collect(): Map<string, Resource[]> {
    const byArn = new Map<string, Resource[]>();
    for (const [type, { arns }] of Object.entries(ATTACHMENTS)) {
      for (const policy of this.deployment.ofType(type)) {
        for (const arn of arns(PropertyReader.of(policy), this.deployment)) {
          byArn.set(arn, [...(byArn.get(arn) ?? []), policy]);
        }
      }
    }
    return byArn;
  }
}
