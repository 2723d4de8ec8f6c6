import type { TestEvent } from '../../runner/events.js';
import type { Style } from '../../runner/options.js';
import type { CaseProblem, Leak } from '../../runner/result.js';
import { leftText } from '../left-text.js';
import { printable, printableLines } from '../printable.js';
import { proofText } from '../proof-text.js';
import { type Chunk, stderr, stdout } from './chunk.js';
import { leakLine, patternText } from './leak-line.js';
import { tracebackText } from './traceback-text.js';
import { caseBegunText, caseEndedText, suiteEndedText } from './unittest-text.js';

export interface TestTextOptions {
  readonly style: Style;
  readonly quiet: boolean;
  readonly pgo: boolean;
}

type Of<Name extends TestEvent['event']> = Extract<TestEvent, { event: Name }>;

const LEGEND = 'Showing number of leaks (. for 0 or less, X for 10 or more)';

/** `1234567890123`, in 3.13 with a colon after the warm-ups. */
function numberLine(style: Style, warmups: number, runs: number): string {
  const repetitions = warmups + runs;
  const digits = '1234567890'.repeat(Math.ceil(repetitions / 10)).slice(0, repetitions);
  return style === '3.11' ? digits : `${digits.slice(0, warmups)}:${digits.slice(warmups)}`;
}

function begunText(style: Style, { warmups, runs }: Of<'repetitions-begun'>): string {
  const head = `beginning ${warmups + runs} repetitions${style === '3.11' ? '' : `. ${LEGEND}`}`;
  return `${head}\n${numberLine(style, warmups, runs)}\n`;
}

/** A dot, or (3.13) the largest of the three deltas. CPython 3.13 Lib/test/libregrtest/refleak.py: runtest_refleak() */
function repetitionText(style: Style, { index, warmups, deltas }: Of<'repetition-ended'>): string {
  if (style === '3.11') return '.';
  const leaks = Math.max(...deltas);
  const symbol = leaks <= 0 ? '.' : leaks < 10 ? String(leaks) : 'X';
  return index === warmups ? ` ${symbol}` : symbol;
}

/** NOT-CPYTHON: a leak that fails only under --strict is followed by how it goes on. */
function judgedText(style: Style, { name, leaks, suspicious }: Of<'judged'>): string {
  const order = ['references', 'memory blocks', 'file descriptors'];
  const passing = style === '3.13' ? suspicious : [];
  const note = (leak: Leak): string => {
    if (!leak.fine) return '';
    return leaks.includes(leak) ? ` (${patternText(leak)})` : ' (this is fine)';
  };
  return [...leaks, ...passing]
    .sort((a, b) => order.indexOf(a.item) - order.indexOf(b.item))
    .map((leak) => `${leakLine(name, leak)}${note(leak)}\n`)
    .join('');
}

/** CPython 3.11 Lib/test/support/__init__.py: _run_suite(), the text of its exception. */
function problemsText(errors: readonly CaseProblem[], failures: readonly CaseProblem[]): string {
  const all = [...errors, ...failures];
  const only = all.length === 1 ? all[0] : undefined;
  if (only !== undefined) return `${tracebackText(only.traceback)}\n`;
  return 'multiple errors occurred; run in verbose mode for details\n';
}

function warningText(text: string): string {
  return text
    .split('\n')
    .map((line) => `Warning -- ${printable(line)}\n`)
    .join('');
}

function changedText({ name, resource, before, after }: Of<'environment-changed'>): string {
  return warningText(`${resource} was modified by ${printable(name)}\n  Before: ${before}\n  After:  ${after} `);
}

/** CPython 3.11 Lib/test/libregrtest/utils.py: regrtest_unraisable_hook(), without the address of the object. */
function unraisableText({ where, traceback }: Of<'unraisable'>): string {
  return `${warningText('Unraisable exception')}Exception ignored in: <${printable(where)}>\n${tracebackText(traceback)}`;
}

function uncollectableText(style: Style, { name, count }: Of<'uncollectable'>): string {
  return warningText(`${printable(name)} created ${count} uncollectable object(s)${style === '3.11' ? '.' : ''}`);
}

/** The head of what faulthandler prints; what ran instead of its frames. */
function timedOutText({ seconds, in: where }: Of<'timed-out'>): string {
  const whole = Math.floor(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const micro = Math.round((seconds - whole) * 1e6);
  const fraction = micro > 0 ? `.${String(micro).padStart(6, '0')}` : '';
  return `Timeout (${clock}${fraction})!\n  in ${printable(where)}\n`;
}

function failedText({ name, errors, failures, verbose }: Of<'failed'>, pgo: boolean): string {
  const head = `test ${printable(name)} failed`;
  return verbose || pgo ? `${head}\n` : `${head} -- ${problemsText(errors, failures)}`;
}

function rerunText({ name, matching }: Of<'rerun-in-worker'>): string {
  const details = matching === null ? '' : ` (matching: ${matching.map(printable).join(', ')})`;
  return `Re-running ${printable(name)} in verbose mode${details}\n`;
}

/** What regrtest prints from within a test; [] where it prints nothing. */
export function testChunks(event: TestEvent, { style, quiet, pgo }: TestTextOptions): Chunk[] {
  const unlessQuiet = (chunk: () => Chunk): Chunk[] => (quiet ? [] : [chunk()]);
  const unlessPgo = (chunk: () => Chunk): Chunk[] => (pgo ? [] : [chunk()]);
  switch (event.event) {
    case 'repetitions-begun':
      return unlessQuiet(() => stderr(begunText(style, event)));
    case 'repetition-ended':
      return unlessQuiet(() => stderr(repetitionText(style, event)));
    case 'repetitions-ended':
      return unlessQuiet(() => stderr('\n'));
    case 'judged':
      return [stderr(judgedText(style, event))];
    case 'case-begun':
      return [stdout(caseBegunText(event.description))];
    case 'case-ended':
      return [stdout(caseEndedText(event))];
    case 'suite-ended':
      return [stdout(suiteEndedText(event, style))];
    case 'printed':
      return [{ stream: event.stream, text: event.text }];
    case 'skipped':
      return quiet || pgo ? [] : [stdout(`${printable(event.name)} skipped -- ${printableLines(event.reason)}\n`)];
    case 'failed':
      return [stderr(failedText(event, pgo))];
    case 'crashed':
      return unlessPgo(() => stderr(`test ${printable(event.name)} crashed -- ${tracebackText(event.traceback)}\n`));
    case 'timed-out':
      return [stderr(timedOutText(event))];
    case 'stopped':
      return [stderr(`test ${printable(event.name)} stopped -- ${printable(event.why)}\n`)];
    case 'environment-changed':
      return quiet || pgo ? [] : [stderr(changedText(event))];
    case 'unraisable':
      return [stderr(unraisableText(event))];
    case 'uncollectable':
      return [stderr(uncollectableText(style, event))];
    case 'process-ended':
      return [stderr(leftText(event.left, event.taken))];
    case 'states-compared':
      return [stderr(proofText(event.name, event.proof))];
    case 'warning':
      return [stderr(warningText(event.text))];
    case 'interrupted':
      return [stdout('\n')];
    case 'rerun-in-worker':
      return [stdout(rerunText(event))];
  }
}
