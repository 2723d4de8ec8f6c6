import type { ExtensionDescription } from '../../interp/extension/description.js';
import { clearsField } from '../../interp/lifecycle/steps.js';
import type { FinalizationStep } from '../../interp/world.js';
import type { Cause } from '../result.js';
import type { Gap, InterpreterRow, OldValue, StaticRow } from './result.js';
import { type CodeBody, clearedIn, codeBodies, type Store, storesIn } from './stores.js';

/** Variables that outlive the functions which fill them: C statics, and fields of the interpreter struct. */
export interface ProcessSlots {
  readonly statics: readonly StaticRow[];
  readonly interpreter: readonly InterpreterRow[];
  readonly gaps: readonly Gap[];
}

const WORST: readonly OldValue[] = ['lost', 'replaced', 'kept'];

export function processSlots(extension: ExtensionDescription, steps: readonly FinalizationStep[]): ProcessSlots {
  const bodies = codeBodies(extension);
  const freeing = slotBodies(extension);
  const statics = extension.statics.map((declared) => staticSlot(extension, declared, bodies, freeing));
  const fields = interpreterFields(extension, bodies, freeing, steps);
  return {
    statics: statics.map(({ row }) => row),
    interpreter: fields.map(({ row }) => row),
    gaps: [...statics, ...fields].flatMap(({ gaps }) => gaps),
  };
}

function slotBodies({ slots }: ExtensionDescription): CodeBody[] {
  return Object.entries(slots).flatMap(([name, ops]) =>
    ops ? [{ name, path: `slots.${name}`, ops, runs: 'again' }] : [],
  );
}

interface Audited<Row> {
  readonly row: Row;
  readonly gaps: readonly Gap[];
}

/** `Handlers[65]` is one row for all its elements. */
function staticSlot(
  extension: ExtensionDescription,
  declared: string,
  bodies: readonly CodeBody[],
  freeing: readonly CodeBody[],
): Audited<StaticRow> {
  const name = declared.replace(/\[.*$/, '');
  const isThis = (slot: string): boolean => slot.replace(/\[.*$/, '') === `static.${name}`;
  const stores = bodies.flatMap((body) => storesIn(extension, body, 'static.')).filter(({ slot }) => isThis(slot));
  const functions = bodies.filter(({ path }) => path !== 'exec');
  const row: StaticRow = {
    slot: declared,
    oldValue: WORST.find((old) => stores.some((store) => store.old === old)) ?? 'none',
    storedIn: unique(stores.map((store) => store.in.name)),
    clearedIn: unique(clearedIn([...freeing, ...functions], isThis)),
  };
  return { row, gaps: staticGaps(extension, name, stores, row) };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function staticGaps(
  extension: ExtensionDescription,
  name: string,
  stores: readonly Store[],
  { clearedIn: cleared }: StaticRow,
): Gap[] {
  const lost = stores.find((store) => store.old === 'lost' && store.in.runs === 'again');
  if (lost) {
    const sentence = `${lost.in.name} runs again and overwrites static ${name}: nobody releases what stood there`;
    return [gapOf(extension, 'static-overwritten', `static.${name}`, lost, sentence, mendStatic(extension, name))];
  }
  const shared = extension.init === 'multi-phase' ? stores.find(({ constant }) => !constant) : undefined;
  if (!shared) return [];
  const end = cleared.length > 0 ? `, and the first that ends clears it for all (${cleared.join(', ')})` : '';
  const sentence = `keeps an object of one interpreter in static ${name}, which all interpreters use${end}`;
  const mend = `move ${name} to the module state`;
  return [
    gapOf(extension, 'shared-across-interpreters', `static.${name}`, shared, `${extension.name} ${sentence}`, mend),
  ];
}

function mendStatic({ init }: ExtensionDescription, name: string): string {
  const replace = `Py_XSETREF(${name}, ...)`;
  return init === 'multi-phase' ? `move ${name} to the module state, or at least ${replace}` : replace;
}

function gapOf(
  extension: ExtensionDescription,
  kind: Cause,
  slot: string,
  store: Store,
  sentence: string,
  mend: string,
): Gap {
  return {
    kind,
    extension: extension.name,
    scenario: null,
    subject: extension.name,
    slot,
    place: store.place ?? extension.at ?? null,
    part: { extension: extension.name, path: store.in.path },
    sentence,
    mend,
  };
}

/** Fields of PyInterpreterState that the extension fills: some finalization step has to clear them, and in time. */
function interpreterFields(
  extension: ExtensionDescription,
  bodies: readonly CodeBody[],
  freeing: readonly CodeBody[],
  steps: readonly FinalizationStep[],
): Audited<InterpreterRow>[] {
  const stores = bodies.flatMap((body) => storesIn(extension, body, 'interp.'));
  return unique(stores.map(({ slot }) => slot)).map((slot) => {
    const field = slot.slice('interp.'.length);
    const own = clearedIn([...freeing, ...bodies], (each) => each === slot);
    const clearing = steps.filter(({ does }) => clearsField(does, field));
    const ours = stores.filter((store) => store.slot === slot);
    const row = {
      slot: field,
      storedIn: unique(ours.map((store) => store.in.name)),
      clearedIn: [...clearing.map(({ name, on }) => (on === 'all' ? name : `${name} (${on} only)`)), ...unique(own)],
    };
    const gap = own.length > 0 ? null : fieldGap(extension, field, ours[0] as Store, clearing, steps);
    return { row, gaps: gap === null ? [] : [gap] };
  });
}

/** What a subinterpreter does not clear, or clears when no collection follows. */
function fieldGap(
  extension: ExtensionDescription,
  field: string,
  store: Store,
  clearing: readonly FinalizationStep[],
  steps: readonly FinalizationStep[],
): Gap | null {
  const inSub = clearing.filter(({ on }) => on !== 'main');
  const gap = (kind: Cause, sentence: string, mend: string): Gap =>
    gapOf(
      extension,
      kind,
      `interp.${field}`,
      store,
      `${extension.name} keeps a reference in interp->${field}; ${sentence}`,
      mend,
    );
  if (inSub.length === 0) {
    const where = clearing.length > 0 ? 'only the main interpreter clears it' : 'no finalization step clears it';
    const mend =
      clearing.length > 0 ? `run ${clearing[0]?.name} in every interpreter` : 'clear it when an interpreter ends';
    return gap('never-released', where, mend);
  }
  const last = steps.findLastIndex(({ does, on }) => does === 'collect' && on !== 'main');
  if (inSub.some((step) => steps.indexOf(step) < last)) return null;
  const { name } = inSub[0] as FinalizationStep;
  return gap(
    'released-after-last-gc',
    `${name} clears it after the last collection`,
    `move ${name} before the last collection`,
  );
}
