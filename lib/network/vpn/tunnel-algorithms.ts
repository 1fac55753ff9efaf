/** Versions of IKE. */
export enum IkeVersion {
  /** Weak: to be named in `acceptedWeaknesses` as well. */
  IKEV1 = 'ikev1',
  /** RFC 7296. */
  IKEV2 = 'ikev2',
}

/** Encryption of a phase. */
export enum TunnelEncryption {
  /** AES-128 in CBC mode. */
  AES128 = 'AES128',
  /** AES-256 in CBC mode. */
  AES256 = 'AES256',
  /** AES-128 in GCM mode, which also proves integrity. */
  AES128_GCM_16 = 'AES128-GCM-16',
  /** AES-256 in GCM mode, which also proves integrity. */
  AES256_GCM_16 = 'AES256-GCM-16',
}

/** Integrity of a phase; beside GCM, the pseudo-random function of phase 1. */
export enum TunnelIntegrity {
  /** Weak: to be named in `acceptedWeaknesses` as well. */
  SHA1 = 'SHA1',
  /** HMAC-SHA-256. */
  SHA2_256 = 'SHA2-256',
  /** HMAC-SHA-384. */
  SHA2_384 = 'SHA2-384',
  /** HMAC-SHA-512. */
  SHA2_512 = 'SHA2-512',
}

/** What AWS does when a peer no longer answers. */
export enum DpdTimeoutAction {
  /** Ends the session and waits for the device. */
  CLEAR = 'clear',
  /** Does nothing. */
  NONE = 'none',
  /** Starts the session again. */
  RESTART = 'restart',
}

/** Who starts a tunnel. */
export enum TunnelStartup {
  /** The customer's device. */
  ADD = 'add',
  /** AWS: needs IKEv2. */
  START = 'start',
}

/** A choice that is no longer thought strong. Naming it takes it all the same, for a device that knows no better. */
export enum TunnelWeakness {
  /** IKEv1: retired by RFC 9395. */
  IKEV1 = 'IKEv1',
  /** SHA-1: disallowed for signatures, to be replaced elsewhere by 2030 (NIST SP 800-131A). */
  SHA1 = 'SHA1',
  /** 1,024-bit MODP: must not be implemented (RFC 8247, RFC 9395). */
  DH_GROUP_2 = 'DH group 2',
  /** 1,536-bit MODP: should not be implemented (RFC 8247). */
  DH_GROUP_5 = 'DH group 5',
  /** 1,024-bit MODP with a small subgroup: must not be implemented (RFC 8247). */
  DH_GROUP_22 = 'DH group 22',
  /** 2,048-bit MODP with a small subgroup: retired (RFC 9395). */
  DH_GROUP_23 = 'DH group 23',
  /** 2,048-bit MODP with a small subgroup: retired (RFC 9395). */
  DH_GROUP_24 = 'DH group 24',
}
