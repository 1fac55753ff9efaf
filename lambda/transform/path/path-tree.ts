import { isContainer, type Json, type JsonContainer, type JsonObject, MAX_DEPTH } from '../json';
import { Rejection } from '../rejection';
import type { Path, Segment } from './parse-path';

/** Told apart from every JSON value: the member or element goes. */
export const DROPPED: unique symbol = Symbol('dropped');

/** What a path's end becomes. @param path As it was configured */
export type Edit = (value: Json, path: string) => Json | typeof DROPPED;

/** Where a walk stands in the tree. A place that several paths lead to has several nodes. */
interface Node {
  readonly names: Map<string, Node>;
  readonly indices: Map<number, Node>;
  any: Node | undefined;
  /** Path that ends here. */
  end: string | undefined;
  /** What matches at any depth below here. */
  descent: Node | undefined;
  /** The node by itself, as a walk takes it. */
  readonly alone: readonly Node[];
}

const NOWHERE: readonly Node[] = [];

/** Many paths as one tree, so that an event is walked once for all of them, and each place is edited once at most. */
export class PathTree {
  private readonly root = newNode();

  public constructor(paths: readonly Path[]) {
    for (const path of paths) {
      let node = addAll(this.root, path.segments);
      if (path.descent !== undefined) {
        node.descent ??= newNode();
        node = addAll(node.descent, path.descent);
      }
      node.end ??= path.text;
    }
  }

  /** Edits what the paths lead to, in place. @returns The event, or what an edit of `$` made of it */
  public edit(event: Json, edit: Edit): Json | typeof DROPPED {
    return visit(event, this.root.alone, NOWHERE, edit, 0);
  }
}

function newNode(): Node {
  const alone: Node[] = [];
  const node = { names: new Map(), indices: new Map(), any: undefined, end: undefined, descent: undefined, alone };
  alone.push(node);
  return node;
}

function addAll(from: Node, segments: readonly Segment[]): Node {
  return segments.reduce((node, segment) => {
    if (segment.kind === 'any') {
      node.any ??= newNode();
      return node.any;
    }
    return segment.kind === 'name' ? childOf(node.names, segment.name) : childOf(node.indices, segment.index);
  }, from);
}

function childOf<Key>(children: Map<Key, Node>, key: Key): Node {
  const child = children.get(key) ?? newNode();
  children.set(key, child);
  return child;
}

/** An end is edited before what lies below it, which then may be gone. */
function visit(
  value: Json,
  nodes: readonly Node[],
  above: readonly Node[],
  edit: Edit,
  depth: number,
): Json | typeof DROPPED {
  const end = nodes.find((node) => node.end !== undefined)?.end;
  const edited = end === undefined ? value : edit(value, end);
  if (edited === DROPPED || !isContainer(edited)) return edited;
  if (depth >= MAX_DEPTH) throw new Rejection('too-deep');
  const descents = nodes.some((node) => node.descent !== undefined)
    ? [...above, ...nodes.flatMap(({ descent }) => descent ?? [])]
    : above;
  const [only, ...others] = nodes;
  if (only !== undefined && others.length === 0 && descents.length === 0 && only.any === undefined) {
    visitNamed(edited, only, edit, depth);
  } else {
    visitAll(edited, [...nodes, ...descents], descents, edit, depth);
  }
  return edited;
}

function visitNamed(container: JsonContainer, { names, indices }: Node, edit: Edit, depth: number): void {
  if (!Array.isArray(container)) {
    for (const [name, child] of names) {
      if (Object.hasOwn(container, name)) visitMember(container, name, child.alone, NOWHERE, edit, depth);
    }
    return;
  }
  // From the end, since a dropped element moves those behind it.
  for (const index of [...indices.keys()].sort((one, other) => other - one)) {
    const child = indices.get(index);
    if (child !== undefined && index < container.length) {
      visitElement(container, index, child.alone, NOWHERE, edit, depth);
    }
  }
}

function visitAll(
  container: JsonContainer,
  nodes: readonly Node[],
  descents: readonly Node[],
  edit: Edit,
  depth: number,
): void {
  if (Array.isArray(container)) {
    for (let index = container.length - 1; index >= 0; index--) {
      const matched = matches(nodes, ({ indices }) => indices.get(index));
      if (matched.length + descents.length > 0) visitElement(container, index, matched, descents, edit, depth);
    }
    return;
  }
  for (const name of Object.keys(container)) {
    const matched = matches(nodes, ({ names }) => names.get(name));
    if (matched.length + descents.length > 0) visitMember(container, name, matched, descents, edit, depth);
  }
}

function matches(nodes: readonly Node[], own: (node: Node) => Node | undefined): Node[] {
  const found: Node[] = [];
  for (const node of nodes) {
    const child = own(node);
    if (child !== undefined) found.push(child);
    if (node.any !== undefined) found.push(node.any);
  }
  return found;
}

function visitElement(
  list: Json[],
  index: number,
  nodes: readonly Node[],
  descents: readonly Node[],
  edit: Edit,
  depth: number,
): void {
  const result = visit(list[index] as Json, nodes, descents, edit, depth + 1);
  if (result === DROPPED) list.splice(index, 1);
  else list[index] = result;
}

function visitMember(
  object: JsonObject,
  name: string,
  nodes: readonly Node[],
  descents: readonly Node[],
  edit: Edit,
  depth: number,
): void {
  const result = visit(object[name] as Json, nodes, descents, edit, depth + 1);
  // The member is the object's own, so that an assignment to __proto__ is plain here.
  if (result === DROPPED) delete object[name];
  else object[name] = result;
}
