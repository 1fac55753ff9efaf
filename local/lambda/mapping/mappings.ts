import type { Resource } from '../../assembly';
import type { Queue } from '../../sqs';
import { LambdaError } from '../errors';
import type { Lambda } from '../lambda';
import type { LambdaFunction } from '../lambda-function';
import { type MappingDefinition, readMappingDefinition } from './definition';
import type { MappingEnvironment } from './environment';
import { KinesisMapping } from './kinesis-mapping';
import type { ShardReader } from './shard-reader';
import { SqsMapping } from './sqs-mapping';

export interface MappingSources {
  /** Reads a stream of the deployment. */
  readonly tryStream: (arn: string) => ShardReader | undefined;
  readonly tryQueue: (arn: string) => Queue | undefined;
}

export type EventSourceMapping = KinesisMapping | SqsMapping;

/** All event source mappings of a deployment. */
export class EventSourceMappings {
  private readonly mappings: EventSourceMapping[] = [];

  public constructor(
    private readonly lambda: Lambda,
    private readonly sources: MappingSources,
    private readonly env: MappingEnvironment,
  ) {}

  /** Takes in an `AWS::Lambda::EventSourceMapping`, which runs once started. @throws LambdaError */
  public add(resource: Resource): EventSourceMapping {
    return this.addMapping(readMappingDefinition(resource));
  }

  public addMapping(definition: MappingDefinition): EventSourceMapping {
    const found = this.lambda.try(definition.functionName);
    if (found === undefined) throw unknown(definition, `the function ${definition.functionName}`);
    const { arn, role, timeout } = found.definition;
    const mapping = this.make(definition, { arn, role, timeout }, found);
    this.mappings.push(mapping);
    return mapping;
  }

  public list(): readonly EventSourceMapping[] {
    return this.mappings;
  }

  public start(): void {
    for (const mapping of this.mappings) mapping.start();
  }

  public stop(): void {
    for (const mapping of this.mappings) mapping.stop();
  }

  private make(
    definition: MappingDefinition,
    target: { readonly arn: string; readonly role: string; readonly timeout: number },
    { definition: { refusal } }: LambdaFunction,
  ): EventSourceMapping {
    const { env, sources } = this;
    const { id, position, sourceArn } = definition;
    if (refusal !== undefined) {
      env.log({ kind: 'note', level: 'warning', subject: id, message: `its records wait: ${refusal}` });
    }
    if (definition.source === 'kinesis') {
      const reader = sources.tryStream(sourceArn);
      if (reader === undefined) throw unknown(definition, `the stream ${sourceArn}`);
      return new KinesisMapping(definition, target, reader, env);
    }
    const queue = sources.tryQueue(sourceArn);
    if (queue === undefined) throw unknown(definition, `the queue ${sourceArn}`);
    const { visibilityTimeout } = queue.definition;
    if (visibilityTimeout < target.timeout) {
      const message = `Queue visibility timeout: ${visibilityTimeout} seconds is less than Function timeout: ${target.timeout} seconds`;
      throw new LambdaError('LAMBDA_INVALID_MAPPING', message, position);
    }
    return new SqsMapping(definition, target, queue, env);
  }
}

function unknown({ position }: MappingDefinition, what: string): LambdaError {
  return new LambdaError('LAMBDA_MAPPING_SOURCE_UNKNOWN', `${what} is not part of the assembly`, position);
}
