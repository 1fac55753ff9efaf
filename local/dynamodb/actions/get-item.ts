import type { Action } from './action';

/** Gives an item, an expired one too. */
export const getItem: Action = {
  members: ['Key'],
  run: async (table, input) => {
    const item = table.tryGet(input.item('Key'));
    return item === undefined ? {} : { Item: item };
  },
};
