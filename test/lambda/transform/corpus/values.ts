import { NATIONAL_IDS } from './national-ids';
import { day, type Make, type Random } from './random';

const LOCALS = [
  'anna',
  'j.doe',
  'john.smith',
  'mary-jane',
  'o_brien',
  'info',
  'billing+2024',
  'x',
  'jürgen.müller',
  'tanaka99',
  'a.b.c.d',
  'first.last+tag',
  'support',
  '1234567',
  "o'neill",
  '田中',
  'maría',
  'user%home',
  'NO-REPLY',
  'ivan_petrov',
];
const DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example.co.uk',
  'EXAMPLE.COM',
  'dept.example.de',
  'firma.example',
  'my-company.test',
  'münchen.example',
  'xn--mnchen-3ya.example',
  'a.b.c.example.io',
  'example.museum',
  'example.com.br',
];

/** Published numbers of payment providers for tests. */
const CARDS = [
  '4111111111111111',
  '4242424242424242',
  '4012888888881881',
  '4000056655665556',
  '4917610000000000',
  '4222222222222',
  '5555555555554444',
  '5105105105105100',
  '5200828282828210',
  '5454545454545454',
  '2223003122003222',
  '2223000048400011',
  '378282246310005',
  '371449635398431',
  '378734493671000',
  '6011111111111117',
  '6011000990139424',
  '6011981111111113',
  '30569309025904',
  '38520000023237',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '3530111333300000',
  '6200000000000005',
  '6205500000000000004',
  '6759649826438453',
  '5019717010103742',
  '4462030000000000',
  '4035501000000008',
];

/** The examples of the SWIFT registry of IBANs, and some with made-up banks. */
const IBANS = [
  'AD1200012030200359100100',
  'AE070331234567890123456',
  'AT611904300234573201',
  'BE68539007547034',
  'BG80BNBG96611020345678',
  'BR1800360305000010009795493C1',
  'CH9300762011623852957',
  'CY17002001280000001200527600',
  'CZ6508000000192000145399',
  'DE89370400440532013000',
  'DK5000400440116243',
  'EE382200221020145685',
  'ES9121000418450200051332',
  'FI2112345600000785',
  'FR1420041010050500013M02606',
  'GB29NWBK60161331926819',
  'GB82WEST12345698765432',
  'GR1601101250000000012300695',
  'HR1210010051863000160',
  'HU42117730161111101800000000',
  'IE29AIBK93115212345678',
  'IL620108000000099999999',
  'IS140159260076545510730339',
  'IT60X0542811101000000123456',
  'LI21088100002324013AA',
  'LT121000011101001000',
  'LU280019400644750000',
  'LV80BANK0000435195001',
  'MT84MALT011000012345MTLCAST001S',
  'NL91ABNA0417164300',
  'NO9386011117947',
  'PL61109010140000071219812874',
  'PT50000201231234567890154',
  'RO49AAAA1B31007593840000',
  'SA0380000000608010167519',
  'SE4550000000058398257466',
  'SI56263300012039086',
  'SK3112000000198742637541',
  'TR330006100519786457841326',
  'UA213223130000026007233566001',
];

/**
 * Values of personal data for the corpus, none of them anybody's: ranges kept for documentation and fiction, published
 * test numbers, and made-up ones with check digits computed here, apart from the code that is tested.
 */
export const VALUES: Readonly<Record<string, Make>> = {
  email: (random) => `${random.pick(LOCALS)}@${random.pick(DOMAINS)}`,
  card: (random) => groupedCard(random, random.pick(CARDS)),
  iban: (random) => groupedIban(random, random.pick(IBANS)),
  ip: (random) => random.pick([ipv4, ipv4, ipv6])(random),
  ipv4,
  ipv6,
  'us-phone': (random) => {
    const [area, line] = [random.pick(['212', '415', '650', '800']), `01${random.digits(2)}`];
    return random.pick([
      `(${area}) 555-${line}`,
      `${area}-555-${line}`,
      `+1 ${area} 555 ${line}`,
      `+1${area}555${line}`,
      `${area}.555.${line}`,
    ]);
  },
  'uk-phone': (random) =>
    random.pick([
      `020 7946 0${random.digits(3)}`,
      `+44 20 7946 0${random.digits(3)}`,
      `07700 900${random.digits(3)}`,
      `+447700900${random.digits(3)}`,
    ]),
  'fr-phone': (random) =>
    random.pick([
      `01 99 00 ${random.digits(2)} ${random.digits(2)}`,
      `+33 6 39 98 ${random.digits(2)} ${random.digits(2)}`,
      `06.39.98.${random.digits(2)}.${random.digits(2)}`,
    ]),
  'de-phone': (random) =>
    random.pick([
      `030 23125 ${random.digits(3)}`,
      `+49 171 39200${random.digits(2)}`,
      `+49 (0)30 23125-${random.digits(3)}`,
      `0171/39200${random.digits(2)}`,
    ]),
  'other-phone': (random) =>
    random.pick([
      `+81 90-0000-${random.digits(4)}`,
      `+91 98765 ${random.digits(5)}`,
      `+55 11 95555-${random.digits(4)}`,
      `+61 491 570 ${random.digits(3)}`,
      `+34 600 000 ${random.digits(3)}`,
    ]),
  ...NATIONAL_IDS,
};

/** What is meant to be left alone. */
export const NEAR_MISSES: Readonly<Record<string, Make>> = {
  uuid: (random) => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-'),
  sha: (random) => hex(random, 40),
  digits: (random) => `7${random.digits(random.pick([8, 12, 15, 17]))}`,
  epoch: (random) => `17${random.digits(random.pick([8, 11, 14]))}`,
  'bad-card': (random) => {
    const card = random.pick(CARDS);
    const check = (Number(card.at(-1)) + 1 + random.below(8)) % 10;
    return groupedCard(random, `${card.slice(0, -1)}${check}`);
  },
  'bad-iban': (random) => {
    const iban = random.pick(IBANS);
    return groupedIban(
      random,
      `${iban.slice(0, 2)}${String((Number(iban.slice(2, 4)) % 90) + 5).padStart(2, '0')}${iban.slice(4)}`,
    );
  },
  version: (random) =>
    random.pick([
      `v${random.below(9)}.${random.below(20)}.${random.below(20)}`,
      `${random.below(20)}.0.${random.digits(5)}.${random.below(200)}`,
    ]),
  mac: (random) => Array.from({ length: 6 }, () => hex(random, 2)).join(':'),
  time: (random) => `${day(random)}:${random.pick(['05', '30', '59'])}:${random.pick(['00', '15'])}`,
  money: (random) => `${random.below(999)},${random.digits(3)},${random.digits(3)}.${random.digits(2)}`,
  coordinate: (random) => `-${random.below(90)}.${random.digits(14)}`,
  'bad-ip': (random) => `${256 + random.below(700)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
};

function ipv4(random: Random): string {
  const network = random.pick(['192.0.2', '198.51.100', '203.0.113', '10.20.30', '172.16.254', '127.0.0', '169.254.7']);
  return `${network}.${random.below(256)}`;
}

function ipv6(random: Random): string {
  const group = () => random.below(65_536).toString(16);
  return random.pick([
    () => `2001:db8::${group()}`,
    () => `2001:db8:${group()}:${group()}::${group()}`,
    () => `2001:0db8:0000:0000:0000:ff00:0042:${group().padStart(4, '0')}`,
    () => `2001:DB8:${group()}::1`.toUpperCase(),
    () => `fe80::${group()}:${group()}`,
    () => `::ffff:192.0.2.${random.below(256)}`,
    () => '::1',
  ])();
}

function groupedCard(random: Random, card: string): string {
  const separator = random.pick(['', ' ', '-']);
  if (separator === '' || card.length < 15) return card;
  return card.length === 15
    ? card.replace(/^(....)(......)/, `$1${separator}$2${separator}`)
    : card.replace(/(....)(?=.)/g, `$1${separator}`);
}

function groupedIban(random: Random, iban: string): string {
  return random.below(2) === 0 ? iban : iban.replace(/(....)(?=.)/g, '$1 ');
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.below(16).toString(16)).join('');
}
