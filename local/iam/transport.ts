import type { ConditionKeys } from './request-context';

/**
 * What every call says of its own transport. The services of AWS are reached by HTTPS, and so a policy that refuses
 * anything else refuses nothing here, although the local endpoint speaks HTTP.
 */
export const TRANSPORT: ConditionKeys = { 'aws:SecureTransport': true, 's3:TlsVersion': '1.3' };
