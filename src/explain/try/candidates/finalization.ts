import { type Edit, LAST_COLLECTION } from '../../../interp/history/change.js';
import { clearsField, stepClearing } from '../../../interp/lifecycle/steps.js';
import type { FinalizationStep, World } from '../../../interp/world.js';
import type { Finding } from '../../result.js';
import { type Candidate, cause, symptom } from './candidate.js';

/** A second collection right after the last one: what it helps is only hidden. */
export function secondCollection(): Candidate {
  return symptom('a second collection after the last one', collection('second-collection', { after: LAST_COLLECTION }));
}

function collection(step: string, to: { before: string } | { after: string }): Edit {
  return { edit: 'step', step, does: 'collect', to };
}

/** For what is released too late or never: steps moved, run on every interpreter, collections added, and pairs of these. */
export function finalizationCandidates(finding: Finding, world: World): Candidate[] {
  switch (finding.kind) {
    case 'garbage-after-last-gc':
      return garbageCandidates(world.steps);
    case 'released-after-last-gc':
    case 'never-released':
      return finding.subject === 'interpreter' ? releaseCandidates(finding, world.steps) : [];
    default:
      return [];
  }
}

const CLEARING = new Set(['codecs-clear', 'interp-clear', 'fork-hooks-clear', 'sysdict-builtins-clear', 'atexit-fini']);

/** The last collection goes behind the clear; or what the struct holds is cleared earlier, before a collection. */
function garbageCandidates(steps: readonly FinalizationStep[]): Candidate[] {
  const lastCollection = steps.findLastIndex(({ does }) => does === 'collect');
  const clears = steps.filter(({ does }, index) => index > lastCollection && CLEARING.has(does));
  const first = clears[0];
  const last = clears.at(-1);
  const gc = steps[lastCollection];
  if (first === undefined || last === undefined || gc === undefined) return [];
  const behind = collection('collection-after-clear', { after: last.name });
  const before = collection('collection-before-clear', { before: first.name });
  const early = clears.map(({ name }) => ({
    name,
    edit: { edit: 'step', step: name, to: { after: gc.name } } as Edit,
  }));
  const together = early.toReversed().map(({ edit }) => edit);
  return [
    cause(`a collection after ${last.name}, when the interpreter is cleared`, behind),
    cause(`move ${gc.name} after ${last.name}`, { edit: 'step', step: gc.name, to: { after: last.name } }),
    symptom(`a collection before ${first.name}`, before),
    ...early.map(({ name, edit }) => symptom(`${name} right after ${gc.name}`, edit)),
    ...early.map(({ name }) =>
      symptom(
        `{${name} before the last collection, which is one more}`,
        collection('collection-before-clear', { after: gc.name }),
        { edit: 'step', step: name, to: { before: 'collection-before-clear' } },
      ),
    ),
    symptom(`{all of ${clears.map(({ name }) => name).join(', ')} before one more collection}`, before, ...together),
  ];
}

/** Which interpreters the step runs on, and where in the order it stands; where none clears the field, one that does. */
function releaseCandidates({ slot, kind }: Finding, steps: readonly FinalizationStep[]): Candidate[] {
  if (kind === 'never-released' && slot?.startsWith('interp.')) {
    const field = slot.slice('interp.'.length);
    const names = [field, `${field}.`];
    if (!steps.some(({ does }) => names.some((name) => clearsField(does, name)))) return newSteps(field);
  }
  const lastCollection = steps.findLastIndex(({ does, on }) => does === 'collect' && on !== 'main');
  const suspects = steps.filter(
    ({ does, on }, index) => does.endsWith('-fini') && (on === 'main' || index > lastCollection),
  );
  const likely = suspects.filter(({ does }) => slot?.startsWith(`interp.${does.replace('-fini', '')}`));
  const others = suspects.filter((step) => !likely.includes(step) && CANNOT_MOVE.has(step.does) === false);
  return [...likely, ...others].flatMap((step) => moves(step, steps.indexOf(step) > lastCollection));
}

/** A finalization step of its own, where the collector still sees what it lets go of, or behind that. */
function newSteps(field: string): Candidate[] {
  const step = { edit: 'step', step: `${field}-fini`, does: stepClearing(field) } as const;
  return [
    cause(`a step that clears interp.${field}, before the last collection`, {
      ...step,
      to: { before: LAST_COLLECTION },
    }),
    cause(`a step that clears interp.${field}, after the last collection`, { ...step, to: { after: LAST_COLLECTION } }),
  ];
}

/** The collector's own end, and what the objects that are still there need. */
const CANNOT_MOVE: ReadonlySet<string> = new Set(['gc-fini', 'types-fini']);

function moves({ name, on }: FinalizationStep, late: boolean): Candidate[] {
  const candidates: Candidate[] = [];
  const earlier: Edit = { edit: 'step', step: name, to: { before: LAST_COLLECTION } };
  if (on !== 'all') candidates.push(cause(`${name} on every interpreter`, { edit: 'step', step: name, on: 'all' }));
  if (late) candidates.push(cause(`${name} before the last collection`, earlier));
  if (late && on !== 'all') {
    candidates.push(cause(`{${name} on every interpreter, before the last collection}`, { ...earlier, on: 'all' }));
  }
  return candidates;
}
