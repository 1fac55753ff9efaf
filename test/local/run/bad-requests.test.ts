import { type RawAnswer, rawRequest, sendRaw } from './raw-client';
import { type RunningReference, runReference } from './reference';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const EVENT = '{"id":"a-1","text":"Grüße \\u00e9 \\"q\\"","list":[1,2.5,-3e4,true,null],"deep":{"x":{"y":"z"}}}';
let reference: RunningReference;
let tried = 0;

beforeAll(async () => {
  reference = await runReference({ patience: { headTimeout: 400, requestTimeout: 600 } });
}, 60_000);

afterAll(async () => {
  console.log(`bad requests: ${tried} tried`);
  await reference.close();
});

/** Sends, and holds the answer to what holds for all: never a 5xx. */
async function send(bytes: Buffer): Promise<RawAnswer> {
  tried += 1;
  const answer = await sendRaw(reference.port, bytes);
  if (answer.status !== undefined) expect(answer.status).toBeLessThan(500);
  return answer;
}

function post(path: string, body: string | Buffer, headers: Record<string, string> = JSON_TYPE): Promise<RawAnswer> {
  const url = `/${reference.stage}${path}`;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return send(rawRequest('POST', url, reference.signed({ method: 'POST', path: url, body, headers: lower }), body));
}

function lastData(): Buffer {
  const call = reference.calls.at(-1);
  return Buffer.from(JSON.parse(Buffer.from(call?.body ?? '').toString()).Data, 'base64');
}

async function accepted(body: string | Buffer, stored: string | Buffer = body): Promise<void> {
  const answer = await post('/events', body);
  expect(answer.status).toBe(200);
  expect(lastData().equals(Buffer.from(stored))).toBe(true);
}

async function refused(body: string | Buffer): Promise<void> {
  const answer = await post('/events', body);
  expect([answer.status, answer.body.toString()]).toEqual([400, expect.stringContaining('"code":"InvalidRequest"')]);
}

test('fails for an event cut off anywhere', async () => {
  const bytes = Buffer.from(EVENT);
  for (let length = 0; length < bytes.length; length++) await refused(bytes.subarray(0, length));
});

test('fails for what is no JSON object with a member', async () => {
  const bodies = [
    '[]',
    '[{"a":1}]',
    '1',
    '"x"',
    'null',
    'true',
    '{}',
    ' ',
    '\n',
    'undefined',
    'NaN',
    "{'a':1}",
    '{a:1}',
    '{"a":1,}',
  ];
  bodies.push(
    '{"a":1}{"b":2}',
    '{"a":1}]',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":0x1}',
    '{"a":Infinity}',
  );
  bodies.push(
    '{"a":"\n"}',
    '{"a":"\t"}',
    '{"a":"\\x"}',
    '{"a":"\\u12"}',
    '{"a" 1}',
    '{"a":}',
    '{:1}',
    '{,}',
    '//x\n{"a":1}',
    '/**/{"a":1}',
  );
  bodies.push(
    '<xml/>',
    'a=b',
    'a=b&c=d',
    '%7B%22a%22%3A1%7D',
    '{"a":1}\u0000',
    '\u0000',
    '{"a":tru}',
    '{"a":nul}',
    '{"a":"x',
    '\ufeff{"a":1}',
  );
  for (const body of bodies) await refused(body);
  for (const encoding of ['utf16le', 'base64', 'hex'] as const) {
    await refused(encoding === 'utf16le' ? Buffer.from(EVENT, encoding) : Buffer.from(EVENT).toString(encoding));
  }
});

test('stores legal events byte for byte', async () => {
  const bodies = [
    EVENT,
    ` ${EVENT}\n`,
    '{"a":1}\r\n\t ',
    '{"a":1,"a":2}',
    '{"":""}',
    '{"a":1e999}',
    '{"a":-0}',
    '{"a":1E+2}',
  ];
  bodies.push(
    '{"a":123456789012345678901234567890}',
    '{"a":0.1000000000000000055511151231257827}',
    '{"a":"\\ud800"}',
    '{"\\udfff":1}',
  );
  bodies.push(
    '{"a":"\\u0000"}',
    '{"a":"\\/"}',
    '{"a":"$input.body #set($x=1) ${context}"}',
    '{"a":"#foreach"}',
    '{"a":"</script>"}',
  );
  bodies.push(
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"toString":1}',
    '{"hasOwnProperty":0}',
  );
  bodies.push(
    '{"a":"\u2028\u2029"}',
    '{"a":"👍🏽"}',
    '{"a":"\u202e"}',
    '{"StreamName":"other"}',
    `{"a":"${'x'.repeat(100_000)}"}`,
  );
  bodies.push(
    `{"a":[${'1,'.repeat(20_000)}1]}`,
    `{${Array.from({ length: 5_000 }, (_, at) => `"k${at}":${at}`).join()}}`,
  );
  for (const body of bodies) await accepted(body);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('takes nesting of any depth', async () => {
  for (const depth of [10, 100, 400, 401, 1_000, 10_000, 100_000]) {
    await accepted(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    await refused(`{"a":${'['.repeat(depth)}`);
    await refused('{"a":'.repeat(depth));
  }
});

test('replaces bytes that are no UTF-8', async () => {
  for (const bad of [
    [0x80],
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xf5, 0x80],
  ]) {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bad), Buffer.from('"}')]);
    await accepted(body, body.toString('utf8'));
  }
});

test('passes any X-Partition-Key on as data', async () => {
  const keys = [
    'a"b',
    'a\\b',
    "a'b",
    '","ExplicitHashKey":"0',
    '$context',
    '#set',
    '${x}',
    '</a>',
    '__proto__',
    '%00',
    ' a ',
    'a\tb',
    '\u00e9',
  ];
  for (const key of keys) {
    const answer = await post('/events', EVENT, { ...JSON_TYPE, 'X-Partition-Key': key.trim() });
    expect(answer.status).toBe(200);
    const sent = JSON.parse(Buffer.from(reference.calls.at(-1)?.body ?? '').toString());
    expect(Object.keys(sent).sort()).toEqual(['Data', 'PartitionKey', 'StreamName']);
  }
});

test('fails for batches that are no batches, and takes those that are', async () => {
  const bad = [
    '',
    '{}',
    '[]',
    '{"records":{}}',
    '{"records":[]}',
    '{"records":[1]}',
    '{"records":[{}]}',
    '{"records":[{"data":null}]}',
  ];
  bad.push(
    '{"records":[{"data":1,"partitionKey":1}]}',
    '{"records":"x"}',
    '{"records":[[]]}',
    '{"Records":[{"data":1}]}',
    '{"records":[{"data":1}',
  );
  bad.push(`{"records":[${'{"data":1},'.repeat(500)}{"data":1}]}`);
  for (const path of ['/events/batch', '/archive/batch']) {
    for (const body of bad) {
      if (path.startsWith('/archive') && body.includes('partitionKey')) continue;
      expect((await post(path, body)).status).toBe(400);
    }
    for (const data of [
      '1',
      '"x"',
      'true',
      '{"__proto__":1}',
      '[]',
      '{}',
      '""',
      '"\\ud800"',
      '1e400',
      '"$input"',
      '{"a":{"b":[1]}}',
    ]) {
      expect((await post(path, `{"records":[{"data":${data}}]}`)).status).toBe(200);
    }
  }
});

test('never fails inside for deep batches', async () => {
  for (const depth of [100, 399, 401, 5_000, 50_000]) {
    const body = `{"records":[{"data":${'['.repeat(depth)}${']'.repeat(depth)}}]}`;
    expect([200, 400]).toContain((await post('/events/batch', body)).status);
  }
});

test('fails for other content types', async () => {
  const types = [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ];
  types.push(
    'application/json2',
    'text/json',
    'application',
    '*/*',
    'json',
    'application/octet-stream',
    '__proto__',
    'constructor',
    '$default',
  );
  for (const type of types) expect((await post('/events', EVENT, { 'Content-Type': type })).status).toBe(415);
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json;x="y"',
    ' application/json ',
  ]) {
    expect((await post('/events', EVENT, { 'Content-Type': type.trim() })).status).toBe(200);
  }
});

test('fails for paths and verbs that no route has', async () => {
  const paths = [
    '/',
    '//',
    '/v1',
    '/v1/',
    '/v1//events',
    '/v1/events/..',
    '/v1/./events',
    '/v1/../v1/health',
    '/v1/%2e%2e/health',
    '/v1/health/x',
  ];
  paths.push(
    '/v1/events%00',
    '/v1/%00',
    '/v1/events%2fbatch',
    '/v1/%',
    '/v1/%zz',
    '/v1/%c3',
    '/etc/passwd',
    '/../../etc/passwd',
    '/v1/__proto__',
  );
  paths.push(
    '/__proto__/health',
    '/constructor',
    '/v1/constructor',
    '/v1/toString',
    '/v1/health;x=1',
    '/v1/HEALTH',
    '/V1/health',
    '/v2/health',
  );
  paths.push(
    '/?x=1',
    '/v1?x',
    '/v1/?a[b]=c',
    '/v1/%F0%9F%98%80',
    '/v1/{proxy+}',
    '/v1/events\\..\\health',
    '/%2f%2f',
    '/v1/health%20',
    '*',
  );
  for (const path of paths) {
    for (const method of ['GET', 'POST']) {
      const { status } = await send(rawRequest(method, path, JSON_TYPE, method === 'POST' ? EVENT : ''));
      expect([400, 403, 404]).toContain(status);
    }
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'SEARCH', 'M-SEARCH']) {
    expect([403, 404]).toContain((await send(rawRequest(method, '/v1/events'))).status);
  }
  for (const url of [
    '/v1/health?',
    '/v1/health?a=%',
    '/v1/health?__proto__=1',
    '/v1/health?&&==',
    '/v1/health/',
    '/v1/%68ealth',
  ]) {
    expect((await send(rawRequest('GET', url))).status).toBe(200);
  }
});

test('fails for authorizations that are none', async () => {
  const values = [
    '',
    ' ',
    'x',
    'Bearer',
    'Bearer x',
    'Basic dXNlcjpwYXNz',
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 ',
    'AWS4-HMAC-SHA256 x',
    'AWS4',
  ];
  values.push(
    'AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=',
    'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x',
  );
  values.push(
    'AWS4-HMAC-SHA256 Credential=__proto__/20200101/us-east-1/execute-api/aws4_request, SignedHeaders=constructor;host, Signature=0',
  );
  values.push(
    `AWS4-HMAC-SHA256 ${'a=b,'.repeat(1_000)}`,
    '=,=,=',
    'AWS4-HMAC-SHA256 Credential',
    'AWS4-ECDSA-P256-SHA256 Credential=a',
    '\u00e9',
  );
  for (const authorization of values) {
    for (const path of ['/v1/events', '/v1/unknown']) {
      const { status } = await send(
        rawRequest(
          'POST',
          path,
          { ...JSON_TYPE, Authorization: authorization, 'X-Amz-Date': '20200101T000000Z' },
          EVENT,
        ),
      );
      expect(status).toBe(403);
    }
  }
  const url = '/v1/events';
  const good = reference.signed({
    method: 'POST',
    path: url,
    body: EVENT,
    headers: { 'content-type': 'application/json' },
  });
  const changed = [
    rawRequest('POST', url, good, `${EVENT} `),
    rawRequest('POST', `${url}?a=1`, good, EVENT),
    rawRequest('POST', url, { ...good, 'content-type': 'text/plain' }, EVENT),
    rawRequest('POST', url, { ...good, 'x-amz-date': '20200101T000000Z' }, EVENT),
    rawRequest('POST', url, { ...good, 'x-amz-security-token': 'x' }, EVENT),
    rawRequest('POST', `/v1/events/batch`, good, EVENT),
  ];
  for (const bytes of changed) expect((await send(bytes)).status).toBe(403);
});

test('fails for floods of headers and over-long addresses', async () => {
  const flood = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`X-H${at}`, 'x'.repeat(40)]));
  expect((await send(rawRequest('GET', '/v1/health', flood))).status).toBe(431);
  expect((await send(rawRequest('GET', '/v1/health', { 'X-Long': 'x'.repeat(10_241) }))).status).toBe(431);
  expect((await send(rawRequest('GET', '/v1/health', { 'X-Long': 'x'.repeat(200_000) }))).status).toBe(431);
  expect((await send(rawRequest('GET', '/v1/health', { 'X-Long': 'x'.repeat(10_000) }))).status).toBe(200);
  expect((await send(rawRequest('GET', `/v1/health?${'x'.repeat(10_240)}`))).status).toBe(414);
  expect((await send(rawRequest('GET', `/v1/health?${'x'.repeat(9_000)}`))).status).toBe(200);
});

test('fails for a body one byte over 10 MB in the words of AWS, and takes 10 MB', async () => {
  const most = 10_485_760;
  const body = Buffer.alloc(most, 'x');
  body.write('{"a":"');
  body.write('"}', most - 2);
  await accepted(body);
  const over = await send(rawRequest('POST', '/v1/events', JSON_TYPE, Buffer.concat([body, Buffer.from(' ')])));
  expect([over.status, over.body.toString()]).toEqual([413, 'HTTP content length exceeded 10485760 bytes.']);
  expect(over.head).toContain('content-type: text; charset=utf-8');
  expect(over.head).not.toContain('x-amz-apigw-id');
  const chunk = Buffer.concat([Buffer.from('a00001\r\n'), body, Buffer.from('x\r\n0\r\n\r\n')]);
  const chunked = Buffer.concat([
    Buffer.from('POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'),
    chunk,
  ]);
  expect((await send(chunked)).status).toBe(413);
});

test('fails for malformed HTTP, or closes', async () => {
  const heads = [
    'GET',
    'GET /',
    'GET / HTTP/1.1',
    'GET / HTTP/9.9',
    'FOO / HTTP/1.1\r\nHost: x',
    'GET / HTTP/1.1\r\nno colon',
    '\r\n\r\n\r\nX',
    'CONNECT x:1 HTTP/1.1\r\nHost: x',
  ];
  heads.push(
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x',
    'GET /v1/health HTTP/1.1',
  );
  heads.push(
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked',
  );
  heads.push(
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz',
    'GET / HTTP/1.1\r\nHost: x\r\nA: b\0c',
    'GET / HTTP/1.1\r\n Host: x',
    'GET / HTTP/1.1\r\nHo st: x',
  );
  heads.push(
    'GET http://other/v1/health HTTP/1.1\r\nHost: x',
    'GET / HTTP/2.0\r\nHost: x',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
  );
  for (const head of heads) {
    const { status } = await send(Buffer.from(`${head}\r\n\r\n`, 'latin1'));
    expect(status === undefined || (status >= 400 && status < 500)).toBe(true);
  }
});

test('fails for bytes made at random, or closes', async () => {
  let state = 42;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  for (let round = 0; round < 120; round++) {
    const noise = Buffer.from(Array.from({ length: (random() % 200) + 1 }, () => random() % 256));
    const { status } = await send(
      round % 2 === 0
        ? Buffer.concat([noise, Buffer.from('\r\n\r\n')])
        : rawRequest('POST', '/v1/events', JSON_TYPE, noise),
    );
    expect(status === undefined || (status >= 400 && status < 500)).toBe(true);
  }
});

test('fails for slow senders without waiting on them', async () => {
  const slow = [
    Buffer.from('POST /v1/events HTTP/1.1\r\nHost'),
    Buffer.from('POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'),
  ];
  const answers = await Promise.all(slow.flatMap((bytes) => [send(bytes), send(bytes), send(bytes)]));
  for (const { status } of answers) expect([408, undefined]).toContain(status);
});

test('serves on after all of it', async () => {
  const started = Date.now();
  const { status, body } = await send(rawRequest('GET', '/v1/health'));
  expect([status, body.toString()]).toEqual([200, '{"status":"ok"}']);
  expect(Date.now() - started).toBeLessThan(1_000);
  expect(tried).toBeGreaterThan(500);
  expect(reference.log.filter((line) => line.includes('defect'))).toEqual([]);
});
