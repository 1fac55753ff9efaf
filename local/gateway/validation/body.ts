import { Refusal } from '../refusal';
import type { Models, ModelValidator } from './models';
import type { Check } from './required-parameters';

/**
 * Validates the body against the model registered for its media type, or for `$default`. A media type without a model is
 * not validated: the passthrough rule decides then. An empty body is `{}`, on GET too (recorded).
 *
 * @param requestModels Model names by media type
 * @param position Where the method declares them
 */
export function validateBody(
  requestModels: ReadonlyMap<string, string>,
  models: Models,
  position: string,
): Check | undefined {
  if (requestModels.size === 0) return undefined;
  const validators = new Map<string, ModelValidator | undefined>();
  for (const [type, name] of requestModels) {
    validators.set(type.toLowerCase(), models.validator(name, `${position}.RequestModels`));
  }
  return ({ request }) => {
    const type = request.contentType();
    const validate = validators.has(type) ? validators.get(type) : validators.get('$default');
    if (validate === undefined) return;
    const text = request.bodyText();
    let found: string | undefined;
    try {
      found = validate(JSON.parse(text === '' ? '{}' : text));
    } catch (error) {
      // Not JSON, or nested more deeply than the stack.
      const reason = error instanceof Error ? error.message : String(error);
      throw new Refusal('BAD_REQUEST_BODY', { validationErrorString: `[${reason}]`, reason, cause: error });
    }
    if (found === undefined) return;
    throw new Refusal('BAD_REQUEST_BODY', { validationErrorString: found, reason: `Invalid request body: ${found}` });
  };
}
