import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that ask nothing of who passes the code on, not even their text. */
const WITHOUT_CONDITIONS = ['0BSD', 'MIT-0'];

/**
 * The licence texts, and the notices that go with them, of every package among `inputs` (paths as esbuild's metafile
 * names them). Fails where a bundled package ships no licence text: it could not be passed on.
 */
export function licenceTexts(root, inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[1]);
  }
  const bundled = [...packages].sort().map((folder) => described(root, folder));
  const texts = bundled.map((one) => {
    const { name, version, license } = one;
    if (WITHOUT_CONDITIONS.includes(license)) return `${name} ${version} (${license})\n`;
    const text = one.text ?? bundled.find((other) => isOfOneRepository(one, other) && other.text !== undefined)?.text;
    if (text === undefined) {
      throw new Error(`${name}@${version} is bundled, but ships no licence text: bundle another library`);
    }
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return texts.length === 0 ? 'Nothing of others is bundled.\n' : texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** What a package says of itself; its text is undefined where it ships none. */
function described(root, folder) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = readdirSync(join(root, folder)).sort();
  const licence = files.find((entry) => /^licen[cs]e/i.test(entry));
  if (licence === undefined) return { name, version, license, repository };
  const notice = files.find((entry) => /^notice/i.test(entry));
  const parts = [licence, notice].filter((file) => file !== undefined);
  const text = parts.map((file) => readFileSync(join(root, folder, file), 'utf8').trim()).join('\n\n');
  return { name, version, license, repository, text };
}

/** Some packages of the AWS SDK leave out the text that their neighbours of the same repository ship. */
function isOfOneRepository(one, other) {
  return (
    one.repository?.url !== undefined && one.repository.url === other.repository?.url && one.license === other.license
  );
}
