import type { Op } from '../../interp/extension/description.js';
import type { Cause, SourcePlace } from '../result.js';
import { releasedTwice } from './bodies.js';
import type { Gap, SlotRow } from './result.js';
import { OB_TYPE, slotFunction, type TypeFacts, type TypeSubject, UNTRACK } from './type-facts.js';

type BodySlot = 'tp_traverse' | 'tp_clear' | 'tp_dealloc';

/** All that the slot functions of a type do not honour. */
export function typeGaps(subject: TypeSubject, facts: TypeFacts): Gap[] {
  return [
    ...supportGaps(subject, facts),
    ...facts.rows.flatMap((row) => rowGaps(subject, row)),
    ...visitGaps(subject, facts),
    ...deallocGaps(subject, facts),
  ];
}

interface Details {
  readonly kind: Cause | null;
  readonly slot: string | null;
  /** The slot function at fault. */
  readonly body: BodySlot | 'flags';
  readonly place?: SourcePlace | null;
  readonly sentence: string;
  readonly mend: string;
}

function gapOf({ extension, key, type }: TypeSubject, { body, place, ...details }: Details): Gap {
  const first = body === 'flags' ? undefined : type.slots[body]?.find((op) => op.at !== undefined)?.at;
  return {
    ...details,
    sentence: `${type.name} ${details.sentence}`,
    extension: extension.name,
    scenario: null,
    subject: type.name,
    place: place ?? first ?? type.at ?? extension.at ?? null,
    part: {
      extension: extension.name,
      path: body === 'flags' ? `types.${key}.flags` : `types.${key}.slots.${body}`,
    },
  };
}

const TRAVERSES: readonly BodySlot[] = ['tp_traverse', 'tp_clear'];

/** No Py_TPFLAGS_HAVE_GC where references are owned; or the flag without the function that it promises. */
function supportGaps(subject: TypeSubject, { rows }: TypeFacts): Gap[] {
  const { type, support, rules } = subject;
  if (support.gc === 'own' && !type.slots.tp_traverse)
    return [missingTraverse(subject, rules['ready-requires-traverse'])];
  if (support.gc !== 'none') return [];
  const owned = rows.filter((row) => row.owned === 'yes').map(({ slot }) => slot);
  const unused = TRAVERSES.filter((slot) => type.slots[slot] !== undefined);
  if (owned.length === 0) return [];
  const heap = owned.includes(OB_TYPE);
  const what = [
    ...(heap ? ['to its type'] : []),
    ...owned.filter((slot) => slot !== OB_TYPE).map((slot) => `in ${slot}`),
  ];
  const never =
    unused.length === 0 ? '' : `; its ${unused.join(' and ')} ${unused.length > 1 ? 'are' : 'is'} never called`;
  const untrack = type.slots.tp_dealloc ? `; begin ${slotFunction(subject, 'tp_dealloc')} with ${UNTRACK}(self)` : '';
  return [
    gapOf(subject, {
      kind: 'no-gc-support',
      slot: heap ? OB_TYPE : null,
      body: 'flags',
      sentence: `is a ${type.storage} type without Py_TPFLAGS_HAVE_GC: each instance owns a reference ${list(what)} that no collection can account for${never}`,
      mend: `set Py_TPFLAGS_HAVE_GC, write ${slotFunction(subject, 'tp_traverse')} with ${list(owned.map(visitText))}${untrack}`,
    }),
  ];
}

function missingTraverse(subject: TypeSubject, refused: boolean): Gap {
  const end = refused ? 'PyType_Ready refuses it' : 'the first collection that meets an instance calls NULL';
  return gapOf(subject, {
    kind: null,
    slot: null,
    body: 'tp_traverse',
    sentence: `has Py_TPFLAGS_HAVE_GC and no tp_traverse: ${end}`,
    mend: `add ${slotFunction(subject, 'tp_traverse')}`,
  });
}

function rowGaps(subject: TypeSubject, row: SlotRow): Gap[] {
  const { support, type } = subject;
  const seen = support.gc === 'inherited' || (support.gc === 'own' && type.slots.tp_traverse !== undefined);
  return [
    ...(seen && row.owned === 'yes' && row.visited === 'no' ? [notVisited(subject, row)] : []),
    ...(seen && row.visited === 'yes' && row.cleared === 'no' ? [notCleared(subject, row)] : []),
    ...(row.owned === 'yes' && row.released === 'no' ? [notReleased(subject, row)] : []),
  ];
}

function notVisited(subject: TypeSubject, { slot }: SlotRow): Gap {
  const ofType = slot === OB_TYPE;
  const traverse = slotFunction(subject, 'tp_traverse');
  const who = subject.support.gc === 'inherited' ? 'the tp_traverse that it inherits' : traverse;
  return gapOf(subject, {
    kind: ofType ? 'type-not-visited' : 'slot-not-visited',
    slot,
    body: 'tp_traverse',
    sentence: ofType
      ? `is a heap type: each instance owns a reference to it that ${who} does not visit`
      : `owns a reference in ${slot} that ${who} does not visit`,
    mend: `add ${visitText(slot)} to ${traverse}`,
  });
}

function notCleared(subject: TypeSubject, { slot }: SlotRow): Gap {
  const clear = slotFunction(subject, 'tp_clear');
  const none = subject.type.slots.tp_clear === undefined;
  return gapOf(subject, {
    kind: 'not-cleared',
    slot,
    body: 'tp_clear',
    sentence: `visits ${slot} and ${none ? 'has no tp_clear' : `${clear} does not clear it`}: a cycle through it is found and may not be broken`,
    mend: `${none ? `add ${clear} with` : `add to ${clear}`} Py_CLEAR(self->${slot})`,
  });
}

function notReleased(subject: TypeSubject, { slot }: SlotRow): Gap {
  const { type } = subject;
  const dealloc = slotFunction(subject, 'tp_dealloc');
  const inherited = type.storage === 'heap' ? 'subtype_dealloc' : 'that of its base';
  const who = type.slots.tp_dealloc ? dealloc : `has no tp_dealloc, and ${inherited}`;
  const reference = slot === OB_TYPE ? 'the reference to the type' : `the reference in ${slot}`;
  const decref = slot === OB_TYPE ? 'Py_DECREF(Py_TYPE(self)) after tp_free' : `Py_XDECREF(self->${slot})`;
  return gapOf(subject, {
    kind: 'not-released-in-dealloc',
    slot,
    body: 'tp_dealloc',
    sentence: type.slots.tp_dealloc
      ? `owns ${reference}; ${who} does not release it`
      : `${who} does not release ${reference}`,
    mend: `${type.slots.tp_dealloc ? 'add to' : 'write'} ${dealloc}${type.slots.tp_dealloc ? '' : ' with'} ${decref}`,
  });
}

/** Visits without a reference behind them: the collector subtracts one that somebody else owns. */
function visitGaps(subject: TypeSubject, { rows, visits }: TypeFacts): Gap[] {
  const { type } = subject;
  const traverse = slotFunction(subject, 'tp_traverse');
  const visited = (slot: string, sentence: string, mend: string): Gap =>
    gapOf(subject, {
      kind: 'visited-not-owned',
      slot,
      body: 'tp_traverse',
      place: placeOfVisit(type.slots.tp_traverse, slot),
      sentence,
      mend,
    });
  return [...visits].flatMap(([slot, count]) => {
    const row = rows.find((each) => each.slot === slot);
    if (row === undefined) return [unknownField(subject, slot)];
    const harmless = slot === OB_TYPE && type.storage === 'static';
    if (row.owned === 'no' && !harmless) {
      return [
        visited(slot, `does not own what ${traverse} visits in ${slot}`, `take ${visitText(slot)} out of ${traverse}`),
      ];
    }
    if (count < 2) return [];
    return [visited(slot, `owns one reference in ${slot} and ${traverse} visits it ${count} times`, 'visit it once')];
  });
}

function unknownField(subject: TypeSubject, slot: string): Gap {
  const traverse = slotFunction(subject, 'tp_traverse');
  return gapOf(subject, {
    kind: slot.includes('.') ? 'visited-not-owned' : null,
    slot,
    body: 'tp_traverse',
    place: placeOfVisit(subject.type.slots.tp_traverse, slot),
    sentence: `does not own what ${traverse} visits: ${slot} is none of its fields`,
    mend: slot.includes('.') ? `take it out of ${traverse}` : `name it among the fields, or take it out of ${traverse}`,
  });
}

function placeOfVisit(ops: readonly Op[] | undefined, slot: string): SourcePlace | null {
  const found = ops?.findLast((op) => op.op === 'visit' && (op.slot === slot || op.slot === `self.${slot}`));
  return found?.at ?? null;
}

/** What tp_dealloc does too late, or twice, or to what the object does not own. */
function deallocGaps(subject: TypeSubject, { rows, untracksFirst }: TypeFacts): Gap[] {
  const { type } = subject;
  const dealloc = slotFunction(subject, 'tp_dealloc');
  const body = type.slots.tp_dealloc ?? [];
  const untracked =
    untracksFirst === 'no'
      ? [
          gapOf(subject, {
            kind: null,
            slot: UNTRACK,
            body: 'tp_dealloc',
            sentence: `has GC support and ${dealloc} does not begin with ${UNTRACK}(): a collection that it sets off meets a dying object`,
            mend: `begin ${dealloc} with ${UNTRACK}(self)`,
          }),
        ]
      : [];
  const stolen = rows
    .filter((row) => row.owned === 'no' && row.released === 'yes')
    .map(({ slot }) => stolenTwice(subject, slot, `does not own what ${dealloc} releases in ${slot}`));
  const twice = releasedTwice(body).map((op) => {
    const slot = 'slot' in op ? (op.slot ?? '') : '';
    return {
      ...stolenTwice(subject, slot, `owns one reference in ${slot} and ${dealloc} releases it twice`),
      place: op.at ?? null,
    };
  });
  return [...untracked, ...stolen, ...twice];
}

function stolenTwice(subject: TypeSubject, slot: string, sentence: string): Gap {
  const mend = `take the Py_DECREF of ${slot} out of ${slotFunction(subject, 'tp_dealloc')}`;
  return gapOf(subject, { kind: 'stolen-twice', slot, body: 'tp_dealloc', sentence, mend });
}

function visitText(slot: string): string {
  return slot === OB_TYPE ? 'Py_VISIT(Py_TYPE(self))' : `Py_VISIT(self->${slot})`;
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
