import { SluiceError } from '../errors';

/** Every refusal of the assembly reader: code, what happened and the remedy. */
export const ASSEMBLY_ERRORS = {
  ASSEMBLY_NOT_FOUND:
    'The path is no cloud assembly and no template. Synthesize first (`npx cdk synth -q`) or name a file.',
  ASSEMBLY_UNREADABLE: 'A file of the assembly is missing or cannot be read. Synthesize again.',
  NOT_A_TEMPLATE:
    'The file is not a CloudFormation template in JSON or YAML. The position says where it stops making sense.',
  UNKNOWN_STAGE: 'The assembly has no stage of this name. Take one of those the message lists.',
  ENVIRONMENT_MISMATCH:
    'Every stack is bound to another account or Region than the one asked for. Leave the option out, or synthesize for it.',
  UNSUPPORTED_TRANSFORM:
    'A macro or transform rewrites the template on AWS only. Expand it first; only AWS::LanguageExtensions is understood.',
  UNKNOWN_INTRINSIC: 'CloudFormation has no such intrinsic function here. Check the spelling and where it stands.',
  MALFORMED_INTRINSIC: 'The arguments of an intrinsic function have the wrong shape. The message says what it takes.',
  UNRESOLVED_REFERENCE:
    'A name is no parameter, resource, mapping or condition of its stack, or its condition is false.',
  UNKNOWN_ATTRIBUTE:
    'The runtime does not know what this attribute gives, and a resource it runs needs it. Give a literal or leave the resource out.',
  CIRCULAR_REFERENCE: 'Values refer to each other in a circle. The message shows the way round; break it at one place.',
  MISSING_EXPORT: 'No stack loaded here exports this name from the same account and Region. Load its stack as well.',
  MISSING_OUTPUT: 'No stack loaded here has this output. Load its stack as well, or correct the name.',
  MISSING_PARAMETER:
    'A parameter has neither a default nor a value. Give one by `--parameters FILE`, or the `parameters` option of `startLocal`.',
  UNKNOWN_PARAMETER: 'A parameter value was given for a parameter that no stack declares. Correct its name.',
  INVALID_PARAMETER: 'A parameter value breaks the constraint its template declares. Give a legal one.',
  MISSING_SSM_PARAMETER:
    'No AWS::SSM::Parameter of this assembly has this name. Give its value by `--ssm-parameters FILE`, or the `ssmParameters` option of `startLocal`.',
  UNSUPPORTED_DYNAMIC_REFERENCE: 'A dynamic reference names no service known here: ssm, ssm-secure or secretsmanager.',
  NESTED_TEMPLATE_NOT_FOUND:
    'The template of a nested stack is not in the assembly. TemplateURL must be one of its assets or a local file.',
  INVALID_PROPERTY:
    'A resource property is absent or of another type than the runtime needs. The message names it and what was found.',
} as const;

export type AssemblyErrorCode = keyof typeof ASSEMBLY_ERRORS;

/** A template or assembly that cannot be run. `position` is a file, `file:line:column` or `stack/LogicalId.Properties.Path`. */
export class AssemblyError extends SluiceError {
  public constructor(
    public readonly code: AssemblyErrorCode,
    message: string,
    position: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
