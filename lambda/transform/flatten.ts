import { isContainer, type Json, type JsonContainer, type JsonObject, MAX_DEPTH, put } from './json';
import { tryKeptNumber, writeJson } from './numbers';
import type { Step } from './pipeline';
import { Rejection } from './rejection';
import { MAX_ANSWER } from './transform-batch';

/** How an event is flattened. */
export interface FlattenConfig {
  readonly kind: 'flatten';
  /** Between the names of nested members. */
  readonly separator: string;
  /** How many levels are taken apart; what is deeper stays nested. Undefined: all. */
  readonly maxDepth?: number;
  readonly arrays: 'keep' | 'index' | 'join';
  /** Between the elements of a joined list. */
  readonly joinWith: string;
}

/** Keys of one place in the shapes of events, so that a key is put together once and not once an event. */
interface KeyNode {
  readonly children: Map<string, KeyNode>;
  readonly key: string;
}

/** Most keys kept, and the longest: events whose keys are data never repeat one. */
const MAX_KEPT = 10_000;
const MAX_KEPT_LENGTH = 256;

/**
 * Makes one level of nested objects. A member that would take the name of another fails the record, since one of the two
 * would be lost, and so does one whose keys alone are longer than an answer: each repeats all names above it, so that a
 * small event can become a thousand times as long. Empty objects and lists stay as they are. Events that are no objects are left alone.
 */
export function flatten(config: FlattenConfig): Step {
  let root: KeyNode = { children: new Map(), key: '' };
  let kept = 0;
  const childOf = (parent: KeyNode, name: string): KeyNode => {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    const key = parent === root ? name : `${parent.key}${config.separator}${name}`;
    const child = { children: new Map<string, KeyNode>(), key };
    if (kept < MAX_KEPT && key.length <= MAX_KEPT_LENGTH) {
      kept++;
      parent.children.set(name, child);
    }
    return child;
  };
  return (event) => {
    if (!isContainer(event) || Array.isArray(event)) return event;
    if (kept >= MAX_KEPT) {
      // Forgotten all at once: the shapes that still come are known again soon.
      root = { children: new Map(), key: '' };
      kept = 0;
    }
    const flat: JsonObject = {};
    spread(event, root, 0, flat, { config, childOf, room: MAX_ANSWER });
    return flat;
  };
}

interface Spreading {
  readonly config: FlattenConfig;
  readonly childOf: (parent: KeyNode, name: string) => KeyNode;
  /** Characters that keys may still have. */
  room: number;
}

function spread(container: JsonContainer, at: KeyNode, depth: number, flat: JsonObject, how: Spreading): void {
  if (depth >= MAX_DEPTH) throw new Rejection('too-deep');
  if (Array.isArray(container)) {
    for (let index = 0; index < container.length; index++) {
      place(container[index] as Json, how.childOf(at, String(index)), depth, flat, how);
    }
    return;
  }
  for (const name of Object.keys(container)) {
    place(container[name] as Json, how.childOf(at, name), depth, flat, how);
  }
}

function place(value: Json, node: KeyNode, depth: number, flat: JsonObject, how: Spreading): void {
  const { maxDepth, arrays, joinWith } = how.config;
  let leaf = value;
  if (isContainer(value)) {
    if (Array.isArray(value) && arrays === 'join') {
      leaf = value.map(asText).join(joinWith);
    } else if (
      (maxDepth === undefined || depth < maxDepth) &&
      (!Array.isArray(value) || arrays === 'index') &&
      !isEmpty(value)
    ) {
      spread(value, node, depth + 1, flat, how);
      return;
    }
  }
  // Before the key is looked up, which writes it out.
  how.room -= node.key.length;
  if (how.room < 0) throw new Rejection('answer-too-large');
  if (Object.hasOwn(flat, node.key)) throw new Rejection('collision');
  put(flat, node.key, leaf);
}

function isEmpty(value: JsonContainer): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const name in value) if (Object.hasOwn(value, name)) return false;
  return true;
}

function asText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? (tryKeptNumber(value) ?? value) : writeJson(value);
}
