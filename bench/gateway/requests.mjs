/** A whole POST as bytes, signed where the server has callers and asks for it. */
export function signedPost({ port, path, auth, region, caller }, body, sign) {
  const headers = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'user-agent': 'bench',
    accept: '*/*',
  };
  const signed =
    auth === 'AWS_IAM'
      ? sign({ method: 'POST', path, headers, body }, caller, { service: 'execute-api', region, now: Date.now() })
      : {};
  const lines = Object.entries({ ...headers, ...signed, 'content-length': Buffer.byteLength(body) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n${body}`);
}
