import { Fn } from 'aws-cdk-lib';
import { checkPattern } from '../../checks/pattern';
import { checkInteger } from '../../checks/range';

/** The two or three availability zones of a network. Neither kind asks AWS at synth. Changing one replaces its subnet. */
export class NetworkZones {
  /**
   * The account's zones by their place in its list, from 0. Which zone that is differs between accounts.
   * @param indexes Two or three places, e.g. `0, 1`.
   */
  public static byIndex(...indexes: number[]): NetworkZones {
    for (const index of indexes) checkInteger('indexes', index, { min: 0, max: 5 });
    return new NetworkZones(
      indexes.map(String),
      indexes.map((index) => Fn.select(index, Fn.getAzs())),
    );
  }

  /**
   * Zones by name.
   * @param names Two or three names, e.g. `eu-west-1a`, `eu-west-1b`.
   */
  public static byName(...names: string[]): NetworkZones {
    for (const name of names) {
      checkPattern('names', name, /^[a-z]{2}(-[a-z0-9]+)+-\d[a-z]$/, "names of zones such as 'eu-west-1a'");
    }
    return new NetworkZones(names, names);
  }

  private constructor(
    given: readonly string[],
    /** Names of the zones; tokens where they are given by index. */
    public readonly zones: string[],
  ) {
    if (given.length < 2 || given.length > 3) {
      throw new Error(
        `'zones' must be two or three, got ${given.length}: a tunnel, an endpoint and a resolver have two ends`,
      );
    }
    const twice = given.find((zone, index) => given.indexOf(zone) !== index);
    if (twice !== undefined) throw new Error(`'zones' must be different ones, got '${twice}' twice`);
  }
}
