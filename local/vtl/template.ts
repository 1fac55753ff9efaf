import { Compiler } from './compile/compiler';
import type { Macro } from './compile/macros';
import { placeError, VtlError } from './errors';
import { DEFAULT_LIMITS, type VtlLimits } from './limits';
import { type Render, Rendering, StopSignal } from './runtime/rendering';
import { TemplateScope } from './runtime/scopes';
import { Trace, type TraceEntry, type TraceSink } from './runtime/trace';
import { ContextVariable, type Overrides, type RequestOverride, type ResponseOverride } from './variables/context';
import { mapOfTexts } from './variables/convert';
import { InputVariable, type ParameterKind } from './variables/input';
import { UtilVariable } from './variables/util';

/** Texts by name; single values, as `$input.params()` shows them. */
export interface StringMap {
  readonly [name: string]: string;
}

export interface CompileOptions {
  /** What positions call the template. @default 'template' */
  readonly name?: string;
  /** Bounds to change. @default - the quotas of API Gateway, and generous ones for size and time */
  readonly limits?: Partial<VtlLimits>;
}

/** What a template reads. */
export interface RenderInput {
  /** The body as text. @default '{}' - as API Gateway reads an empty body */
  readonly body?: string;
  /** Parameters of the request, each by name. @default - none */
  readonly params?: { readonly [kind in ParameterKind]?: StringMap };
  /** `$context`. Objects become maps. @default - nothing but the two override maps */
  readonly context?: { readonly [key: string]: unknown };
  /** `$stageVariables`. @default - none */
  readonly stageVariables?: StringMap;
  /** Overrides in force already, as an earlier `RenderResult` gives them. @default - none */
  readonly overrides?: Overrides;
  /** Records each reference read: `true` into the result, a function as it happens. @default false */
  readonly trace?: boolean | TraceSink;
}

export interface RenderResult {
  readonly output: string;
  readonly requestOverride: RequestOverride;
  readonly responseOverride: ResponseOverride;
  /** With `trace: true`: each reference in the order of reading. */
  readonly trace?: readonly TraceEntry[];
}

/** A compiled template; it may be rendered any number of times. */
export interface Template {
  readonly name: string;
  /** Renders the template. Throws `VtlError`. */
  render(input: RenderInput): RenderResult;
}

/** It holds nothing of a rendering. */
const UTIL = new UtilVariable();

/** Compiles a mapping template once. Throws `VtlError` for what is not VTL, or too large. */
export function compileTemplate(source: string, options: CompileOptions = {}): Template {
  const name = options.name ?? 'template';
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const size = Buffer.byteLength(source, 'utf8');
  if (size > limits.templateBytes) {
    const message = `a template may have ${limits.templateBytes} bytes, this one has ${size}`;
    throw new VtlError('TEMPLATE_TOO_LARGE', message, `${name}:1:1`);
  }
  const macros = new Map<string, Macro>();
  const compiler = new Compiler(locator(source, name), macros, new Set());
  const body = compiler.compileSource(source);
  return new CompiledTemplate(name, body, macros, limits);
}

class CompiledTemplate implements Template {
  constructor(
    public readonly name: string,
    private readonly body: Render,
    private readonly macros: ReadonlyMap<string, Macro>,
    private readonly limits: VtlLimits,
  ) {}

  public render(input: RenderInput): RenderResult {
    const entries: TraceEntry[] = [];
    const sink = typeof input.trace === 'function' ? input.trace : (entry: TraceEntry) => entries.push(entry);
    const context = new ContextVariable(input.context ?? {}, input.overrides ?? {});
    const scope = new TemplateScope();
    scope.putUnmade('context', () => context.value);
    scope.put('input', new InputVariable(input.body ? input.body : '{}', input.params ?? {}));
    scope.put('util', UTIL);
    scope.putUnmade('stageVariables', () => mapOfTexts(input.stageVariables ?? {}));
    const rendering = new Rendering(scope, this.macros, this.limits, input.trace ? new Trace(sink) : undefined);
    try {
      this.body(rendering);
    } catch (error) {
      if (!(error instanceof StopSignal)) throw placeError(error, () => `${this.name}:1:1`);
    }
    const { output } = rendering;
    const { requestOverride, responseOverride } = context;
    const result = { output, requestOverride, responseOverride };
    return input.trace === true ? { ...result, trace: entries } : result;
  }
}

/** Positions by offset; the lines are found once. */
function locator(source: string, name: string): (offset: number) => string {
  const starts = [0, ...[...source.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return `${name}:${low + 1}:${offset - (starts[low] ?? 0) + 1}`;
  };
}
