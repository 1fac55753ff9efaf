import { endOfDigits, isAlphanumeric, isDigit } from './characters';
import { digitAt, isMod1110, isVerhoeff, weighted } from './check-digits';
import type { Detector, Range } from './detector';
import { continues, type Grouped, isContinued, readGroups } from './groups';

/** How far back a word is looked for that says what a number is. */
const LOOK_BACK = 24;

/** Numbers of digits alone: plain of one length, or in groups. */
interface NumberFormat {
  /** Length without separators; undefined where it is only taken in groups. */
  readonly plain?: number;
  /** Word before a plain number without which it might be anything. */
  readonly context?: RegExp;
  readonly groups: readonly number[];
  readonly separators: string;
  /** What stands behind the groups: a separator of its own, and its digits. */
  readonly tail?: { readonly separator: string; readonly length: number };
  readonly holds: (digits: string) => boolean;
}

function numberDetector(kind: string, format: NumberFormat): Detector {
  const { plain, context, groups, holds } = format;
  const [first = 0] = groups;
  const shapes = [...(plain === undefined ? [] : [plain]), first].map((length) => {
    return { of: 'digits', from: length, to: length } as const;
  });
  const find = (text: string, start: number, end: number): Range | undefined => {
    if (isContinued(text, start)) return undefined;
    if (end - start === plain) {
      if (continues(text, end, '-') || !holds(text.slice(start, end))) return undefined;
      return context === undefined || context.test(text.slice(Math.max(0, start - LOOK_BACK), start))
        ? { start, end }
        : undefined;
    }
    const grouped = readWritten(text, start, format);
    return grouped !== undefined && holds(grouped.digits) ? { start, end: grouped.end } : undefined;
  };
  return { kind, words: { shapes, find } };
}

/** Digits in the groups of a format, which neither a group before nor one behind goes on with. */
function readWritten(text: string, start: number, { groups, separators, tail }: NumberFormat): Grouped | undefined {
  const separator = text[start + (groups[0] ?? 0)] ?? '';
  if (text[start - 1] === separator && isDigit(text, start - 2)) return undefined;
  const grouped = readGroups(text, start, groups, separators);
  if (grouped === undefined) return undefined;
  if (text[grouped.end] === separator && isDigit(text, grouped.end + 1)) return undefined;
  if (tail === undefined) return isAlphanumeric(text, grouped.end) ? undefined : grouped;
  const end = endOfDigits(text, grouped.end + 1, tail.length + 1);
  if (text[grouped.end] !== tail.separator || end - grouped.end - 1 !== tail.length) return undefined;
  return isAlphanumeric(text, end) ? undefined : { digits: grouped.digits + text.slice(grouped.end + 1, end), end };
}

/** Social security number, in groups: it has no check digit. Source: SSA, "Meaning of the Social Security Number". */
const US_SSN = numberDetector('us-ssn', {
  groups: [3, 2, 4],
  separators: '- ',
  holds: (digits) => /^(?!000|666|9)...(?!00)..(?!0000)/.test(digits),
});

/** Steuerliche Identifikationsnummer. Of its first ten digits one comes twice or three times, the others once at most. */
const DE_STEUER_ID = numberDetector('de-steuer-id', {
  plain: 11,
  groups: [2, 3, 3, 3],
  separators: ' ',
  holds: (digits) => {
    if (digits.startsWith('0') || !isMod1110(digits)) return false;
    const counts = Array.from({ length: 10 }, () => 0);
    for (let at = 0; at < 10; at++) counts[digitAt(digits, at)] = (counts[digitAt(digits, at)] ?? 0) + 1;
    const repeated = counts.filter((count) => count > 1);
    return repeated.length === 1 && (repeated[0] ?? 0) <= 3;
  },
});

/** Aadhaar: Verhoeff, and no 0 or 1 in front. Source: UIDAI. */
const IN_AADHAAR = numberDetector('in-aadhaar', {
  plain: 12,
  context: /aadhaa?r|आधार|uidai/i,
  groups: [4, 4, 4],
  separators: ' -',
  holds: (digits) => digits >= '2' && isVerhoeff(digits),
});

/** Cadastro de Pessoas Físicas: two check digits, and not one digit throughout. */
const BR_CPF = numberDetector('br-cpf', {
  plain: 11,
  groups: [3, 3, 3],
  separators: '.',
  tail: { separator: '-', length: 2 },
  holds: (digits) => !/^(.)\1*$/.test(digits) && isCpfDigit(digits, 9) && isCpfDigit(digits, 10),
});

function isCpfDigit(digits: string, place: number): boolean {
  const weights = Array.from({ length: place }, (_, at) => place + 1 - at);
  const rest = weighted(digits, weights) % 11;
  return digitAt(digits, place) === (rest < 2 ? 0 : 11 - rest);
}

const MY_NUMBER_WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** My Number: a check digit alone, so that a plain one must be named. Source: MIC ordinance 85 of 2014, article 5. */
const JP_MY_NUMBER = numberDetector('jp-my-number', {
  plain: 12,
  context: /マイナンバー|個人番号|my ?number/i,
  groups: [4, 4, 4],
  separators: ' -',
  holds: (digits) => {
    const rest = weighted(digits, MY_NUMBER_WEIGHTS) % 11;
    return digitAt(digits, 11) === (rest <= 1 ? 0 : 11 - rest);
  },
});

const FR_NIR_NUMBER = /^[12][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{8}$/;
const FR_NIR_GROUPS = /[12][ .]\d\d[ .]\d\d[ .](?:\d\d|2[AB])[ .]\d{3}[ .]\d{3}[ .]\d\d(?![0-9A-Za-z])/y;

/** Numéro d'inscription au répertoire, with its key. Source: INSEE; Corsica counts as 19 and 18. */
const FR_NIR: Detector = {
  kind: 'fr-nir',
  words: {
    shapes: [
      { of: 'digits', from: 15, to: 15 },
      { of: 'mixed', from: 15, to: 15 },
      { of: 'digits', from: 1, to: 1 },
    ],
    find: (text, start, end) => {
      if (isContinued(text, start)) return undefined;
      if (end - start === 15) return isNir(text.slice(start, end)) ? { start, end } : undefined;
      FR_NIR_GROUPS.lastIndex = start;
      const [grouped] = FR_NIR_GROUPS.exec(text) ?? [];
      return grouped !== undefined && isNir(grouped.replace(/[ .]/g, ''))
        ? { start, end: start + grouped.length }
        : undefined;
    },
  },
};

function isNir(characters: string): boolean {
  if (!FR_NIR_NUMBER.test(characters)) return false;
  const number = characters.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return Number(characters.slice(13)) === 97 - (Number(number) % 97);
}

const NINO = /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]$/;
const NINO_GROUPS = /[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D](?![0-9A-Za-z])/y;

/** National Insurance number. Source: HMRC manual NIM39110. */
const UK_NINO: Detector = {
  kind: 'uk-nino',
  words: {
    shapes: [
      { of: 'mixed', from: 4, to: 9 },
      { of: 'letters', from: 2, to: 2 },
    ],
    find: (text, start) => {
      NINO_GROUPS.lastIndex = start;
      const [written] = NINO_GROUPS.exec(text) ?? [];
      return written !== undefined && NINO.test(written.replaceAll(' ', ''))
        ? { start, end: start + written.length }
        : undefined;
    },
  },
};

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const DNI = /(?:\d{8}-?|[XYZ]-?\d{7}-?)[A-Z](?![0-9A-Za-z])/iy;

/** Documento nacional de identidad and its kin for foreigners, with their letter. Source: Real Decreto 1553/2005. */
const ES_DNI: Detector = {
  kind: 'es-dni',
  words: {
    shapes: [
      { of: 'mixed', from: 8, to: 9 },
      { of: 'digits', from: 8, to: 8 },
      { of: 'letters', from: 1, to: 1 },
    ],
    find: (text, start) => {
      DNI.lastIndex = start;
      const [written] = DNI.exec(text) ?? [];
      if (written === undefined || isContinued(text, start)) return undefined;
      const characters = written.replaceAll('-', '').toUpperCase();
      const number = Number(characters.slice(0, 8).replace(/[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
      return characters[8] === DNI_LETTERS[number % 23] ? { start, end: start + written.length } : undefined;
    },
  },
};

/** What letters and digits of the odd places count, from A or 0. Source: Decreto ministeriale 23 dicembre 1976. */
const CODICE_FISCALE_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
/** Digits may be letters where two people would have the same. */
const CODICE_FISCALE = /^[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]$/;

const IT_CODICE_FISCALE: Detector = {
  kind: 'it-codice-fiscale',
  words: {
    shapes: [{ of: 'mixed', from: 16, to: 16 }],
    find: (text, start, end) => {
      const code = text.slice(start, end).toUpperCase();
      if (!CODICE_FISCALE.test(code)) return undefined;
      let sum = 0;
      for (let at = 0; at < 15; at++) {
        const character = code.charCodeAt(at);
        const rank = character <= 0x39 ? character - 0x30 : character - 0x41;
        sum += at % 2 === 0 ? (CODICE_FISCALE_ODD[rank] ?? 0) : rank;
      }
      return sum % 26 === code.charCodeAt(15) - 0x41 ? { start, end } : undefined;
    },
  },
};

const CN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CN_ID = /^[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$/i;

/** Resident identity number with region, birthday and the check digit of ISO 7064 MOD 11-2. Source: GB 11643-1999. */
const CN_RESIDENT_ID: Detector = {
  kind: 'cn-resident-id',
  words: {
    shapes: [
      { of: 'digits', from: 18, to: 18 },
      { of: 'mixed', from: 18, to: 18 },
    ],
    find: (text, start, end) => {
      const id = text.slice(start, end);
      if (!CN_ID.test(id) || isContinued(text, start)) return undefined;
      return '10X98765432'[weighted(id, CN_WEIGHTS) % 11] === id.charAt(17).toUpperCase() ? { start, end } : undefined;
    },
  },
};

/** Numbers that states give to people. */
export const NATIONAL_IDS: readonly Detector[] = [
  US_SSN,
  UK_NINO,
  FR_NIR,
  DE_STEUER_ID,
  ES_DNI,
  IT_CODICE_FISCALE,
  IN_AADHAAR,
  BR_CPF,
  CN_RESIDENT_ID,
  JP_MY_NUMBER,
];
