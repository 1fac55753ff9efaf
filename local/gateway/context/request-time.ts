const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let lastSecond = Number.NaN;
let lastText = '';

/** A time as access logs print it: `09/Apr/2015:12:34:56 +0000`. @param time Milliseconds since the epoch */
export function requestTime(time: number): string {
  const second = Math.floor(time / 1_000);
  // Requests of the same second share the text.
  if (second !== lastSecond) {
    const date = new Date(time);
    const two = (value: number) => String(value).padStart(2, '0');
    const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
    lastText = `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
    lastSecond = second;
  }
  return lastText;
}
