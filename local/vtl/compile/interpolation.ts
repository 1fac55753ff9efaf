import type { Rendering } from '../runtime/rendering';
import type { ReferenceCode } from './code';

type Text = (rendering: Rendering) => string;

const MAX_REMEMBERED = 1000;

/** Puts pieces of text and what references write together. */
export function interpolation(pieces: readonly (string | ReferenceCode)[]): Text {
  const parts = pieces.filter((piece) => piece !== '');
  const references = parts.filter((part) => typeof part !== 'string');
  const [reference] = references;
  if (!reference) return () => parts.join('');
  return references.length === 1 && parts.length > 1 && !reference.isEscaped ? around(parts, reference) : joined(parts);
}

function joined(parts: readonly (string | ReferenceCode)[]): Text {
  return (rendering) => {
    let text = '';
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? '';
      text += typeof part === 'string' ? part : part.text(rendering, part.read(rendering));
    }
    rendering.checkLength(text.length);
    return text;
  };
}

/**
 * Text around one reference. A path into a list, such as "$.records[$at].data", is the same for the same index in each
 * rendering: it is remembered, which spares putting it together and hashing it to find its compiled path.
 */
function around(parts: readonly (string | ReferenceCode)[], reference: ReferenceCode): Text {
  const place = parts.indexOf(reference);
  const before = parts.slice(0, place).join('');
  const after = parts.slice(place + 1).join('');
  const remembered: string[] = [];
  return (rendering) => {
    const value = reference.read(rendering);
    const index = typeof value === 'number' && value >= 0 && value < MAX_REMEMBERED ? value : -1;
    const known = index < 0 ? undefined : remembered[index];
    if (known !== undefined) return known;
    const text = before + reference.text(rendering, value) + after;
    rendering.checkLength(text.length);
    if (index >= 0) remembered[index] = text;
    return text;
  };
}
