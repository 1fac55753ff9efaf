import { isRecord, type Json, own, tryText } from './json';
import type { ResourceModel } from './resource';

/*
 * The custom resources by which CDK (`crossRegionReferences: true`) carries values between Regions: the producer's writer
 * puts `WriterProps.exports` into SSM, and the consumer's reader gives `ReaderProps.imports` as attributes.
 * Source: aws-cdk-lib core/lib/custom-resource-provider/cross-region-export-providers.
 */
const WRITER = 'Custom::CrossRegionExportWriter';
const READER = 'Custom::CrossRegionExportReader';

/** The value that some writer among the resources puts under an SSM name. */
export function exportedAcrossRegions(name: string, resources: readonly ResourceModel[]): string | undefined {
  for (const resource of resources) {
    if (resource.type !== WRITER) continue;
    const value = tryText(member(resource.tryValue('WriterProps'), 'exports', name));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a reader gives for an attribute; undefined for any other resource. */
export function importedAcrossRegions(resource: ResourceModel, attribute: string): Json | undefined {
  return resource.type === READER ? member(resource.tryValue('ReaderProps'), 'imports', attribute) : undefined;
}

function member(props: Json | undefined, map: string, name: string): Json | undefined {
  const values = isRecord(props) ? own(props, map) : undefined;
  return isRecord(values) ? own(values, name) : undefined;
}
