import type { Input } from '../input';
import type { Queue } from '../queue';
import type { Sqs } from '../sqs';

/** What an operation works with. */
export interface ActionContext {
  readonly sqs: Sqs;
  /** Who calls, as messages tell it. */
  readonly senderId: string;
  /** The URL of a queue, as this endpoint is reached. */
  readonly urlOf: (queue: Queue) => string;
  /** @throws SqsFault AccessDenied */
  readonly permit: (action: string, resource: string) => void;
}

/** One operation: what it answers, as the JSON protocol has it. */
export type Action = (context: ActionContext, input: Input) => object | Promise<object>;

/** The queue that `QueueUrl` names, once the caller may do this with it. @param action Without `sqs:` */
export function permittedQueue({ permit, sqs }: ActionContext, input: Input, action: string): Queue {
  const queue = sqs.queue(input.text('QueueUrl'));
  permit(`sqs:${action}`, queue.definition.arn);
  return queue;
}
