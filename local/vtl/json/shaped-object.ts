import { JavaMap, type UnreadMembers } from '../java/map';
import type { Value } from '../java/value';
import type { ObjectShape } from './shape';
import type { JsonDocument, JsonSource } from './source';
import { parseStrict } from './strict';

/** An object of a known shape within a document, of which nothing is read until it is asked for. */
export class ShapedObject implements UnreadMembers, JsonSource {
  private constructor(
    private readonly document: JsonDocument,
    private readonly shape: ObjectShape,
    private readonly start: number,
  ) {}

  /** The object as a map. */
  public static map(document: JsonDocument, shape: ObjectShape, start: number): JavaMap {
    const members = new ShapedObject(document, shape, start);
    return new JavaMap(members, members);
  }

  public get keys(): readonly string[] {
    return this.shape.keys;
  }

  public get text(): string | undefined {
    const { document, shape, start } = this;
    return document.unchanged ? document.text.slice(start, shape.end(document.text, start)) : undefined;
  }

  public change(): void {
    this.document.change();
  }

  public position(key: string): number {
    return this.shape.position(key);
  }

  public read(position: number): Value {
    const { document, shape } = this;
    const { text } = document;
    const start = shape.valueStart(text, this.start, position);
    const inner = shape.shapeAt(position);
    if (inner) return ShapedObject.map(document, inner, start);
    return plainString(text, start) ?? parseStrict(document.part(start, shape.valueEnd(text, start, position)));
  }
}

/** The string that begins at `start`, if one does and has no escapes. */
function plainString(text: string, start: number): string | undefined {
  if (text[start] !== '"') return undefined;
  const string = text.slice(start + 1, text.indexOf('"', start + 1));
  return string.includes('\\') ? undefined : string;
}
