import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

let project: ConsumerProject;
beforeAll(() => {
  project = installTarball();
  mkdirSync(join(project.folder, 'node_modules/@types'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(project.folder, 'node_modules/@types/node'));
  writeFileSync(join(project.folder, 'consumer.ts'), PROGRAM);
  writeFileSync(join(project.folder, 'consumer.mts'), PROGRAM);
});
afterAll(() => project.dispose());

/** What TypeScript finds in `files` and in every declaration of the package that it reaches. */
function problems(files: readonly string[], options: ts.CompilerOptions): string[] {
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
  expect(ours.filter(({ fileName }) => fileName.includes('/cdk-sluice/dist/')).length).toBeGreaterThan(20);
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
