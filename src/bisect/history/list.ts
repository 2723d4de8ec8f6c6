import type { Change, Edit, History } from '../../interp/history/change.js';
import { allChanges, withParts } from '../../interp/history/find-change.js';
import { changeInfo } from '../over-history.js';
import { keysOfEdit, type WorldKey } from '../world-key.js';
import type { ListedChange } from './result.js';

/** What a run of a test looked up in its world. */
export interface LookedUp {
  readonly test: string;
  readonly keys: ReadonlySet<WorldKey>;
}

/** Whether some change does not say which tests it touches. */
export function leavesTestsOpen(changes: readonly Change[]): boolean {
  return changes.flatMap(withParts).some(({ tests }) => tests === undefined);
}

/** The changes as they are listed, parts behind their whole. */
export function listChanges(history: History, changes: readonly Change[], runs: readonly LookedUp[]): ListedChange[] {
  return changes.flatMap((whole) =>
    withParts(whole).map((change) => ({
      ...changeInfo(change),
      area: change.area,
      requires: change.requires,
      reverts: change.reverts,
      partOf: change === whole ? null : whole.id,
      parts: change.parts.map(({ id }) => id),
      edits: change.edits.map(editText),
      ...touching(history, change, runs),
    })),
  );
}

function touching(
  history: History,
  change: Change,
  runs: readonly LookedUp[],
): Pick<ListedChange, 'tests' | 'touchedBy'> {
  if (change.tests !== undefined) return { tests: change.tests, touchedBy: 'declared' };
  const reverted = allChanges(history).filter(({ id }) => change.reverts.includes(id));
  const keys = [change, ...reverted].flatMap(withParts).flatMap(({ edits }) => edits.flatMap(keysOfEdit));
  const tests = runs.filter((run) => keys.some((key) => run.keys.has(key))).map(({ test }) => test);
  return { tests, touchedBy: 'looked up' };
}

/** One edit in a few words. */
function editText(edit: Edit): string {
  switch (edit.edit) {
    case 'rule':
      return `rule ${edit.rule}: ${edit.on ? 'on' : 'off'}`;
    case 'step':
      return `finalization step ${edit.step}${stepText(edit)}`;
    case 'extension':
      return `extension ${edit.extension.name}: described anew`;
    case 'ops':
      return `extension ${edit.extension}: ${edit.path} is replaced`;
    case 'prepend':
      return `extension ${edit.extension}: ${edit.path} does more at its beginning`;
    case 'set':
      return `extension ${edit.extension}: ${edit.path} = ${JSON.stringify(edit.value)}`;
    case 'library':
      return `library ${edit.feature}: ${edit.on ? 'on' : 'off'}`;
  }
}

function stepText({ to, on, does }: Edit & { edit: 'step' }): string {
  const what = does === undefined ? '' : ` (${does})`;
  const where = to === undefined ? '' : to === 'nowhere' ? ', taken out' : `, ${Object.entries(to)[0]?.join(' ')}`;
  const whose = on === undefined ? '' : on === 'all' ? ', on every interpreter' : `, on ${on} interpreters`;
  return `${what}${where}${whose}`;
}
