/** Levels of what a Flink application logs. */
export enum FlinkLogLevel {
  /** Failures. */
  ERROR = 'ERROR',
  /** What may become one. */
  WARN = 'WARN',
  /** What goes on. */
  INFO = 'INFO',
  /** Everything, which is slow and dear. */
  DEBUG = 'DEBUG',
}

/** How fine the metrics of a Flink application are; each level costs more. */
export enum FlinkMetricsLevel {
  /** Of the application. */
  APPLICATION = 'APPLICATION',
  /** Of each task as well. */
  TASK = 'TASK',
  /** Of each operator as well. */
  OPERATOR = 'OPERATOR',
  /** Of each thread as well. */
  PARALLELISM = 'PARALLELISM',
}

/** A version of Apache Flink, as the service names it. */
export class FlinkRuntime {
  /** Apache Flink 1.20. */
  public static readonly FLINK_1_20 = FlinkRuntime.of('FLINK-1_20');

  /** Another version, such as `FLINK-1_19`. Alarms are on metrics that versions up to 1.20 have. */
  public static of(name: string): FlinkRuntime {
    if (!/^FLINK-\d+_\d+$/.test(name)) throw new Error(`'name' must be like FLINK-1_20, got '${name}'`);
    return new FlinkRuntime(name);
  }

  private constructor(
    /** As the service names it. */
    public readonly name: string,
  ) {}
}
