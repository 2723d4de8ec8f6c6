import type { TakenReference } from '../../../gc/snapshot-extent.js';
import type { Observation } from '../../observation.js';
import { type NamedCause, plural } from './cause.js';

/** handle-not-closed: more handles of the operating system are open than before. */
export function openHandles({ handlesBefore, handlesAfter, sources }: Observation): NamedCause[] {
  return [...handlesAfter].flatMap(([kind, open]) => {
    const grown = open - (handlesBefore.get(kind) ?? 0);
    if (grown <= 0) return [];
    const opener = kind === 'file descriptor' ? 'open' : 'CreateEvent';
    const places = sources.modules.flatMap(({ code }) => code.flatMap(({ calls }) => calls));
    const place = places.find(({ api }) => api === opener)?.place ?? null;
    return [
      {
        kind: 'handle-not-closed' as const,
        subject: kind,
        slot: null,
        place,
        part: null,
        sentence: `${plural(grown, kind)} more ${grown === 1 ? 'is' : 'are'} open after each run: what ${opener} gave was not closed`,
        object: null,
      },
    ];
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

const IN_CODE = /^(.+) of (\S+) in (\S+)$/;

function takenCause(label: string, { owner, place }: TakenReference, count: number): NamedCause {
  const [, what, name, extension] = IN_CODE.exec(owner) ?? [];
  return {
    kind: 'stolen-twice',
    subject: extension ?? owner,
    slot: what ?? null,
    place,
    part: null,
    sentence: `${name ?? owner}() gives away or releases ${plural(count, 'reference')} to ${label} that it does not own (${what ?? owner}): another owner still counts on ${count === 1 ? 'it' : 'them'}`,
    object: null,
  };
}
