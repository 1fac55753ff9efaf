/** Something a device's configuration needs that is not known. The message names it; it never holds a key. */
export class VpnConfigError extends Error {
  public override readonly name = 'VpnConfigError';
}
