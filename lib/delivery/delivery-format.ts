import type {
  CfnDeliveryStream,
  IInputFormat,
  IOutputFormat,
  OrcCompression,
  ParquetCompression,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { type Compression, InputFormat, OrcOutputFormat, ParquetOutputFormat } from 'aws-cdk-lib/aws-kinesisfirehose';
import { checkColumns } from './column-type';
import { JSON_COLUMNS_LAYOUT, ORC_LAYOUT, PARQUET_LAYOUT, type TableLayout, WHOLE_LINE_LAYOUT } from './table-layout';

/** A column of the Glue table. */
export interface TableColumn {
  /** Name in lower case, digits and underscores: the field of the event, whatever its letter case. */
  readonly name: string;

  /** Hive type, e.g. `string`, `bigint`, `timestamp`, `array<string>`, `struct<id:string,total:double>`. */
  readonly dataType: string;

  /**
   * What the column holds.
   * @default - none
   */
  readonly comment?: string;
}

/** Options of `DeliveryFormat.json`. */
export interface JsonFormatOptions {
  /**
   * Compression of the objects. Athena reads GZIP, HADOOP_SNAPPY and UNCOMPRESSED; for the others no table is made.
   * @default Compression.GZIP
   */
  readonly compression?: Compression;

  /**
   * Columns of the Glue table.
   * @default - one column `event` that holds the whole line, for `json_extract_scalar(event, '$.field')`
   */
  readonly columns?: TableColumn[];
}

/** Options of `DeliveryFormat.parquet`. */
export interface ParquetFormatOptions {
  /** Columns of the Glue table: the fields of the events that are kept. Others are left out. */
  readonly columns: TableColumn[];

  /**
   * Compression inside the objects.
   * @default ParquetCompression.SNAPPY
   */
  readonly compression?: ParquetCompression;

  /**
   * How the JSON of an event is read.
   * @default InputFormat.OPENX_JSON
   */
  readonly inputFormat?: IInputFormat;
}

/** Options of `DeliveryFormat.orc`. */
export interface OrcFormatOptions {
  /** Columns of the Glue table: the fields of the events that are kept. Others are left out. */
  readonly columns: TableColumn[];

  /**
   * Compression inside the objects.
   * @default OrcCompression.SNAPPY
   */
  readonly compression?: OrcCompression;

  /**
   * How the JSON of an event is read.
   * @default InputFormat.OPENX_JSON
   */
  readonly inputFormat?: IInputFormat;
}

/** Compressions of whole objects that Athena reads. Source: Athena user guide, "Compression support". */
const READABLE = new Set(['GZIP', 'HADOOP_SNAPPY', 'UNCOMPRESSED']);

/** What the objects of a delivery are. May change in place; the table then no longer reads what was written before. */
export class DeliveryFormat {
  /** Events as they came, one a line, compressed by GZIP. */
  public static json(options: JsonFormatOptions = {}): DeliveryFormat {
    if (options.columns !== undefined) checkColumns(options.columns);
    const compression = options.compression?.value ?? 'GZIP';
    const layout = options.columns === undefined ? WHOLE_LINE_LAYOUT : JSON_COLUMNS_LAYOUT;
    return new DeliveryFormat(
      compression,
      READABLE.has(compression) ? layout : undefined,
      options.columns ?? [{ name: 'event', dataType: 'string', comment: 'The event, as JSON' }],
    );
  }

  /** Parquet by Firehose's format conversion, compressed by Snappy. An event that is no JSON object goes to the error prefix. */
  public static parquet(options: ParquetFormatOptions): DeliveryFormat {
    checkColumns(options.columns);
    const output = new ParquetOutputFormat({ compression: options.compression });
    return DeliveryFormat.converted(PARQUET_LAYOUT, options.columns, output, options.inputFormat);
  }

  /** ORC by Firehose's format conversion, compressed by Snappy. An event that is no JSON object goes to the error prefix. */
  public static orc(options: OrcFormatOptions): DeliveryFormat {
    checkColumns(options.columns);
    const output = new OrcOutputFormat({ compression: options.compression });
    return DeliveryFormat.converted(ORC_LAYOUT, options.columns, output, options.inputFormat);
  }

  private static converted(
    layout: TableLayout,
    columns: TableColumn[],
    output: IOutputFormat,
    input: IInputFormat = InputFormat.OPENX_JSON,
  ): DeliveryFormat {
    // Firehose refuses compression of whole objects where it converts: the format compresses inside.
    return new DeliveryFormat('UNCOMPRESSED', layout, columns, output, input);
  }

  /** @internal */
  private constructor(
    /** @internal */
    public readonly _objectCompression: string,
    /** @internal */
    public readonly _layout: TableLayout | undefined,
    /** @internal */
    public readonly _columns: TableColumn[],
    private readonly output?: IOutputFormat,
    private readonly input?: IInputFormat,
  ) {}

  /** Whether Firehose converts the events. @internal */
  public get _converts(): boolean {
    return this.output !== undefined;
  }

  /** @internal */
  public _conversion(
    schema: CfnDeliveryStream.SchemaConfigurationProperty,
  ): CfnDeliveryStream.DataFormatConversionConfigurationProperty | undefined {
    if (this.output === undefined) return undefined;
    return {
      enabled: true,
      inputFormatConfiguration: this.input?.createInputFormatConfig(),
      outputFormatConfiguration: this.output.createOutputFormatConfig(),
      schemaConfiguration: schema,
    };
  }
}
