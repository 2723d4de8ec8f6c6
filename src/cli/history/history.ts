import { type LookedUp, leavesTestsOpen, listChanges } from '../../bisect/history/list.js';
import type { HistoryList } from '../../bisect/history/result.js';
import { runHunt } from '../../bisect/run-hunt.js';
import { withParts } from '../../interp/history/find-change.js';
import { holdingAt } from '../../interp/history/resolve.js';
import { historyListJson } from '../../report/history/history-json.js';
import { changeText, historyListText } from '../../report/history/history-text.js';
import { loadPaint, paintNothing } from '../../report/paint.js';
import { createSink } from '../../report/sink.js';
import { requestOf } from '../../runner/load-world.js';
import { quietly } from '../bisect/bisect-run.js';
import { captureConsole } from '../capture-console.js';
import { currentFolder } from '../current-folder.js';
import { EXIT_NOT_FOUND, EXIT_OK } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { readCommandLine, UsageError } from '../options/command-line.js';
import { readHuntOptions } from '../options/hunt-options.js';
import { writeJson } from '../write-json.js';
import { type Asked, openAsked } from './history-names.js';

const out = createSink(1);
const err = createSink(2);

/** `refhunt history [options] [tests and changes...]`: returns the exit code. */
export async function history(words: readonly string[]): Promise<number> {
  const cwd = currentFolder();
  const line = readCommandLine(words, 'history');
  const hunt = await readHuntOptions(line, cwd);
  const release = captureConsole(() => {});
  try {
    const all = line.flags.has('all');
    const { text, json } = await interruptible(async (signal) => {
      const asked = await openAsked(hunt, cwd);
      return line.flags.has('grid')
        ? await (await import('./history-grid.js')).grid(asked, { all, signal, progress: err })
        : await list(asked, all, signal);
    });
    (hunt.json === '' ? err : out).write(text);
    const written = writeJson(hunt.json, cwd, () => json);
    return written ? EXIT_OK : EXIT_NOT_FOUND;
  } finally {
    release();
  }
}

/** The list of changes, or the changes that are named, each in full. */
async function list(
  asked: Asked,
  all: boolean,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly json: string }> {
  if (all) throw new UsageError('refhunt history: --all has no meaning without --grid: the list holds every change');
  const { open, changes: named } = asked;
  const { changes, states } = open.history;
  const wholes =
    named.length > 0 ? changes.filter((each) => named.some((one) => withParts(each).includes(one))) : changes;
  const listed = listChanges(open.history, wholes, leavesTestsOpen(wholes) ? await lookedUp(asked, signal) : []);
  const isShown = shownBy(asked);
  const result: HistoryList = {
    changes: listed.filter(isShown),
    defaultState: open.defaultState,
    states,
    shippedInstead: open.shippedInstead ? asked.dir : null,
  };
  const paint = process.stdout.isTTY && asked.hunt.json !== '' ? await loadPaint() : paintNothing;
  const text = named.length > 0 ? result.changes.map(changeText).join('\n') : historyListText(result, paint);
  return { text, json: historyListJson(result) };
}

/** The named changes; or else what touches the named tests, and holds in the state that is asked for. */
function shownBy({ open, changes: named, tests, cwd, hunt }: Asked): (change: ListedAs) => boolean {
  const { at, with: added, without } = hunt.world;
  const isState = at !== null || added.length > 0 || without.length > 0;
  if (named.length > 0) {
    if (isState) throw new UsageError('refhunt history: --at lists what holds there; name no change with it');
    return ({ id }) => named.some((change) => change.id === id);
  }
  const held = isState ? holdingAt(open.history, requestOf(open, hunt.world, cwd)).changes.map(({ id }) => id) : null;
  const names = tests?.map(({ name }) => name) ?? null;
  return (change) =>
    (held === null || held.includes(change.id)) &&
    (names === null || names.some((name) => change.tests.includes(name)));
}

interface ListedAs {
  readonly id: string;
  readonly tests: readonly string[];
}

/** Each test once, in the default state, without measuring. */
async function lookedUp({ open, hunt, everyTest, tests }: Asked, signal: AbortSignal): Promise<LookedUp[]> {
  const options = { ...quietly(hunt), huntRefleak: null };
  const state = { at: open.defaultState, with: [], without: [] };
  const runs: LookedUp[] = [];
  for (const test of tests ?? (await everyTest())) {
    const { consulted } = await runHunt({ test, options, history: open.history, signal }, { state, cases: null });
    runs.push({ test: test.name, keys: new Set(consulted ?? []) });
  }
  return runs;
}
