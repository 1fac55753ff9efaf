import { type AwsCredentials, presign, type SignableRequest, sign, verify } from '../../../local/sigv4';

// The keys of the AWS documentation's own examples.
const SUITE: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const S3_DOCS: AwsCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const SUITE_TIME = Date.parse('2015-08-30T12:36:00Z');
const S3_TIME = Date.parse('2013-05-24T00:00:00Z');
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test("the signature of the test suite's get-vanilla is reproduced", () => {
  const request: SignableRequest = { method: 'GET', path: '/', headers: { host: 'example.amazonaws.com' } };
  expect(sign(request, SUITE, { service: 'service', region: 'us-east-1', now: SUITE_TIME }).authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
});

test("the signature of the S3 documentation's GET with a Range is accepted", () => {
  const request: SignableRequest = {
    method: 'GET',
    path: '/test.txt',
    headers: {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY_HASH,
      'x-amz-date': '20130524T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    },
  };
  expect(verify(request, options('s3', S3_DOCS, S3_TIME))).toEqual({
    ok: true,
    accessKeyId: S3_DOCS.accessKeyId,
    principal: 'me',
  });
});

test("the signature of the S3 documentation's presigned URL is reproduced", () => {
  const request: SignableRequest = {
    method: 'GET',
    path: '/test.txt',
    headers: { host: 'examplebucket.s3.amazonaws.com' },
  };
  const query = presign(request, S3_DOCS, { service: 's3', region: 'us-east-1', now: S3_TIME, expires: 86_400 });
  expect(query).toContain('X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  expect(verify({ ...request, query }, options('s3', S3_DOCS, S3_TIME + 86_400_000))).toMatchObject({ ok: true });
});

function options(service: string, credentials: AwsCredentials, now: number) {
  const lookup = (id: string) => (id === credentials.accessKeyId ? { ...credentials, principal: 'me' } : undefined);
  return { service, region: 'us-east-1', lookup, now };
}
