/**
 * The shape of an operation's input as data: member types, and the constraints that AWS checks before the operation
 * runs. Members are checked in the order they stand in.
 */
export type Shape = TextShape | NumberShape | BlobShape | PlainShape | ListShape | StructureShape;

interface Required {
  readonly required?: true;
}

export interface TextShape extends Required {
  readonly type: 'String';
  /** Matched as a whole, and printed in errors. */
  readonly pattern?: string;
  /** In UTF-16 code units, as Java counts. */
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
}

export interface NumberShape extends Required {
  readonly type: 'Integer' | 'Long';
  readonly min?: number;
  readonly max?: number;
}

/** Base64 in JSON; read as a `Buffer`. */
export interface BlobShape extends Required {
  readonly type: 'Blob';
  /** In bytes. */
  readonly max?: number;
}

export interface PlainShape extends Required {
  readonly type: 'Boolean' | 'Timestamp';
}

export interface ListShape extends Required {
  readonly type: 'List';
  readonly of: Shape;
  readonly min?: number;
  readonly max?: number;
  /** How Java prints an element in an error. */
  readonly elementText?: string;
}

export interface StructureShape extends Required {
  readonly type: 'Structure';
  readonly members: Members;
}

export type Members = Readonly<Record<string, Shape>>;

/** The value of a shape once read. */
export type Value<S extends Shape> = S extends TextShape
  ? string
  : S extends NumberShape
    ? number
    : S extends BlobShape
      ? Buffer
      : S extends { readonly type: 'Boolean' }
        ? boolean
        : S extends { readonly type: 'Timestamp' }
          ? number
          : S extends ListShape
            ? readonly Value<S['of']>[]
            : S extends StructureShape
              ? Input<S['members']>
              : never;

/** An input once read: required members are there. */
export type Input<M extends Members> = {
  readonly [K in keyof M as M[K] extends { readonly required: true } ? K : never]: Value<M[K]>;
} & {
  readonly [K in keyof M as M[K] extends { readonly required: true } ? never : K]?: Value<M[K]>;
};
