import { Annotations, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What was warned of, by what it is about: the ids and stacks. */
const GIVEN = new WeakMap<object, WeakMap<Stack, Set<string>>>();

/** Warns at `scope` of `subject`, but once in a stack: what several constructs use is one thing to mend. */
export function warnOnce(scope: IConstruct, subject: object, id: string, message: string): void {
  const stack = Stack.of(scope);
  const stacks = GIVEN.get(subject) ?? new WeakMap<Stack, Set<string>>();
  const ids = stacks.get(stack) ?? new Set<string>();
  GIVEN.set(subject, stacks.set(stack, ids));
  if (ids.has(id)) return;
  ids.add(id);
  Annotations.of(scope).addWarningV2(id, message);
}
