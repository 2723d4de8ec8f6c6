import type { Change } from '../../interp/history/change.js';
import { findChange } from '../../interp/history/find-change.js';
import { findTests, nearest, scenarioDir, testOf } from '../../runner/find.js';
import { type OpenHistory, openHistory } from '../../runner/load-world.js';
import type { TestFile } from '../../runner/options.js';
import { NotFoundError } from '../not-found.js';
import { UsageError } from '../options/command-line.js';
import type { HuntOptions } from '../options/hunt-options.js';

/** What the command line of `refhunt history` asks about. */
export interface Asked {
  readonly hunt: HuntOptions;
  readonly cwd: string | null;
  readonly dir: string;
  readonly open: OpenHistory;
  /** null: none is named. */
  readonly tests: readonly TestFile[] | null;
  /** Named ones, parts among them. */
  readonly changes: readonly Change[];
  readonly everyTest: () => Promise<TestFile[]>;
}

/** Opens the history of the folder; a word means a test of the folder, or else a change. */
export async function openAsked(hunt: HuntOptions, cwd: string | null): Promise<Asked> {
  const dir = scenarioDir(hunt.testdir, cwd);
  if (dir === undefined) throw new NotFoundError(`refhunt: --testdir ${hunt.testdir}: no such folder`);
  const open = await openHistory(dir);
  const tests: TestFile[] = [];
  const changes: Change[] = [];
  for (const word of hunt.names) {
    const test = testOf(word, dir, cwd);
    if (test.file !== null) tests.push(test);
    else if (looksLikeTest(word)) throw await unknownTest(test.name, dir);
    else changes.push(changeNamed(open, word));
  }
  const everyTest = async (): Promise<TestFile[]> => await findTests(dir);
  return { hunt, cwd, dir, open, tests: tests.length > 0 ? tests : null, changes, everyTest };
}

function looksLikeTest(word: string): boolean {
  return word.startsWith('test_') || /[\\/]/.test(word);
}

async function unknownTest(name: string, dir: string): Promise<NotFoundError> {
  const names = (await findTests(dir)).map((test) => test.name);
  return new NotFoundError(`refhunt: no test named '${name}'`, await nearest(name, names));
}

/** As --at takes it, but a change and not the state before it. */
function changeNamed({ history }: OpenHistory, word: string): Change {
  if (word.endsWith('^'))
    throw new UsageError(`refhunt history: '${word}' is a state; name the change: ${word.slice(0, -1)}`);
  const state = Object.hasOwn(history.states, word) ? history.states[word] : undefined;
  return findChange(history, state ?? word);
}
