import type { History } from '../interp/history/change.js';
import { HistoryError } from '../interp/history/find-change.js';
import { holdingAt, worldOf } from '../interp/history/resolve.js';
import type { World } from '../interp/world.js';
import { createTestRunner } from '../runner/environment.js';
import type { TestEvent } from '../runner/events.js';
import { Interrupted } from '../runner/guard.js';
import type { MatchPattern, SingleOptions, TestFile } from '../runner/options.js';
import type { TestResult } from '../runner/result.js';
import type { HuntRun } from './hunt-oracle.js';
import { type HuntAnswer, type HuntQuestion, unresolved } from './hunt-question.js';
import { namedLeaks } from './named-leaks.js';
import { observeWorld } from './observed-world.js';

export interface HuntSetup {
  readonly test: TestFile;
  readonly options: SingleOptions;
  readonly history: History;
  readonly signal: AbortSignal;
}

/** Asks one question in this process: a fresh simulated process in the world of the state. */
export async function runHunt(setup: HuntSetup, question: HuntQuestion): Promise<HuntRun> {
  let world: World;
  try {
    world = worldOf(setup.history, holdingAt(setup.history, question.state));
  } catch (error) {
    if (error instanceof HistoryError) return { answer: unresolved(error.message), consulted: null };
    throw error;
  }
  const observed = observeWorld(world);
  const options = { ...setup.options, patterns: patternsOf(setup.options, question.cases) };
  const problems: string[] = [];
  const result = await runIn(setup, observed.world, options, (event) => problems.push(...problemIn(event)));
  const answer = answerOf(result, problems);
  const asked = answer.verdict === 'leaks' && question.identify === true;
  // Only a second run can tell what it is that leaks.
  const named = asked ? await namedLeaks({ ...setup, world, options, result }) : [];
  return { answer: { ...answer, named }, consulted: [...observed.consulted] };
}

async function runIn(
  { test, signal }: HuntSetup,
  world: World,
  options: SingleOptions,
  emit: (event: TestEvent) => void,
): Promise<TestResult> {
  const runner = createTestRunner({ world, signal, interceptExits: true, late: () => {}, emit });
  try {
    return await runner.run(test, options, emit);
  } finally {
    await runner.stop();
  }
}

/** Only these cases; a name that holds characters of a pattern means itself. */
function patternsOf({ patterns }: SingleOptions, cases: readonly string[] | null): readonly MatchPattern[] {
  if (cases === null) return patterns;
  return cases.map((id) => ({ pattern: id.replace(/[*?[]/g, '[$&]'), accept: true }));
}

/** What went wrong, in one line. */
function problemIn(event: TestEvent): string[] {
  if (event.event === 'crashed') return [`${event.traceback.type}: ${event.traceback.message}`];
  if (event.event === 'stopped') return [event.why];
  if (event.event === 'timed-out') return [`timed out in ${event.in}`];
  if (event.event !== 'failed') return [];
  return [...event.errors, ...event.failures].map(({ description, traceback }) => {
    return `${description}: ${traceback.type}: ${traceback.message}`;
  });
}

const WORDS: Readonly<Record<TestResult['state'], string | null>> = {
  PASSED: null,
  ENV_CHANGED: null,
  REFLEAK: null,
  FAILED: 'failed',
  SKIPPED: 'skipped',
  UNCAUGHT_EXC: 'uncaught exception',
  RESOURCE_DENIED: 'resource denied',
  INTERRUPTED: 'interrupted',
  WORKER_FAILED: 'crashed',
  WORKER_BUG: 'crashed',
  DID_NOT_RUN: 'ran no tests',
  TIMEOUT: 'timed out',
};

function answerOf(result: TestResult, problems: readonly string[]): HuntAnswer {
  if (result.state === 'INTERRUPTED') throw new Interrupted();
  const word = WORDS[result.state];
  if (word !== null) return unresolved([word, problems[0] ?? result.reason].filter(Boolean).join(': '));
  const { leaks } = result;
  return { verdict: leaks.length > 0 ? 'leaks' : 'clean', leaks, named: [], why: null };
}
