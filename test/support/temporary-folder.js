// CDK leaves an assembly in the temporary folder for each app a test makes. All go into one, which goes with the run.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Jest's global set-up: workers inherit the environment. Gives the tear-down. */
module.exports = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tests-'));
  process.env.TMPDIR = folder;
  globalThis.sluiceTemporaryFolder = folder;
};

module.exports.remove = () => rmSync(globalThis.sluiceTemporaryFolder, { recursive: true, force: true });
