import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  DpdTimeoutAction,
  IkeVersion,
  TunnelEncryption,
  TunnelIntegrity,
  TunnelOptions,
  type TunnelOptionsProps,
  TunnelStartup,
  TunnelWeakness,
} from 'cdk-sluice';
import { vpn } from './networked';

const rendered = (props: TunnelOptionsProps) => {
  const [connection] = Object.values(
    vpn({ tunnelOptions: TunnelOptions.of(props) }).template.findResources('AWS::EC2::VPNConnection'),
  );
  return connection?.Properties.VpnTunnelOptionsSpecifications;
};

test('without options, a tunnel takes IKEv2, AES-256-GCM, SHA2-384 and groups 20 and 21, and nothing else', () => {
  const [first, second] = rendered({});
  const { LogOptions: _, ...options } = first;
  expect(options).toEqual({
    IKEVersions: [{ Value: 'ikev2' }],
    Phase1EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
    Phase1IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
    Phase1DHGroupNumbers: [{ Value: 20 }, { Value: 21 }],
    Phase1LifetimeSeconds: 28_800,
    Phase2EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
    Phase2IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
    Phase2DHGroupNumbers: [{ Value: 20 }, { Value: 21 }],
    Phase2LifetimeSeconds: 3_600,
  });
  expect(second).toEqual(first);
});

test.each<[TunnelOptionsProps, object]>([
  [{ ikeVersions: [IkeVersion.IKEV2] }, { IKEVersions: [{ Value: 'ikev2' }] }],
  [{ phase1Encryption: [TunnelEncryption.AES128] }, { Phase1EncryptionAlgorithms: [{ Value: 'AES128' }] }],
  [{ phase2Encryption: [TunnelEncryption.AES256] }, { Phase2EncryptionAlgorithms: [{ Value: 'AES256' }] }],
  [{ phase1Integrity: [TunnelIntegrity.SHA2_512] }, { Phase1IntegrityAlgorithms: [{ Value: 'SHA2-512' }] }],
  [{ phase2Integrity: [TunnelIntegrity.SHA2_256] }, { Phase2IntegrityAlgorithms: [{ Value: 'SHA2-256' }] }],
  [{ phase1DhGroups: [14] }, { Phase1DHGroupNumbers: [{ Value: 14 }] }],
  [{ phase2DhGroups: [19, 21] }, { Phase2DHGroupNumbers: [{ Value: 19 }, { Value: 21 }] }],
  [{ phase1Lifetime: Duration.hours(2) }, { Phase1LifetimeSeconds: 7_200 }],
  [{ phase2Lifetime: Duration.minutes(30) }, { Phase2LifetimeSeconds: 1_800 }],
  [{ rekeyMargin: Duration.minutes(10) }, { RekeyMarginTimeSeconds: 600 }],
  [{ rekeyFuzzPercentage: 0 }, { RekeyFuzzPercentage: 0 }],
  [{ replayWindowSize: 2_048 }, { ReplayWindowSize: 2_048 }],
  [{ dpdTimeout: Duration.seconds(40) }, { DPDTimeoutSeconds: 40 }],
  [{ dpdTimeoutAction: DpdTimeoutAction.RESTART }, { DPDTimeoutAction: 'restart' }],
  [{ startup: TunnelStartup.START }, { StartupAction: 'start' }],
  [{ lifecycleControl: true }, { EnableTunnelLifecycleControl: true }],
])('%j reaches the template', (props, expected) => {
  expect(rendered(props)[0]).toMatchObject(expected);
});

test('inside addresses are those of one tunnel', () => {
  const tunnels = ['169.254.10.0/30', '169.254.10.4/30'].map((insideCidr) => TunnelOptions.of({ insideCidr }));
  const { template } = vpn({
    sites: [{ name: 'factory', addresses: ['192.168.0.0/20'], devices: [{ ipAddress: '203.0.113.1', tunnels }] }],
  });
  template.hasResourceProperties('AWS::EC2::VPNConnection', {
    VpnTunnelOptionsSpecifications: [
      Match.objectLike({ TunnelInsideCidr: '169.254.10.0/30' }),
      Match.objectLike({ TunnelInsideCidr: '169.254.10.4/30' }),
    ],
  });
});

test.each<[TunnelOptionsProps, string]>([
  [{ insideCidr: '10.0.0.0/30' }, "'insideCidr' must be a /30 within 169.254.0.0/16, got '10.0.0.0/30'"],
  [{ insideCidr: '169.254.9.0/29' }, "'insideCidr' must be a /30 within 169.254.0.0/16"],
  [{ insideCidr: '169.254.9.1/30' }, "'insideCidr' must begin at the first address of its block, '169.254.9.0/30'"],
  [{ insideCidr: '169.254.5.0/30' }, "'insideCidr' must not be a block AWS keeps to itself, got '169.254.5.0/30'"],
  [{ insideCidr: '169.254.169.252/30' }, "'insideCidr' must not be a block AWS keeps to itself"],
  [{ insideIpv6Cidr: '2001:db8::/126' }, "'insideIpv6Cidr' must be a /126 within fd00::/8, got '2001:db8::/126'"],
  [{ phase1DhGroups: [5] }, "'phase1DhGroups' must hold groups out of 2, 14"],
  [{ phase2DhGroups: [1] }, "'phase2DhGroups' must hold groups out of 2, 5, 14"],
  [{ phase2DhGroups: [] }, "'phase2DhGroups' must name at least one choice, got none"],
  [{ phase1Lifetime: Duration.minutes(14) }, "'phase1Lifetime' must be between 900 and 28800 seconds, got 840"],
  [{ phase2Lifetime: Duration.hours(2) }, "'phase2Lifetime' must be between 900 and 3600 seconds, got 7200"],
  [
    { phase1Lifetime: Duration.minutes(30), phase2Lifetime: Duration.minutes(30) },
    "'phase2Lifetime' must be less than 'phase1Lifetime', 1800 seconds, got 1800",
  ],
  [{ rekeyMargin: Duration.seconds(59) }, "'rekeyMargin' must be between 60 and 1800 seconds"],
  [
    { phase2Lifetime: Duration.minutes(20), rekeyMargin: Duration.seconds(601) },
    "'rekeyMargin' must be between 60 and 600 seconds",
  ],
  [{ rekeyFuzzPercentage: 101 }, "'rekeyFuzzPercentage' must be between 0 and 100 per cent, got 101"],
  [{ replayWindowSize: 63 }, "'replayWindowSize' must be between 64 and 2048 packets, got 63"],
  [{ dpdTimeout: Duration.seconds(29) }, "'dpdTimeout' must be between 30 and"],
])('fails for %j', (props, message) => {
  expect(() => TunnelOptions.of(props)).toThrow(message);
});

describe('a weak choice', () => {
  const weak: [TunnelOptionsProps, string, TunnelWeakness][] = [
    [{ ikeVersions: [IkeVersion.IKEV1, IkeVersion.IKEV2] }, 'ikeVersions', TunnelWeakness.IKEV1],
    [{ phase1Integrity: [TunnelIntegrity.SHA1] }, 'phase1Integrity', TunnelWeakness.SHA1],
    [{ phase2Integrity: [TunnelIntegrity.SHA1] }, 'phase2Integrity', TunnelWeakness.SHA1],
    [{ phase1DhGroups: [20, 2] }, 'phase1DhGroups', TunnelWeakness.DH_GROUP_2],
    [{ phase2DhGroups: [5] }, 'phase2DhGroups', TunnelWeakness.DH_GROUP_5],
    [{ phase1DhGroups: [22] }, 'phase1DhGroups', TunnelWeakness.DH_GROUP_22],
    [{ phase1DhGroups: [23] }, 'phase1DhGroups', TunnelWeakness.DH_GROUP_23],
    [{ phase2DhGroups: [24] }, 'phase2DhGroups', TunnelWeakness.DH_GROUP_24],
  ];

  test.each(weak)('fails unless it is named: %j', (props, prop, weakness) => {
    expect(() => TunnelOptions.of(props)).toThrow(`'${prop}' must not hold ${weakness}, which is weak`);
  });

  test.each(weak)('is taken where it is named: %j', (props, _prop, weakness) => {
    expect(() => TunnelOptions.of({ ...props, acceptedWeaknesses: [weakness] })).not.toThrow();
  });
});

describe('IKEv1 alone', () => {
  const old = { ikeVersions: [IkeVersion.IKEV1], acceptedWeaknesses: [TunnelWeakness.IKEV1] };

  test('fails with GCM alone in phase 1, which it does not know', () => {
    expect(() => TunnelOptions.of(old)).toThrow("'phase1Encryption' must hold AES128 or AES256");
    expect(() => TunnelOptions.of({ ...old, phase1Encryption: [TunnelEncryption.AES256] })).not.toThrow();
  });

  test('fails where AWS is to start the tunnel', () => {
    const props = { ...old, phase1Encryption: [TunnelEncryption.AES256], startup: TunnelStartup.START };
    expect(() => TunnelOptions.of(props)).toThrow("'startup' must be ADD where 'ikeVersions' is IKEv1 alone");
  });
});
