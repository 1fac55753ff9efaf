import { App, Duration, RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EventArchive, type EventArchiveProps } from 'cdk-sluice';

const ENV = { account: '111122223333', region: 'eu-west-1' };

function archived(props: EventArchiveProps | ((stack: Stack) => EventArchiveProps) = {}) {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const archive = new EventArchive(stack, 'Archive', typeof props === 'function' ? props(stack) : props);
  return { stack, archive, template: Template.fromStack(stack) };
}

const rules = (props?: EventArchiveProps) => {
  const buckets = archived(props).template.findResources('AWS::S3::Bucket', {
    Properties: { LoggingConfiguration: Match.anyValue() },
  });
  return Object.values(buckets)[0]?.Properties.LifecycleConfiguration.Rules;
};

describe('the bucket', () => {
  const { template } = archived();

  test('encrypts with a key of its own, by bucket key', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: Match.absent(),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('is closed to the public, as is the one of its access log', () => {
    template.resourceCountIs('AWS::S3::Bucket', 2);
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  test('takes TLS from 1.2 on only', () => {
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      },
    });
  });

  test.each(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key'])(
    'is kept on deletion, unless its creation fails, %s',
    (type) => {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    },
  );

  test('writes its access log, which only S3 may do and for this bucket alone', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: { Ref: 'ArchiveAccessLogDE9E1D93' } },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Condition: {
              ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] } },
              StringEquals: { 'aws:SourceAccount': ENV.account },
            },
          }),
        ]),
      },
    });
  });

  test('is emptied and deleted where that is asked for', () => {
    const { template: destroyed } = archived({ removalPolicy: RemovalPolicy.DESTROY });
    destroyed.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    destroyed.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
  });
});

describe('the life of objects', () => {
  test('goes by Intelligent-Tiering, without end', () => {
    expect(rules()).toEqual([
      {
        Id: 'Events',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 30 }],
      },
      { Id: 'QueryResults', Status: 'Enabled', Prefix: 'athena-results/', ExpirationInDays: 7 },
      {
        Id: 'DeletedObjects',
        Status: 'Enabled',
        ExpiredObjectDeleteMarker: true,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
    ]);
  });

  test('ends where an expiration says so, and needs no versions', () => {
    const [events, , ...others] = rules({ expiration: Duration.days(400), versioned: false, transitions: [] });
    expect([events.ExpirationInDays, events.Transitions, others]).toEqual([400, undefined, []]);
  });

  const cold = (days: number) => [
    { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(days) },
  ];

  test.each([
    [{ expiration: Duration.days(0) }, "'expiration' must be between 1 and 36500 days, got 0"],
    [{ expiration: Duration.hours(36) }, "'expiration' must be a whole number of days, got 1.5"],
    [{ transitions: cold(29) }, "'transitions' must be between 30 and 36500 days to STANDARD_IA, got 29"],
    [
      { transitions: cold(90), expiration: Duration.days(90) },
      "'expiration' must be later than the transition to STANDARD_IA after 90 days, got 90",
    ],
    [{ bytesScannedCutoff: Size.mebibytes(9) }, "'bytesScannedCutoff' must be between 10000000 and"],
    [
      { versioned: false, noncurrentVersionExpiration: Duration.days(5) },
      "'noncurrentVersionExpiration' must be left out where 'versioned' is false",
    ],
  ])('fails for %j', (props: EventArchiveProps, message: string) => {
    expect(() => archived(props)).toThrow(message);
  });

  test('may be known at deployment only', () => {
    const expiration = Duration.days(Token.asNumber({ Ref: 'Days' }));
    expect(rules({ expiration })[0].ExpirationInDays).toEqual({ Ref: 'Days' });
  });
});

describe('the workgroup', () => {
  test('enforces where results go, under which key, and how much a query scans', () => {
    archived().template.hasResourceProperties('AWS::Athena::WorkGroup', {
      RecursiveDeleteOption: true,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 107_374_182_400,
        ResultConfiguration: {
          OutputLocation: { 'Fn::Join': ['', ['s3://', { Ref: 'ArchiveBucket49F1AC64' }, '/athena-results/']] },
          EncryptionConfiguration: {
            EncryptionOption: 'SSE_KMS',
            KmsKey: { 'Fn::GetAtt': ['ArchiveKey3EF5EDE5', 'Arn'] },
          },
        },
      },
    });
  });
});

describe('what a team has already', () => {
  const imported = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Lake', 'lake');
  const warnings = (props: (stack: Stack) => EventArchiveProps) =>
    Annotations.fromStack(archived(props).stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => entry.data);

  test('is taken as it is', () => {
    const { template, archive } = archived((stack) => ({ bucket: imported(stack) }));
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
    expect(archive.bucket.bucketName).toBe('lake');
    template.hasResourceProperties('AWS::Athena::WorkGroup', {
      WorkGroupConfiguration: { ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } } },
    });
  });

  test('is warned of where its key is not known', () => {
    expect(warnings((stack) => ({ bucket: imported(stack) }))).toEqual([
      expect.stringContaining('sluice:unknownBucketKey'),
    ]);
  });

  test('is not warned of where its key is given', () => {
    const encryptionKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'K', 'arn:aws:kms:eu-west-1:111122223333:key/a');
    expect(warnings((stack) => ({ bucket: imported(stack), encryptionKey: encryptionKey(stack) }))).toEqual([]);
  });

  test('is warned of where it belongs to another account', () => {
    const foreign = (stack: Stack) =>
      s3.Bucket.fromBucketAttributes(stack, 'Lake', {
        bucketName: 'lake',
        account: '444455556666',
        encryptionKey: kms.Key.fromKeyArn(stack, 'K', 'arn:aws:kms:eu-west-1:444455556666:key/a'),
      });
    expect(warnings((stack) => ({ bucket: foreign(stack) }))).toEqual([
      expect.stringContaining('sluice:bucketOfAnotherAccount'),
      expect.stringContaining('sluice:keyOfAnotherAccount'),
    ]);
  });

  test('takes the access log, with a warning for the policy of an imported bucket', () => {
    const accessLogBucket = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Logs', 'logs');
    const { template } = archived((stack) => ({ accessLogBucket: accessLogBucket(stack) }));
    template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: 'logs' } });
    expect(warnings((stack) => ({ accessLogBucket: accessLogBucket(stack) }))).toEqual([
      expect.stringContaining('sluice:accessLogBucketPolicy'),
    ]);
  });

  test.each(['versioned', 'expiration', 'removalPolicy'])('fails with %s, which its owner sets', (prop) => {
    expect(() => archived((stack) => ({ bucket: imported(stack), [prop]: true }))).toThrow(
      `'${prop}' must be left out where 'bucket' is given`,
    );
  });
});

describe('grants', () => {
  const statements = (grant: (archive: EventArchive, role: iam.Role) => void) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const archive = new EventArchive(stack, 'Archive');
    grant(archive, new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }));
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    return policy?.Properties.PolicyDocument.Statement;
  };

  test('to read are the objects of a prefix, the list and the key', () => {
    expect(statements((archive, role) => archive.grantRead(role, 'events/'))).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] }, '/events/*']] },
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetBucketLocation', 's3:ListBucket'],
        Resource: { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] },
      },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['ArchiveKey3EF5EDE5', 'Arn'] } },
    ]);
  });

  test('to run queries are of one workgroup, with results below their prefix', () => {
    const actions = statements((archive, role) => archive.grantRunQuery(role)).map(
      ({ Action, Resource }: { Action: string | string[]; Resource: object }) => [Action, JSON.stringify(Resource)],
    );
    expect(actions).toEqual([
      [expect.arrayContaining(['athena:StartQueryExecution']), expect.stringContaining(':workgroup/')],
      [expect.arrayContaining(['s3:PutObject']), expect.stringContaining('/athena-results/*')],
      [expect.arrayContaining(['s3:ListBucket']), expect.not.stringContaining('*')],
      [['kms:Decrypt', 'kms:GenerateDataKey'], expect.not.stringContaining('*')],
    ]);
  });
});
