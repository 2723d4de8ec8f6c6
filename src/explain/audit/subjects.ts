import type { History } from '../../interp/history/change.js';
import { allChanges } from '../../interp/history/find-change.js';
import type { Scenario } from '../../interp/scenario.js';
import type { World } from '../../interp/world.js';
import { loadScenario } from '../../runner/load.js';
import type { TestFile } from '../../runner/options.js';
import type { AuditSubject } from './audit.js';
import type { AuditProblem } from './result.js';

export interface SubjectRequest {
  readonly tests: readonly TestFile[];
  /** Every extension of the state, besides those that scenarios describe. */
  readonly all: boolean;
  readonly history: History;
  readonly world: World;
}

export interface Subjects {
  readonly subjects: readonly AuditSubject[];
  readonly problems: readonly AuditProblem[];
}

/** What there is to audit for these tests: the extensions that they describe, and of the state those that concern them. */
export async function subjectsOf({ tests, all, history, world }: SubjectRequest): Promise<Subjects> {
  const own: AuditSubject[] = [];
  const concerned = new Set<string>(all ? Object.keys(world.extensions) : []);
  const problems: AuditProblem[] = [];
  for (const test of tests) {
    const scenario = await load(test);
    if ('message' in scenario) {
      problems.push(scenario);
      continue;
    }
    const described = scenario.extensions ?? [];
    own.push(...described.map((extension) => ({ extension, scenario: test.name })));
    const replaced = new Set(described.map(({ name }) => name));
    if (!all) for (const name of editedFor(history, test.name)) if (!replaced.has(name)) concerned.add(name);
  }
  const shared = [...concerned].flatMap((name) => {
    const extension = world.extensions[name];
    return extension ? [{ extension, scenario: null }] : [];
  });
  return { subjects: [...shared, ...own], problems };
}

async function load({ name, file, suggestion }: TestFile): Promise<Scenario | AuditProblem> {
  const hint = suggestion === null ? '' : `; did you mean '${suggestion}'?`;
  if (file === null) return { scenario: name, message: `No module named '${name}'${hint}` };
  try {
    return await loadScenario(file);
  } catch (error) {
    return { scenario: name, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** Extensions that the changes of the history edit which touch this test. */
function editedFor(history: History, test: string): string[] {
  const changes = allChanges(history).filter(({ tests = [] }) => tests.includes(test));
  return changes.flatMap(({ edits }) =>
    edits.flatMap((edit) => {
      if (!('extension' in edit)) return [];
      return [typeof edit.extension === 'string' ? edit.extension : edit.extension.name];
    }),
  );
}
