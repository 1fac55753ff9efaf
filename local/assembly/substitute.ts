/**
 * Replaces each `${name}` of an `Fn::Sub` text by what `value` gives for it; `${!name}` stands for the text `${name}`.
 * Source: CloudFormation user guide, Fn::Sub.
 */
export function substitute(template: string, value: (name: string) => string): string {
  return template.replace(/\$\{(!?)([^{}]*)\}/g, (_, mark: string, name: string) =>
    mark === '!' ? `\${${name}}` : value(name.trim()),
  );
}
