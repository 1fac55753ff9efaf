import { isIPv4, isIPv6 } from 'node:net';

/**
 * The formats of draft 4 (section 7.3). That API Gateway enforces them is not recorded; the Java validator whose words
 * its errors are does.
 */
export const FORMATS = {
  'date-time':
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,12})?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/i,
  email: /^[^\s@]+@[^\s@]+$/,
  hostname: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i,
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]*$/i,
};
