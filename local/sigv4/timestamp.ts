const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** `YYYYMMDDTHHMMSSZ` of milliseconds since the epoch. */
export function basicTimestamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

let lastText = '';
let lastTime: number | undefined;

/** Milliseconds since the epoch of `YYYYMMDDTHHMMSSZ`; undefined for anything else. */
export function tryParseBasicTimestamp(text: string): number | undefined {
  // Requests of the same second share the text.
  if (text !== lastText) {
    const time = BASIC.test(text) ? Date.parse(text.replace(BASIC, '$1-$2-$3T$4:$5:$6Z')) : Number.NaN;
    lastTime = Number.isNaN(time) ? undefined : time;
    lastText = text;
  }
  return lastTime;
}

/** Milliseconds since the epoch of an HTTP `Date` header (RFC 9110), or undefined. */
export function tryParseHttpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2},? /.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
