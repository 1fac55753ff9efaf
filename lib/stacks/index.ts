export { AccountStack } from './account-stack';
export { StatefulStack, StatefulStackProps } from './stateful-stack';
export { StatelessStack, StatelessStackProps } from './stateless-stack';
