import type { Action } from './action';
import { getQueueAttributes, getQueueUrl, listQueues } from './describe';
import { receiveMessage } from './receive';
import { sendMessage, sendMessageBatch } from './send';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  purgeQueue,
} from './settle';

/** Every operation, by name. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['SendMessage', sendMessage],
  ['SendMessageBatch', sendMessageBatch],
  ['ReceiveMessage', receiveMessage],
  ['DeleteMessage', deleteMessage],
  ['DeleteMessageBatch', deleteMessageBatch],
  ['ChangeMessageVisibility', changeMessageVisibility],
  ['ChangeMessageVisibilityBatch', changeMessageVisibilityBatch],
  ['PurgeQueue', purgeQueue],
  ['GetQueueUrl', getQueueUrl],
  ['GetQueueAttributes', getQueueAttributes],
  ['ListQueues', listQueues],
]);
