import { ConfigError } from './config-error';
import { type FlattenConfig, flatten } from './flatten';
import type { HmacKeyConfig } from './hmac-key';
import { type NormalizeConfig, normalize } from './normalize/normalize';
import { type PartitionKeysConfig, partitionKeys } from './partition-keys';
import { inOrder, type Step } from './pipeline';
import type { HmacKey } from './redact/actions';
import { type RedactConfig, redact } from './redact/redact';
import { type ValidateConfig, type Validator, validate } from './validate';

/** Steps as the construct writes them. */
export type StepConfig = RedactConfig | NormalizeConfig | FlattenConfig | ValidateConfig | PartitionKeysConfig;

/** What the construct writes, as JSON. */
export interface TransformConfig {
  readonly version: 1;
  readonly steps: readonly StepConfig[];
  /** Where the key of HMACs is. */
  readonly hmacKey?: HmacKeyConfig;
}

/** What steps are made with. */
export interface Surroundings {
  readonly hmacKey: HmacKey;
  /** @param file Name below the handler's folder */
  readonly loadValidator: (file: string) => Validator;
}

type Compile<Kind extends StepConfig['kind']> = (
  config: Extract<StepConfig, { kind: Kind }>,
  surroundings: Surroundings,
) => Step;

const STEPS: { readonly [Kind in StepConfig['kind']]: Compile<Kind> } = {
  redact,
  normalize,
  flatten,
  validate,
  'partition-keys': partitionKeys,
};

/** Reads what the construct wrote. @throws ConfigError */
export function readConfig(text: string | undefined): TransformConfig {
  let config: unknown;
  try {
    config = JSON.parse(text ?? '');
  } catch (error) {
    throw new ConfigError('TRANSFORM_CONFIG_UNREADABLE', 'the configuration must be JSON', { cause: error });
  }
  if (!isConfig(config)) {
    throw new ConfigError(
      'TRANSFORM_CONFIG_VERSION',
      'the configuration must be of version 1: deploy the function anew',
    );
  }
  return config;
}

/** Makes the steps. @throws ConfigError */
export function compile({ steps }: TransformConfig, surroundings: Surroundings): Step {
  return inOrder(steps.map((step) => compileStep(step, surroundings)));
}

function compileStep(step: StepConfig, surroundings: Surroundings): Step {
  if (!Object.hasOwn(STEPS, step.kind)) {
    throw new ConfigError('TRANSFORM_STEP_UNKNOWN', `there is no step '${step.kind}'`);
  }
  const make = STEPS[step.kind] as Compile<StepConfig['kind']>;
  return make(step as never, surroundings);
}

function isConfig(value: unknown): value is TransformConfig {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'steps' in value &&
    Array.isArray(value.steps)
  );
}
