import { leakLine } from '../../../src/report/regrtest/leak-line.js';
import { verdictOf } from '../../../src/runner/verdict.js';
import type { ConformanceCase, Verdict } from '../case.js';
import { judge } from '../leaks/cases.js';
import { type LeakFact, type MeasuredLeak, readFacts } from '../leaks/fact.js';
import { type Answer, askJudge, askWhatIsLeft, type Judge } from './python.js';

/** An even number more than -R asks for: code has been specialised by then, and what alternates keeps its beat. */
const FURTHER_WARMUPS = 8;
/** So many, that a single block of noise does not decide. */
const FURTHER_RUNS = 8;

/** The leak cases, asked again of an installed interpreter instead of the data file. */
export function liveLeakCases(live: Judge, chosen: (fact: LeakFact) => boolean = () => true): ConformanceCase[] {
  return liveCasesOf(live, readFacts('leaks.json').filter(chosen));
}

export function liveCasesOf(live: Judge, facts: readonly LeakFact[]): ConformanceCase[] {
  return facts.map((fact) => ({
    family: fact.family,
    name: fact.name,
    build: live.version,
    run: () => judgeLive(live, fact),
  }));
}

function judgeLive(live: Judge, fact: LeakFact): Verdict {
  if (fact.left) return judge({ ...fact, left: leftBy(askWhatIsLeft(live, fact.code)) });
  if (fact.measured) return judge({ ...fact, measured: measuredLive(live, fact) });
  const ours = judge(fact);
  const theirs = endOf(fact, askJudge(live, fact, 0, 1));
  return { ...ours, agrees: ours.agrees && theirs.asRecorded, expected: `${ours.expected} (${theirs.text})` };
}

/** What the installed interpreter counts for a case: how a new entry of the data file gets its numbers. */
export function measuredLive(live: Judge, fact: LeakFact): MeasuredLeak {
  const [warmups, runs] = (fact.runs ?? '3:3').split(':').map(Number) as [number, number];
  return measuredBy(askJudge(live, fact, warmups + FURTHER_WARMUPS, runs + FURTHER_RUNS), runs);
}

/** A process that dies after it has answered, of a missing reference to None for instance, has answered. */
function measuredBy({ stdout, stderr }: Answer, runs: number): MeasuredLeak {
  if (stdout === '') throw new Error(`the judge failed: ${lastLine(stderr)}`);
  const all = JSON.parse(stdout) as Omit<MeasuredLeak, 'lines'>;
  const blocks = isEven(all.references) ? all.blocks.map(() => median(all.blocks)) : all.blocks;
  const [references, steady, handles] = [all.references, blocks, all.handles].map((deltas) => deltas.slice(0, runs));
  const deltas = { references, blocks: steady, handles } as Omit<MeasuredLeak, 'lines'>;
  const leaks = verdictOf(deltas, 0).leaks.filter(({ item }) => item !== 'memory blocks');
  return { ...deltas, lines: leaks.map((leak) => leakLine('', leak).trim()) };
}

function leftBy({ stderr }: Answer): NonNullable<LeakFact['left']> {
  const match = /\[(-?\d+) refs, (-?\d+) blocks\]\s*$/.exec(stderr);
  if (!match) throw new Error(`the judge failed: ${lastLine(stderr)}`);
  return { references: Number(match[1]), blocks: Number(match[2]) };
}

function isEven(deltas: readonly number[]): boolean {
  return deltas.every((delta) => delta === deltas[0]);
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] as number;
}

/** What the real process did, and whether that is what the data file says of it. */
function endOf(fact: LeakFact, answer: Answer): { text: string; asRecorded: boolean } {
  if (fact.dies) {
    const died = answer.status === null || answer.status >= 128;
    return { text: died ? `it died: ${firstLine(answer.stderr)}` : 'it lived on', asRecorded: died };
  }
  if (fact.refused) {
    return { text: 'it refused', asRecorded: answer.stderr.includes(fact.refused) };
  }
  const { missing } = JSON.parse(answer.stdout) as { missing: number };
  return { text: `it missed ${missing}`, asRecorded: missing === fact.survives?.missing };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
