import { decodeLenient } from '../request/parsed-request';
import { NO_TEXTS, newTexts, type Texts } from '../request/texts';

/** A method found, and what the path's parameters are. */
export interface Match<T> {
  readonly value: T;
  readonly pathParameters: Texts;
}

/**
 * Finds methods by verb and path: a literal part wins over `{id}`, and that over `{proxy+}`; a node that lacks the verb
 * leaves the request to the next best one that has it (recorded: a sibling `{proxy+}` catches the verb).
 */
export class Router<T> {
  private readonly root = new RouteNode<T>();
  /** Paths without parameters, found without taking them apart. */
  private readonly plain = new Map<string, RouteNode<T>>();

  /**
   * @param path As the resource has it: `/`, `/users/{id}`, `/{proxy+}`
   * @param verb `POST`, or `ANY`
   * @returns False if the path has the verb already
   */
  public add(path: string, verb: string, value: T): boolean {
    let node = this.root;
    for (const part of path.split('/').slice(1)) if (part !== '') node = node.child(part);
    if (node.methods.has(verb)) return false;
    node.methods.set(verb, value);
    if (!path.includes('{')) this.plain.set(path, node);
    return true;
  }

  /** @param path Below the stage, with its leading slash, as on the wire */
  public tryMatch(verb: string, path: string): Match<T> | undefined {
    const direct = this.plain.get(path)?.tryMethod(verb);
    if (direct !== undefined) return { value: direct, pathParameters: NO_TEXTS };
    const parts = path.split('/').slice(1);
    // A trailing slash makes no other path.
    if (parts.at(-1) === '') parts.pop();
    const parameters: [string, string][] = [];
    const value = search(this.root, verb, parts.map(decodeLenient), 0, parameters);
    if (value === undefined) return undefined;
    const pathParameters = newTexts();
    for (const [name, text] of parameters) pathParameters[name] = text;
    return { value, pathParameters };
  }
}

class RouteNode<T> {
  public readonly methods = new Map<string, T>();
  public readonly literals = new Map<string, RouteNode<T>>();
  public parameter: { readonly name: string; readonly node: RouteNode<T> } | undefined;
  public greedy: { readonly name: string; readonly node: RouteNode<T> } | undefined;

  public child(part: string): RouteNode<T> {
    const [, name, plus] = /^\{(.+?)(\+)?\}$/.exec(part) ?? [];
    if (name === undefined) {
      const known = this.literals.get(part) ?? new RouteNode<T>();
      this.literals.set(part, known);
      return known;
    }
    if (plus === undefined) {
      this.parameter ??= { name, node: new RouteNode<T>() };
      return this.parameter.node;
    }
    this.greedy ??= { name, node: new RouteNode<T>() };
    return this.greedy.node;
  }

  public tryMethod(verb: string): T | undefined {
    return this.methods.get(verb) ?? this.methods.get('ANY');
  }
}

function search<T>(
  node: RouteNode<T>,
  verb: string,
  parts: readonly string[],
  index: number,
  parameters: [string, string][],
): T | undefined {
  const part = parts[index];
  if (part === undefined) return node.tryMethod(verb);
  const literal = node.literals.get(part);
  if (literal !== undefined) {
    const found = search(literal, verb, parts, index + 1, parameters);
    if (found !== undefined) return found;
  }
  if (node.parameter !== undefined && part !== '') {
    parameters.push([node.parameter.name, part]);
    const found = search(node.parameter.node, verb, parts, index + 1, parameters);
    if (found !== undefined) return found;
    parameters.pop();
  }
  const caught = node.greedy?.node.tryMethod(verb);
  if (node.greedy !== undefined && caught !== undefined) {
    parameters.push([node.greedy.name, parts.slice(index).join('/')]);
    return caught;
  }
  return undefined;
}
