/** What a template can read. */
export interface UsedVariables {
  /** Members of `$context`; undefined where any may be read. */
  readonly context: ReadonlySet<string> | undefined;
  /** Whether `$input.params` is read. */
  readonly parameters: boolean;
}

/** `$context.name` in any of its spellings, the name in full. */
const MEMBER = /\$!?\{?context\.([A-Za-z][\w-]*)/g;

/**
 * Reads from a template's text what it can ask for, so that the rest need not be made for each request. Errs to the safe
 * side: text that could come together to a name when it is rendered counts as asking for everything.
 */
export function usedVariables(source: string): UsedVariables {
  // #evaluate reads text made at run time as a template.
  if (/#\{?evaluate/.test(source)) return { context: undefined, parameters: true };
  const members = [...source.matchAll(MEMBER)].map(([, name = '']) => name);
  const mentions = source.split('context').length - 1;
  const named = source.split(/\$!?\{?context\.[A-Za-z]/).length - 1;
  const methods = members.some((name) =>
    /^(?:get|put|keySet|entrySet|values|size|isEmpty|contains|to|equals|hash)/.test(name),
  );
  return {
    context: mentions === named && !methods ? new Set(members) : undefined,
    parameters: /param/i.test(source),
  };
}
