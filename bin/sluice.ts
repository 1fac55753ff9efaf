#!/usr/bin/env node
import type { Command } from '../cli/command';
import { describeCommand } from '../cli/describe';
import { main } from '../cli/main';
import { renderCommand } from '../cli/render';
import { runCommand } from '../cli/run';
import { sendCommand } from '../cli/send';
import { tailCommand } from '../cli/tail';
import { traceCommand } from '../cli/trace';
import { vpnCommand } from '../cli/vpn';
import { keepHeapSmall } from '../local/run';

const commands: readonly Command[] = [
  describeCommand,
  renderCommand,
  runCommand,
  sendCommand,
  tailCommand,
  traceCommand,
  vpnCommand,
];

keepHeapSmall();
main(commands, process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
}).then((status) => {
  process.exitCode = status;
});
