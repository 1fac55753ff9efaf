import type { IdentityTable } from './identity';

const DMS = 'arn:{partition}:dms:{region}:{account}';

/** Database migration, which feeds streams from databases. */
export const MIGRATION_IDENTITIES: IdentityTable = {
  'AWS::DMS::ReplicationInstance': {
    ref: '{arn}',
    arn: `${DMS}:rep:{upper:26}`,
    // 192.0.2.0/24 is the documentation range of RFC 5737.
    attributes: { ReplicationInstancePrivateIpAddresses: '192.0.2.1', ReplicationInstancePublicIpAddresses: '' },
  },
  'AWS::DMS::ReplicationTask': { ref: '{arn}', arn: `${DMS}:task:{upper:26}` },
  'AWS::DMS::ReplicationConfig': {
    ref: '{arn}',
    arn: `${DMS}:replication-config:{upper:26}`,
    attributes: { ReplicationConfigArn: '{arn}' },
  },
  'AWS::DMS::Endpoint': { ref: '{arn}', arn: `${DMS}:endpoint:{upper:26}`, attributes: { ExternalId: '{uuid}' } },
  'AWS::DMS::ReplicationSubnetGroup': {
    name: { property: 'ReplicationSubnetGroupIdentifier', letters: 'lower' },
    ref: '{name}',
  },
};
