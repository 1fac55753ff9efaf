import { SluiceError } from '../errors';

/** Every code of {@link RunError}, with what it means and what to do. */
export const RUN_ERRORS = {
  RUN_INVALID_CALLERS:
    'The file of local callers cannot be read. Correct the member it names, or remove the file to have a new one made.',
  RUN_INVALID_ROLE: 'A role of the deployment has a policy that cannot be evaluated. Correct the element it names.',
  RUN_INVALID_RUN_FILE:
    'The file in which a run leaves its addresses cannot be read. Remove it and start the run again, or name the address.',
  RUN_NOT_EMULATED:
    'The deployment uses what is not emulated, and --strict was asked for. Look at --list, and leave --strict out to run it nevertheless.',
} as const;

export type RunErrorCode = keyof typeof RUN_ERRORS;

/** What keeps a deployment from being run on this machine. */
export class RunError extends SluiceError {
  public constructor(
    public override readonly code: RunErrorCode,
    message: string,
    position: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
