import { openDiskStore, StorageError } from '../../../local/storage';

// Opens the store of a folder, and prints why it cannot.
try {
  openDiskStore({ dataDir: process.argv[2] ?? '' });
  process.stdout.write('opened\n');
} catch (error) {
  const { code, message } = error as StorageError;
  process.stdout.write(error instanceof StorageError ? `${code} ${message}\n` : `${String(error)}\n`);
}
