import { setFlagsFromString } from 'node:v8';

/**
 * Lets this process's heap grow by half of what is in use before it is collected, in place of several times that: what
 * comes fast is gone fast, and would lie about as garbage. For a process of our own alone, since it holds for all that
 * runs in it.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
