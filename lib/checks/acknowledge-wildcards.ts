import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why a role's policy has these wildcards, and no others. cdk-nag wants each by the ARN as it stands in
 * the template; a reference to another stack takes that form only when the app has been prepared, which is why this
 * happens as the app is validated.
 */
export function acknowledgeWildcards(role: IConstruct, arns: string[], reason: string): void {
  role.node.addValidation({
    validate: () => {
      const written = arns.map((arn) => asCdkNagWritesIt(Stack.of(role).resolve(arn)));
      const rules = [...new Set(written)].map((arn) => ({ id: `AwsSolutions-IAM5[Resource::${arn}]`, reason }));
      Validations.of(role).acknowledge(...rules);
      return [];
    },
  });
}

/** Source: cdk-nag 3, src/utils/flatten-cfn-reference.ts. */
function asCdkNagWritesIt(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  const [[name, argument] = []] = Object.entries(value ?? {});
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map(asCdkNagWritesIt).join(`${argument[0]}`);
  }
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.map(asCdkNagWritesIt).join('.')}>`;
  if (name === 'Ref') return `<${asCdkNagWritesIt(argument)}>`;
  if (name === 'Fn::ImportValue' || name === 'Fn::Sub') return asCdkNagWritesIt(argument);
  return JSON.stringify(value);
}
