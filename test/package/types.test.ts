import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { type ConsumerProject, installTarball, ROOT } from './packed-package';

const { exports: EXPORTS } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** Names under which the modules beside the constructs are imported, e.g. `cdk-sluice/vtl`. */
const MODULES = Object.entries<{ readonly types?: string }>(EXPORTS)
  .filter(([, { types }]) => types?.startsWith('./dist/types/'))
  .map(([path]) => `cdk-sluice${path.slice(1)}`);

const PROGRAM = `
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ApiAuth, IngestionPipeline, type IngestionPipelineProps } from 'cdk-sluice';
${MODULES.map((name, index) => `import * as module${index} from '${name}';`).join('\n')}

const props: IngestionPipelineProps = { auth: ApiAuth.iam(), removalPolicy: RemovalPolicy.DESTROY };
const pipeline = new IngestionPipeline(new Stack(new App(), 'Clicks'), 'Pipeline', props);
export const path: string = pipeline.api.node.path;
// @ts-expect-error a prop that does not exist: the types are there, and not 'any'
export const wrong: IngestionPipelineProps = { throtles: {} };
${MODULES.map((_, index) => `// @ts-expect-error as above\nmodule${index}.doesNotExist;`).join('\n')}
`;

/** With the SDK, which the package does not bring. */
const WITH_SDK = `
import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { FirehoseProducer, KinesisProducer } from 'cdk-sluice/producer';

const bare = new KinesisClient();
new KinesisProducer({ client: new Kinesis(), stream: 's' });
new KinesisProducer({ client: { putRecords: (input, options) => bare.send(new PutRecordsCommand(input), options) }, stream: 's' });
new FirehoseProducer({ client: new Firehose(), deliveryStream: 's' });
`;

let project: ConsumerProject;
beforeAll(() => {
  project = installTarball();
  mkdirSync(join(project.folder, 'node_modules/@types'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(project.folder, 'node_modules/@types/node'));
  writeFileSync(join(project.folder, 'consumer.ts'), PROGRAM);
  writeFileSync(join(project.folder, 'consumer.mts'), PROGRAM);
});
afterAll(() => project.dispose());

/** What TypeScript finds in `files` and in every declaration of the package that it reaches, of which there are `least`. */
function problems(files: readonly string[], options: ts.CompilerOptions, least = 21): string[] {
  const program = ts.createProgram(
    files.map((file) => join(project.folder, file)),
    {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      types: ['node'],
      typeRoots: [join(project.folder, 'node_modules/@types')],
      // Declarations of others are theirs to keep right: only ours are asked for below.
      skipLibCheck: false,
      ...options,
    },
  );
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${project.folder}/`));
  expect(ours.filter(({ fileName }) => fileName.includes('/cdk-sluice/dist/')).length).toBeGreaterThanOrEqual(least);
  const found = [
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]),
  ];
  return found.map(({ file: place, messageText }) => {
    return `${place?.fileName ?? 'options'}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

test.each<[string, string[], ts.CompilerOptions]>([
  ['node10', ['consumer.ts'], { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }],
  ['node16', ['consumer.ts', 'consumer.mts'], { module: ts.ModuleKind.Node16 }],
  ['bundler', ['consumer.ts'], { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
])(
  'types resolve and hold under %s resolution',
  (_, files, options) => {
    expect(problems(files, options)).toEqual([]);
  },
  60_000,
);

test.each([false, true])(
  'the clients of the SDK are what the producers ask for, exactOptionalPropertyTypes being %s',
  (exactOptionalPropertyTypes) => {
    const scope = join(project.folder, 'node_modules/@aws-sdk');
    if (!existsSync(scope)) symlinkSync(join(ROOT, 'node_modules/@aws-sdk'), scope);
    writeFileSync(join(project.folder, 'with-sdk.ts'), WITH_SDK);
    const options = { module: ts.ModuleKind.Node16, skipLibCheck: true, exactOptionalPropertyTypes };
    expect(problems(['with-sdk.ts'], options, 10)).toEqual([]);
  },
  60_000,
);
