import { type Action, conditionCheck, EXPRESSION_MEMBERS } from './action';

/** Deletes an item; it is no error where there is none. */
export const deleteItem: Action = {
  members: ['Key', ...EXPRESSION_MEMBERS],
  run: async (table, input) => {
    const check = conditionCheck(input);
    const returns = input.choice('ReturnValues', ['NONE', 'ALL_OLD']);
    input.checkUsed();
    const { before } = await table.write(input.item('Key'), (found) => {
      check(found);
      return undefined;
    });
    return returns === 'ALL_OLD' && before !== undefined ? { Attributes: before } : {};
  },
};
