import type { TemplateFile } from './reference-app';

/** A statement of a policy, as a template has it. */
export interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
}

/** Where a wildcard may hide. What is written as all but something is a wildcard whatever it names. */
const KINDS = ['Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal'] as const;

/** Every wildcard of a template that allows something: where it stands, and how it is written. */
export function wildcardsOf({ template }: Pick<TemplateFile, 'template'>) {
  return Object.entries(template.Resources).flatMap(([id, { Type: type, Properties }]) =>
    statementsIn(Properties).flatMap((statement) =>
      // A Deny is meant to be wide.
      statement.Effect === 'Deny'
        ? []
        : KINDS.flatMap((kind) =>
            [statement[kind] ?? []]
              .flat()
              .map((value) => JSON.stringify(value))
              .filter((text) => kind.startsWith('Not') || /[*?]/.test(text))
              .map((text) => ({ id, type, kind, text })),
          ),
    ),
  );
}

function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Effect' in value ? [value as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
