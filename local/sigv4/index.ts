export type { Refusal, RefusalGatewayResponse, RefusalReason } from './refusal';
export type { AwsCredentials, SignableRequest } from './request';
export { type PresignOptions, presign, type SignOptions, sign } from './sign';
export { SigningKeyCache } from './signing-key';
export { type KnownCredentials, tryRefuseUnreadable, type Verification, type VerifyOptions, verify } from './verify';
