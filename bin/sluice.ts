#!/usr/bin/env node
import type { Command } from '../cli/command';
import { main } from '../cli/main';

const commands: readonly Command[] = [];

main(commands, process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
}).then((status) => {
  process.exitCode = status;
});
