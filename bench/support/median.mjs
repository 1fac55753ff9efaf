/** The one in the middle. */
export function median(values) {
  return [...values].sort((one, other) => one - other)[values.length >> 1];
}
