import { MemoryMedium } from './memory-medium';
import { RecordLog } from './record-log';
import type { RecordStore } from './record-store';

/** A store that is gone with the process: for tests, and for runs that need not outlive themselves. */
export function memoryStore(): RecordStore {
  return new RecordLog(0).attach(new MemoryMedium());
}
