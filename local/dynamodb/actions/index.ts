import type { Action } from './action';
import { deleteItem } from './delete-item';
import { getItem } from './get-item';
import { putItem } from './put-item';
import { updateItem } from './update-item';

/** Every operation that is emulated, by AWS's name. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['DeleteItem', deleteItem],
  ['GetItem', getItem],
  ['PutItem', putItem],
  ['UpdateItem', updateItem],
]);
