import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTemplate } from '../../../local/vtl';
import { Queues } from './queue-fixture';

const SHARED = process.env.SLUICE_SHARED ?? join(__dirname, '..', '..', '..', '..', 'shared');
const FILE = join(SHARED, 'conformance', 'cases.json');

interface Case {
  readonly id: string;
  readonly area: string;
  readonly input: {
    readonly template: string;
    readonly body: string;
    readonly params?: { readonly header?: Readonly<Record<string, string>> };
    readonly requestParameters: Readonly<Record<string, string>>;
    readonly response_template?: string;
  };
  readonly expected: {
    readonly queue_message?: {
      readonly Body: string;
      readonly MD5OfBody?: string;
      readonly MessageAttributes?: object;
    };
    readonly body_keys?: readonly string[];
    readonly body_is_xml_with?: readonly string[];
  };
}

// The cases stand outside the repository.
const cases = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as Case[]).filter(({ area }) => area === 'sqs')
  : [];

(cases.length > 0 ? describe : describe.skip)('recorded behaviour of SQS behind a gateway (needs ../shared)', () => {
  test.each(cases.map((one): [string, Case] => [one.id, one]))('%s', async (_, { expected, input }) => {
    const queues = new Queues();
    const { params } = input;
    const rendered = compileTemplate(input.template).render({ body: input.body, ...(params && { params }) });
    const headers: Record<string, string> = { accept: 'application/json' };
    for (const [name, value] of Object.entries(input.requestParameters)) {
      headers[name.replace('integration.request.header.', '').toLowerCase()] = value.replace(/^'|'$/g, '');
    }
    const output = rendered.output.replace('<url>', queues.sqs.queue('orders').definition.url);
    const answer = await queues.form(output, { headers });
    expect(answer.status).toBe(200);

    const [message] = (await queues.json('ReceiveMessage', { MessageAttributeNames: ['All'] })).value.Messages;
    if (expected.queue_message !== undefined) expect(message).toMatchObject(expected.queue_message);
    const text = answer.body.toString();
    for (const name of expected.body_is_xml_with ?? []) expect(text).toMatch(new RegExp(`<${name}>[^<]+</${name}>`));
    if (input.response_template !== undefined) {
      const printed = JSON.parse(compileTemplate(input.response_template).render({ body: text }).output);
      for (const key of expected.body_keys ?? []) expect(printed[key]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});
