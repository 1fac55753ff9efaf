import { Annotations, Duration, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { checkRange } from '../checks/range';

/** What Kinesis keeps records for at least, and unless told otherwise. */
const SHORTEST = Duration.hours(24);

/**
 * How long `stream` keeps a record: as its definition in this app says, as `given` for an imported one. Of what is not
 * known, or at deployment only, the shortest that Kinesis knows is certain; where nothing says, a warning does.
 */
export function streamRetention(scope: Construct, stream: IStream, given?: Duration): Duration {
  if (given?.isUnresolved() === true) return SHORTEST;
  const givenHours = given?.toHours({ integral: false });
  checkRange('retention', givenHours, { min: 24, max: 8_760, unit: 'hours' });

  const definition = stream.node.defaultChild;
  if (definition instanceof CfnStream) {
    const hours = definition.retentionPeriodHours ?? SHORTEST.toHours();
    if (Token.isUnresolved(hours)) return given ?? SHORTEST;
    if (givenHours === undefined || givenHours === hours) return Duration.hours(hours);
    throw new Error(
      `'retention' must be that of the stream '${stream.node.path}', ${hours} hours, got ${givenHours}: leave it out`,
    );
  }
  if (given === undefined) {
    Annotations.of(scope).addWarningV2(
      'sluice:unknownRetention',
      `The retention of the imported stream '${stream.node.path}' is not known: the alarm on iterator age takes it for ` +
        "24 hours. Give the stream's own as 'retention'.",
    );
  }
  return given ?? SHORTEST;
}
