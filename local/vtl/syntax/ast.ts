import type { Token } from './token';

interface NodeBase {
  readonly first: Token;
  readonly last: Token;
}

/** Text that is written as it stands: text, comments, escapes. */
export interface TextNode extends NodeBase {
  readonly type: 'text';
  readonly text: string;
}

export interface BlockNode extends NodeBase {
  readonly type: 'block';
  readonly children: readonly Node[];
}

interface PropertyNode extends NodeBase {
  readonly type: 'property';
  readonly name: string;
}

export interface MethodNode extends NodeBase {
  readonly type: 'method';
  readonly name: string;
  readonly args: readonly Node[];
}

export interface IndexNode extends NodeBase {
  readonly type: 'index';
  readonly argument: Node;
}

export type AccessNode = PropertyNode | MethodNode | IndexNode;

export interface ReferenceNode extends NodeBase {
  readonly type: 'reference';
  readonly accesses: readonly AccessNode[];
}

export interface IfNode extends NodeBase {
  readonly type: 'if';
  /** The branches in order; `#else` has no condition. */
  readonly branches: readonly { readonly condition?: Node; readonly block: BlockNode }[];
}

export interface SetNode extends NodeBase {
  readonly type: 'set';
  readonly left: ReferenceNode;
  readonly right: Node;
}

export interface DirectiveNode extends NodeBase {
  readonly type: 'directive';
  readonly name: string;
  readonly args: readonly Node[];
  readonly block?: BlockNode;
}

export interface LiteralNode extends NodeBase {
  readonly type: 'string' | 'integer' | 'float' | 'word' | 'true' | 'false';
}

export interface RangeNode extends NodeBase {
  readonly type: 'range';
  readonly from: Node;
  readonly to: Node;
}

export interface ListNode extends NodeBase {
  readonly type: 'list';
  readonly items: readonly Node[];
}

export interface MapNode extends NodeBase {
  readonly type: 'map';
  readonly entries: readonly (readonly [key: Node, value: Node])[];
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%';

export interface BinaryNode extends NodeBase {
  readonly type: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

interface NotNode extends NodeBase {
  readonly type: 'not';
  readonly operand: Node;
}

export type Node =
  | TextNode
  | BlockNode
  | ReferenceNode
  | IfNode
  | SetNode
  | DirectiveNode
  | LiteralNode
  | RangeNode
  | ListNode
  | MapNode
  | BinaryNode
  | NotNode;
