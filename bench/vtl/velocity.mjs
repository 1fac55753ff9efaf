import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where Debian's packages put their jars. */
const JARS = [
  'velocity',
  'gson',
  'json-smart',
  'accessors-smart',
  'asm',
  'commons-lang',
  'commons-collections3',
  'json-path',
  'slf4j-api',
  'slf4j-nop',
];
const jars = JARS.map((name) => `/usr/share/java/${name}.jar`);
const PACKAGES = 'velocity libgoogle-gson-java libjson-smart-java libjsonpath-java libslf4j-java default-jdk-headless';

/**
 * Apache Velocity 1.7 in a JVM of its own that renders when it is told to; paths are 'jayway' or 'plain'. Or why it cannot
 * be measured here. Whoever is done with it calls `close`.
 */
export async function velocity(template, body, requestId, paths, kept) {
  const name = `Velocity 1.7, JVM, ${paths}`;
  const missing = jars.filter((jar) => !existsSync(jar));
  if (missing.length > 0) return { name, missing: `${missing.join(', ')} (apt-get install ${PACKAGES})` };
  const folder = mkdtempSync(join(tmpdir(), 'velocity-bench-'));
  const file = (leaf) => join(folder, leaf);
  const classPath = [...jars, folder].join(':');
  const source = join(import.meta.dirname, 'VelocityBench.java');
  execFileSync('javac', ['-nowarn', '-cp', classPath, '-d', folder, source], { stdio: 'pipe' });
  writeFileSync(file('template.vtl'), template);
  writeFileSync(file('body.json'), body);
  const files = ['template.vtl', 'body.json', 'output.txt'].map(file);
  const args = ['-cp', classPath, 'VelocityBench', ...files, requestId, paths, kept ? 'kept' : 'parsed'];
  const child = spawn('java', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const round = async (duration) => {
    child.stdin.write(`${duration}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('the JVM has ended');
    return Number(value);
  };
  await round(1);
  const close = async () => {
    child.stdin.end();
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  return { name, round, text: readFileSync(file('output.txt'), 'utf8'), close };
}
