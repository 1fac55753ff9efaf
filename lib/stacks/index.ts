export { AccountStack } from './account-stack';
export { NetworkStack, NetworkStackProps } from './network-stack';
export { StatefulStack, StatefulStackProps } from './stateful-stack';
export { StatelessStack, StatelessStackProps } from './stateless-stack';
