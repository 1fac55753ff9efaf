import { PropertyReader, type Resource } from '../../assembly';
import type { RateLimit, StageLimits } from '../../throttle';

/**
 * The limits that the method settings of a stage declare. A setting that names only a rate or only a burst, or neither,
 * takes the rest from the setting for all methods, and that from the account; a negative one sets no limit.
 *
 * Method keys are `VERB /path` with the verb as declared, so that an `ANY` method has one bucket for all verbs.
 *
 * @param methods Keys of all methods of the API, for settings with the verb `*` on one path
 */
export function stageLimits(
  id: string,
  stage: Resource | undefined,
  account: RateLimit,
  methods: readonly string[],
): StageLimits {
  if (stage === undefined) return { id };
  const limits = new Map<string, RateLimit | 'none'>();
  const settings = PropertyReader.of(stage).recordList('MethodSettings');
  const isDefault = (setting: PropertyReader) => setting.tryText('HttpMethod') === '*' && pathOf(setting) === '/*';
  const all = settings.find(isDefault);
  const fallback = all && limitOf(all, undefined, account);
  for (const setting of settings) {
    if (isDefault(setting)) continue;
    const limit = limitOf(setting, fallback, account);
    const [verb, path] = [setting.tryText('HttpMethod') ?? '*', pathOf(setting)];
    const keys = verb === '*' ? methods.filter((key) => key.slice(key.indexOf(' ') + 1) === path) : [`${verb} ${path}`];
    for (const key of keys) if (limit !== undefined && (verb !== '*' || !limits.has(key))) limits.set(key, limit);
  }
  return { id, ...(fallback !== 'none' && fallback && { default: fallback }), methods: limits };
}

/** `/~1events~1batch` is how CloudFormation spells `/events/batch`. */
function pathOf(setting: PropertyReader): string {
  return (setting.tryText('ResourcePath') ?? '/*').replace(/^\/(?=~1)/, '').replaceAll('~1', '/');
}

function limitOf(
  setting: PropertyReader,
  fallback: RateLimit | 'none' | undefined,
  account: RateLimit,
): RateLimit | 'none' | undefined {
  const rate = setting.tryNumber('ThrottlingRateLimit');
  const burst = setting.tryNumber('ThrottlingBurstLimit');
  if (rate === undefined && burst === undefined) return fallback;
  const rest = fallback === undefined || fallback === 'none' ? account : fallback;
  const limit = { rate: rate ?? rest.rate, burst: burst ?? rest.burst };
  return limit.rate < 0 || limit.burst < 0 ? 'none' : limit;
}
