/** What the gateway tells the person at the keyboard. Nothing of it is seen by clients. */
export type LogEvent =
  /** A line of a stage's access log, in the stage's own format. */
  | { readonly kind: 'access'; readonly stage: string; readonly destination: string; readonly line: string }
  /** Why a request was answered by the gateway itself. */
  | { readonly kind: 'refusal'; readonly request: string; readonly response: string; readonly reason: string }
  /** Something else worth a line. */
  | { readonly kind: 'note'; readonly message: string };

export interface GatewayLog {
  write(event: LogEvent): void;
}

export const SILENT_LOG: GatewayLog = { write: () => undefined };
