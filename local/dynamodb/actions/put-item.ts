import { type Action, conditionCheck, EXPRESSION_MEMBERS } from './action';

/** Puts an item in place of the one with its key. */
export const putItem: Action = {
  members: ['Item', ...EXPRESSION_MEMBERS],
  run: async (table, input) => {
    const item = input.item('Item');
    const check = conditionCheck(input);
    const returns = input.choice('ReturnValues', ['NONE', 'ALL_OLD']);
    input.checkUsed();
    const { before } = await table.write(table.keyIn(item), (found) => {
      check(found);
      return item;
    });
    return returns === 'ALL_OLD' && before !== undefined ? { Attributes: before } : {};
  },
};
