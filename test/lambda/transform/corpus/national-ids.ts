import { day, type Make, type Random } from './random';

const NINO_PREFIXES = ['AA', 'AB', 'CE', 'HJ', 'JK', 'PW', 'SR', 'YZ'];
const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const SSNS = ['078-05-1120', '219-09-9999', '457-55-5462'];
const AADHAARS = ['999941057058', '999971658847', '999933119405', '999955183433', '999990501894'];

/** Numbers that states give to people, made up: with check digits, in the usual groups. */
export const NATIONAL_IDS: Readonly<Record<string, Make>> = {
  'us-ssn': (random) =>
    random.pick([(text: string) => text, (text: string) => text.replaceAll('-', ' ')])(random.pick(SSNS)),
  'uk-nino': (random) => {
    const [prefix, digits, suffix] = [
      random.pick(NINO_PREFIXES),
      `00${random.digits(4)}`,
      random.pick(['A', 'B', 'C', 'D']),
    ];
    return random.pick([`${prefix}${digits}${suffix}`, `${prefix} ${digits.replace(/(..)(?=.)/g, '$1 ')} ${suffix}`]);
  },
  'fr-nir': (random) => {
    const place = random.pick(['75', '13', '2A', '2B', '99']);
    const body = `${random.pick(['1', '2'])}${random.digits(2)}${month(random)}${place}${random.digits(3)}${random.digits(3)}`;
    const number = Number(body.replace('2A', '19').replace('2B', '18'));
    const key = String(97 - (number % 97)).padStart(2, '0');
    return random.pick([
      `${body}${key}`,
      `${body[0]} ${body.slice(1, 3)} ${body.slice(3, 5)} ${body.slice(5, 7)} ${body.slice(7, 10)} ${body.slice(10)} ${key}`,
    ]);
  },
  'de-steuer-id': (random) => {
    const digits = shuffled(random, '0123456789').slice(0, 9);
    let body = shuffled(random, digits + digits[random.below(9)]);
    while (body.startsWith('0')) body = shuffled(random, body);
    const id = body + mod1110(body);
    return random.pick([id, `${id.slice(0, 2)} ${id.slice(2, 5)} ${id.slice(5, 8)} ${id.slice(8)}`]);
  },
  'es-dni': (random) => {
    const [nie, digits] = [random.below(3) === 0, random.digits(8)];
    if (!nie) return `${digits}${random.pick(['', '-'])}${DNI_LETTERS[Number(digits) % 23]}`;
    const first = random.below(3);
    return `${'XYZ'[first]}${digits.slice(1)}${DNI_LETTERS[Number(`${first}${digits.slice(1)}`) % 23]}`;
  },
  'it-codice-fiscale': (random) => {
    const letters = () => Array.from({ length: 3 }, () => random.pick([...'BCDFGLMNPRST'])).join('');
    const body = `${letters()}${letters()}${random.digits(2)}${random.pick([...'ABCDEHLMPRST'])}${day(random)}${random.pick([...'ABFHL'])}${random.digits(3)}`;
    return body + codiceFiscaleCheck(body);
  },
  'in-aadhaar': (random) => random.pick(AADHAARS).replace(/(....)(?=.)/g, '$1 '),
  'br-cpf': (random) => {
    const body = random.digits(9).replace(/^(.)\1*$/, '123456789');
    const first = cpfDigit(body);
    const digits = `${body}${first}${cpfDigit(body + first)}`;
    return random.pick([
      `${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6, 9)}-${digits.slice(9)}`,
      digits,
    ]);
  },
  'cn-resident-id': (random) => {
    const body = `${random.pick(['110105', '310104', '440304'])}19${random.pick(['49', '75', '88'])}${month(random)}${day(random)}${random.digits(3)}`;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    return body + '10X98765432'[[...body].reduce((sum, digit, at) => sum + Number(digit) * (weights[at] ?? 0), 0) % 11];
  },
  'jp-my-number': (random) => {
    const body = random.digits(11);
    const sum = [...body].reverse().reduce((total, digit, at) => total + Number(digit) * (at < 6 ? at + 2 : at - 4), 0);
    const check = sum % 11 <= 1 ? 0 : 11 - (sum % 11);
    return `${body}${check}`.replace(/(....)(?=.)/g, `$1${random.pick(['', ' ', '-'])}`);
  },
};

function month(random: Random): string {
  return String(1 + random.below(12)).padStart(2, '0');
}

function shuffled(random: Random, text: string): string {
  const left = [...text];
  return [...text].map(() => left.splice(random.below(left.length), 1)[0]).join('');
}

/** ISO 7064, MOD 11,10. */
function mod1110(body: string): number {
  const product = [...body].reduce((last, digit) => (((last + Number(digit)) % 10 || 10) * 2) % 11, 10);
  return (11 - product) % 10;
}

function codiceFiscaleCheck(body: string): string {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const sum = [...body].reduce((total, character, at) => {
    const rank = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    return total + (at % 2 === 0 ? (odd[rank] ?? 0) : rank);
  }, 0);
  return String.fromCharCode(65 + (sum % 26));
}

function cpfDigit(body: string): number {
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (body.length + 1 - at), 0);
  return sum % 11 < 2 ? 0 : 11 - (sum % 11);
}
