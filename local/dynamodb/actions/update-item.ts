import type { Item } from '../attribute-value';
import { invalid } from '../fault';
import type { Table } from '../table';
import { type Action, conditionCheck, EXPRESSION_MEMBERS } from './action';

/** Changes attributes of an item, which is made where there is none. */
export const updateItem: Action = {
  members: ['Key', 'UpdateExpression', ...EXPRESSION_MEMBERS],
  run: async (table, input) => {
    const key = input.item('Key');
    const update = input.update();
    const check = conditionCheck(input);
    const returns = input.choice('ReturnValues', ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);
    input.checkUsed();
    assertKeyUnchanged(table, update?.attributes ?? []);
    const { before, after } = await table.write(key, (found) => {
      check(found);
      const item = found ?? key;
      return update === undefined ? item : update.apply(item);
    });
    const item = returns.endsWith('_OLD') ? before : after;
    if (returns === 'NONE' || item === undefined) return {};
    return { Attributes: returns.startsWith('ALL') ? item : only(item, update?.attributes ?? []) };
  },
};

function assertKeyUnchanged({ definition }: Table, attributes: readonly string[]): void {
  const part = definition.key.find(({ name }) => attributes.includes(name));
  if (part === undefined) return;
  throw invalid(
    `One or more parameter values were invalid: Cannot update attribute ${part.name}. This attribute is part of the key`,
  );
}

/** Whole attributes, where AWS gives the updated part of a nested one alone. */
function only(item: Item, attributes: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)));
}
