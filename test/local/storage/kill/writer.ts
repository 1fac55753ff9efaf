import { openDiskStore } from '../../../../local/storage';

/**
 * Writes to a data folder until it is killed: `writer DATA_DIR RUN`. Each record that is acknowledged is told on
 * standard output, `topic ordinal text`, a line each; only then is the next one of that lane put.
 */
const [dataDir = '', run = ''] = process.argv.slice(2);
const LANES = 8;
const TOPICS = 4;
/** More than a run comes to on an idle machine. On a busy one the kill comes late, and the folder would grow with it. */
const BRISK = 400;

// Small segments, so that kills hit their changes too.
const store = openDiskStore({ dataDir, segmentSize: 64 * 1_024 });

async function lane(number: number): Promise<void> {
  for (let i = 0; ; i++) {
    const names = Array.from({ length: 1 + (i % 3) }, (_, part) => `topic ${(number + part) % TOPICS}`);
    const texts = names.map((_, part) => `${run}-${number}-${i}-${part}`.padEnd((i * 37) % 900, '.'));
    const ordinals = await store.append(
      Date.now(),
      names.map((name, part) => ({ topic: store.topic(name), key: name, data: Buffer.from(texts[part] ?? '') })),
    );
    const lines = ordinals.map((ordinal, part) => `${names[part]?.slice(6)} ${ordinal} ${texts[part]}\n`);
    process.stdout.write(lines.join(''));
    // Slowly enough that a folder stays small over many runs, and without a rhythm that kills could miss.
    if (i % 4 === number % 4) await new Promise((resolve) => setTimeout(resolve, number % 3));
    if (i > BRISK) await new Promise((resolve) => setTimeout(resolve, 20));
    if (i % 20 === 0) {
      await store.setValue(`lane ${number}`, `${run} ${i}`);
      process.stdout.write(`value ${number} ${run} ${i}\n`);
    }
  }
}

for (let number = 0; number < LANES; number++) void lane(number);
