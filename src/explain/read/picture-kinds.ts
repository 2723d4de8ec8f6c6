import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Picture } from '../result.js';
import { nameOfTypeObject, slotNames, typeName } from './described.js';
import { grouped } from './grouped.js';
import { idOf } from './picture-draw.js';
import { merged } from './picture-fold.js';

/** Of more objects of one kind not every one is drawn. */
const MOST_ALIKE = 6;
/** So many of them are, with what they lead to. */
const EXAMPLES = 2;

/** Objects by what they are, whatever their names. */
export interface Kinds {
  /** Drawn one by one. */
  readonly examples: readonly number[];
  /** Drawn as one each, and what that is called. */
  readonly others: ReadonlyMap<string, readonly number[]>;
}

export function kindsOf(snapshot: MeasuredSnapshot, objects: readonly number[]): Kinds {
  const kinds = grouped(objects, (object) => kindOf(snapshot, object));
  const isMany = (all: readonly number[]): boolean => all.length > MOST_ALIKE;
  return {
    examples: [...kinds.values()].flatMap((all) => (isMany(all) ? all.slice(0, EXAMPLES) : all)),
    others: new Map([...kinds].filter(([, all]) => isMany(all)).map(([kind, all]) => [kind, all.slice(EXAMPLES)])),
  };
}

function kindOf(snapshot: MeasuredSnapshot, object: number): string {
  if (nameOfTypeObject(snapshot, object) !== null) return 'type';
  return slotNames(snapshot, object).includes('ob_type') ? 'instance' : typeName(snapshot, object);
}

/** Draws the others of each kind as one node, in no cycle: what they lead to is not drawn. */
export function mergedByKind(picture: Picture, { others }: Kinds): Picture {
  const into = new Map(picture.nodes.map(({ id }) => [id, id]));
  const labels = new Map<string, string>();
  for (const [kind, all] of others) {
    const one = idOf(all[0] as number);
    labels.set(one, kind);
    for (const object of all) into.set(idOf(object), one);
  }
  const { nodes, ...rest } = merged(picture, into);
  return {
    ...rest,
    nodes: nodes.map((node) => {
      const label = labels.get(node.id);
      return label === undefined ? node : { ...node, label, component: null, refcnt: null, identity: null };
    }),
  };
}
