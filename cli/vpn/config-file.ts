/** A file to be written. */
export interface ConfigFile {
  /** Path below the output folder. */
  readonly path: string;
  readonly text: string;
  /** `secret` holds keys: 0600. `program` is run: 0755. */
  readonly kind: 'plain' | 'secret' | 'program';
}

/** Permissions by kind. */
export const MODES: { readonly [kind in ConfigFile['kind']]: number } = { plain: 0o644, secret: 0o600, program: 0o755 };

/** The first line of every file. */
export function heading(id: string): string {
  return `# Written by 'sluice vpn config' for ${id}.`;
}
