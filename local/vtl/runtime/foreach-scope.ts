import { JavaMap } from '../java/collections';
import { defineType, type JavaType } from '../java/value';

/** `$foreach`: where a loop stands. It is a map as well, for what a template stores in it. */
export class ForeachScope extends JavaMap {
  public index = -1;
  public hasNext = false;

  constructor(public readonly parent: ForeachScope | undefined) {
    super();
  }

  public override get type(): JavaType {
    return FOREACH_SCOPE;
  }

  public override get hasGetters(): boolean {
    return true;
  }

  public get depth(): number {
    return (this.parent?.depth ?? 0) + 1;
  }
}

const FOREACH_SCOPE: JavaType = defineType<ForeachScope>(
  'ForeachScope',
  [],
  [
    ['getIndex', [], (self) => self.index],
    ['getCount', [], (self) => self.index + 1],
    ['hasNext', [], (self) => self.hasNext],
    ['getHasNext', [], (self) => self.hasNext],
    ['isFirst', [], (self) => self.index < 1],
    ['getFirst', [], (self) => self.index < 1],
    ['isLast', [], (self) => !self.hasNext],
    ['getLast', [], (self) => !self.hasNext],
    ['getParent', [], (self) => self.parent ?? null],
    ['getTopmost', [], topmost],
  ],
  new JavaMap().type,
);

function topmost(self: ForeachScope): ForeachScope {
  return self.parent ? topmost(self.parent) : self;
}
