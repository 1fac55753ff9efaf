import { type CommandArguments, UsageError } from './command';

/** The text of an option; undefined where it was not given. */
export function textOption({ options }: CommandArguments, name: string): string | undefined {
  const given = options[name];
  return typeof given === 'string' ? given : undefined;
}

/** A whole number within limits. @throws UsageError */
export function wholeOption(args: CommandArguments, name: string, least: number, most: number): number | undefined {
  const given = textOption(args, name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= least && value <= most) return value;
  throw new UsageError(`'--${name}' must be a whole number from ${least} to ${most}, got '${given}'`);
}
