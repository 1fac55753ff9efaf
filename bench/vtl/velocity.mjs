import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's packages velocity, libgoogle-gson-java, libjson-smart-java and what they need put their jars. */
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

/** Milliseconds and text of Apache Velocity 1.7 on the JVM, with `paths` 'jayway' or 'plain'; or why it cannot be measured here. */
export function measureVelocity(template, body, requestId, paths) {
  const missing = jars.filter((jar) => !existsSync(jar));
  if (missing.length > 0) {
    return {
      missing: `${missing.join(', ')} (apt-get install velocity libgoogle-gson-java libjson-smart-java libjsonpath-java libslf4j-java default-jdk-headless)`,
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'velocity-bench-'));
  try {
    const classPath = [...jars, folder].join(':');
    const source = join(import.meta.dirname, 'VelocityBench.java');
    execFileSync('javac', ['-nowarn', '-cp', classPath, '-d', folder, source], { stdio: 'pipe' });
    const files = { template: join(folder, 'template.vtl'), body: join(folder, 'body.json') };
    writeFileSync(files.template, template);
    writeFileSync(files.body, body);
    const args = ['-cp', classPath, 'VelocityBench', files.template, files.body, requestId, paths];
    const output = execFileSync('java', args, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: 'pipe' });
    const end = output.indexOf('\n');
    return { milliseconds: Number(output.slice(0, end)), text: output.slice(end + 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
