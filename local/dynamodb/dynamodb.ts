import type { Deployment, Resource } from '../assembly';
import type { CompiledPolicies } from '../iam';
import { RealScheduler, type Scheduler } from '../scheduler';
import { memoryStore, type RecordStore } from '../storage';
import { DynamoDbError } from './errors';
import { Table } from './table';
import { readTableDefinition, type TableDefinition } from './table-definition';

export interface DynamoDbOptions {
  /** @default - the wall clock */
  readonly scheduler?: Scheduler;
  /** @default - in memory */
  readonly store?: RecordStore;
  /** Policy of a key of the deployment; undefined where it is not known. @default - of none */
  readonly keyPolicy?: (keyArn: string) => CompiledPolicies | undefined;
}

/** The tables of a deployment, and how they are found. */
export class DynamoDb {
  public readonly keyPolicy: (keyArn: string) => CompiledPolicies | undefined;
  private readonly tables = new Map<string, Table>();
  private readonly scheduler: Scheduler;
  private readonly store: RecordStore;

  public constructor(options: DynamoDbOptions = {}) {
    const { scheduler = new RealScheduler(), store = memoryStore(), keyPolicy = () => undefined } = options;
    this.scheduler = scheduler;
    this.store = store;
    this.keyPolicy = keyPolicy;
  }

  /** Runs a table, with what the store kept of it. @throws DynamoDbError, AssemblyError */
  public add(resource: Resource, deployment: Deployment): Table {
    return this.addTable(readTableDefinition(resource, deployment));
  }

  /** @throws DynamoDbError */
  public addTable(definition: TableDefinition): Table {
    const { name, position } = definition;
    if (this.tables.has(name)) {
      throw new DynamoDbError('DYNAMODB_DUPLICATE_TABLE', `two tables are named '${name}'`, position);
    }
    const { scheduler, store } = this;
    const table = new Table(definition, { scheduler, store });
    this.tables.set(name, table);
    return table;
  }

  /** By name or ARN. */
  public try(nameOrArn: string): Table | undefined {
    const table = this.tables.get(nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1));
    return nameOrArn.startsWith('arn:') && table?.definition.arn !== nameOrArn ? undefined : table;
  }

  public close(): void {
    for (const table of this.tables.values()) table.close();
  }
}
