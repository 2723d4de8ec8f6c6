import type { TakenReference } from '../../../gc/snapshot-extent.js';
import { FILE_DESCRIPTOR, type Observation } from '../../observation.js';
import type { BodySource, Sources } from '../../sources.js';
import { type NamedCause, plural } from './cause.js';

/** `f in mine` */
const IN_FUNCTION = /^(\S+) in (\S+)$/;

function functionOf({ modules }: Sources, name: string | undefined, extension: string | undefined): BodySource | null {
  const code = modules.find((module) => module.extension === extension)?.code ?? [];
  return code.find((each) => each.name === name) ?? null;
}

/** handle-not-closed: more handles of the operating system are open than before. */
export function openHandles({ handlesBefore, handlesAfter, openers, sources }: Observation): NamedCause[] {
  return [...handlesAfter].flatMap(([kind, open]) => {
    const grown = open - (handlesBefore.get(kind) ?? 0);
    if (grown <= 0) return [];
    const opener = kind === FILE_DESCRIPTOR ? 'open' : 'CreateEvent';
    const [, name, extension] = IN_FUNCTION.exec(openers.get(kind) ?? '') ?? [];
    const body = functionOf(sources, name, extension);
    return [
      {
        kind: 'handle-not-closed' as const,
        subject: kind,
        slot: null,
        place: body?.calls.find(({ api }) => api === opener)?.place ?? null,
        part: body?.part ?? null,
        sentence: `${plural(grown, kind)} more ${grown === 1 ? 'is' : 'are'} open after each run: ${name === undefined ? 'what was opened' : `what ${opener} gave to ${name}()`} was not closed`,
        object: null,
      },
    ];
  });
}

/** Functions that ask for a memory block. */
const ALLOCATING = /^Py(Mem|Object)_(Malloc|Calloc)$/;

/** Memory blocks that a C function asked for and nobody gave back: no cause of the list is theirs. */
export function memoryNotFreed(by: string, count: number, { sources }: Observation): NamedCause {
  const [, name = by, extension = by] = IN_FUNCTION.exec(by) ?? [];
  const body = functionOf(sources, name, extension);
  const call = body?.calls.find(({ api }) => ALLOCATING.test(api));
  return {
    kind: null,
    subject: extension,
    slot: null,
    place: call?.place ?? null,
    part: body?.part ?? null,
    sentence: `no cause of the list fits: ${plural(count, 'memory block')} that ${name}() asked for${call ? ` with ${call.api}()` : ''} ${count === 1 ? 'is' : 'are'} never given back`,
    object: null,
  };
}

/** lost-reference: memory of objects that was given back while references to them were counted, with how many. */
export function freedCounted({ before, after, sources }: Observation): { cause: NamedCause; count: number }[] {
  return [...after.freed].flatMap(([by, now]) => {
    const count = now - (before.freed.get(by) ?? 0);
    const [, name, extension] = IN_FUNCTION.exec(by) ?? [];
    const body = functionOf(sources, name, extension);
    const cause: NamedCause = {
      kind: 'lost-reference',
      subject: extension ?? by,
      slot: name ?? null,
      place: body?.calls.find(({ api }) => api === 'PyObject_Free')?.place ?? null,
      part: body?.part ?? null,
      sentence: `${name ?? by}() gives the memory of an object back with PyObject_Free() while ${plural(count, 'reference')} to it ${count === 1 ? 'is' : 'are'} counted: a DECREF would have freed it`,
      object: null,
    };
    return count > 0 ? [{ count, cause }] : [];
  });
}

/** stolen-twice: handles that were closed by somebody who did not open them. */
export function closedTwice({ handlesBefore, handlesAfter }: Observation): NamedCause[] {
  return [...handlesBefore].flatMap(([kind, open]) => {
    const lost = open - (handlesAfter.get(kind) ?? 0);
    const cause: NamedCause = {
      kind: 'stolen-twice',
      subject: kind,
      slot: null,
      place: null,
      part: null,
      sentence: `${plural(lost, kind)} fewer ${lost === 1 ? 'is' : 'are'} open after each run: it closes what it did not open`,
      object: null,
    };
    return lost > 0 ? [cause] : [];
  });
}

/** stolen-twice: references that were released or given away by somebody who did not own them, with how many each. */
export function stolenTwice({ before, after }: Observation): { cause: NamedCause; count: number }[] {
  const key = ({ owner, place }: TakenReference): string => `${owner} ${place?.file}:${place?.line}`;
  const counts = new Map<string, { taken: TakenReference; count: number }>();
  const add = (taken: TakenReference, count: number): void => {
    const entry = counts.get(key(taken)) ?? { taken, count: 0 };
    entry.count += count;
    counts.set(key(taken), entry);
  };
  for (const taken of after.taken) add(taken, 1);
  for (const taken of before.taken) add(taken, -1);
  return [...counts.values()].flatMap(({ taken, count }) =>
    count > 0 ? [{ count, cause: takenCause(after.objects.label[taken.target] ?? '?', taken, count) }] : [],
  );
}

const IN_CODE = /^(.+?) (?:of|in) ((?:tp_\w+ of )?\S+) in (\S+)$/;

function takenCause(label: string, { owner, place }: TakenReference, count: number): NamedCause {
  const [, what, name = owner, extension] = IN_CODE.exec(owner) ?? [];
  const where = name.includes(' ') ? name : `${name}()`;
  return {
    kind: 'stolen-twice',
    subject: extension ?? owner,
    slot: what ?? null,
    place,
    part: null,
    sentence: `${where} gives away or releases ${plural(count, 'reference')} to ${label} that it does not own (${what ?? owner}): another owner still counts on ${count === 1 ? 'it' : 'them'}`,
    object: null,
  };
}
