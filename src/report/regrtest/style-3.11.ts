import type { HuntEvent, RunEvent, TestEvent } from '../../runner/events.js';
import { runState } from '../../runner/results.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { type Chunk, stderr, stdout } from './chunk.js';
import { formatDuration } from './format-duration.js';
import { headerText } from './header-text.js';
import { logLine, longRunning, PROGRESS_MIN_TIME, progressLine, timeoutText } from './log-line.js';
import { printlist } from './printlist.js';
import { resultText } from './result-text.js';
import { resultText311 } from './summary-text.js';
import { type TestTextOptions, testChunks } from './test-text.js';

export const FEW_WARMUPS =
  'WARNING: Running tests with --huntrleaks/-R and less than 3 warmup repetitions can give false positives!\n';

export interface StyleOptions extends TestTextOptions {}

/** A reporter: what one event adds to the two streams. */
export type TextReporter = (event: HuntEvent) => readonly Chunk[];

type Of<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

/** The output of a worker: both streams in one, without blank ends. */
export function blockText(block: readonly TestEvent[], options: TestTextOptions): string {
  const text = block
    .flatMap((event) => testChunks(event, options))
    .map((chunk) => chunk.text)
    .join('')
    .trim();
  return text === '' ? '' : `${text}\n`;
}

function begunText({ header, fewWarmups, randomized, seed, style }: Of<'run-begun'>): string {
  const seedLine = randomized ? `Using random seed ${seed}\n` : '';
  return `${header === null ? '' : headerText(header, style)}${fewWarmups ? FEW_WARMUPS : ''}${seedLine}`;
}

function testsBegunText({ clock, jobs, timeout, workerTimeout }: Of<'tests-begun'>): string {
  const how = jobs === null ? 'sequentially' : `in parallel using ${jobs} child processes`;
  return logLine(clock, `Run tests ${how}${timeoutText(timeout, workerTimeout)}`);
}

function workerText(event: Of<'worker-ended-test'>, options: StyleOptions): string {
  const { progress, result, running, block } = event;
  const long = result.seconds >= PROGRESS_MIN_TIME && result.state !== 'WORKER_FAILED' && !options.pgo;
  const others = options.pgo ? [] : longRunning(running);
  const text = [
    resultText(result, '3.11'),
    long ? ` (${formatDuration(result.seconds)})` : '',
    others.length > 0 ? ` -- running: ${others.join(', ')}` : '',
  ].join('');
  return `${options.quiet ? '' : progressLine(progress, text, options.pgo)}${blockText(block, options)}`;
}

/** `thread`: what the style calls the thread that waits for the process. */
export function killedText({ worker, name, pid, seconds }: Of<'worker-killed'>, thread: string): string {
  const facts = `running test=${printable(name)} pid=${pid} time=${formatDuration(seconds)}`;
  return `Kill <${thread} #${worker} ${facts}> process group\n`;
}

function rerunText({ clock, name, matching }: Of<'rerun-test'>): string {
  const details = matching === null ? '' : ` (matching: ${matching.map(printable).join(', ')})`;
  return logLine(clock, `Re-running ${printable(name)} in verbose mode${details}`);
}

/** What a test that ended leaves for the next line of progress; nothing of one that passed quickly. */
function previousOf({ result, seconds }: Of<'test-ended'>): string | null {
  const text = resultText(result, '3.11');
  if (seconds >= PROGRESS_MIN_TIME) return `${text} in ${formatDuration(seconds)}`;
  return result.state === 'PASSED' ? null : text;
}

/** The classic output: regrtest of CPython 3.9 to 3.12.0. */
export function createStyle311(options: StyleOptions): TextReporter {
  let previous: string | null = null;
  const progress = ({ progress, name }: Of<'test-begun'>): string => {
    if (options.quiet) return '';
    const text = previous === null ? printable(name) : `${printable(name)} -- ${previous}`;
    return progressLine(progress, text, options.pgo);
  };
  return (event) => {
    switch (event.event) {
      case 'run-begun':
        return [stdout(begunText(event))];
      case 'tests-begun':
        return [stdout(testsBegunText(event))];
      case 'test-begun':
        return [stdout(progress(event))];
      case 'test-ended':
        if (event.result.state !== 'INTERRUPTED') previous = previousOf(event);
        return [];
      case 'tests-ended':
        return previous === null ? [] : [stdout(`${previous}\n`)];
      case 'worker-ended-test':
        return [stdout(workerText(event, options))];
      case 'worker-killed':
        return [stderr(killedText(event, 'TestWorkerProcess'))];
      case 'still-running':
        return [stdout(logLine(event.clock, `running: ${longRunning(event.running).join(', ')}`))];
      case 'captured':
        return [
          stderr(
            event.block
              .flatMap((inner) => testChunks(inner, options))
              .map((chunk) => chunk.text)
              .join(''),
          ),
        ];
      case 'interrupted-run':
        return [stdout('\n')];
      case 'rerun-begun':
        return [stdout(`${logLine(event.clock)}${logLine(event.clock, 'Re-running failed tests in verbose mode')}`)];
      case 'rerun-test':
        return [stdout(rerunText(event))];
      case 'failed-again':
        return [stdout(`${count(event.names.length, 'test')} failed again:\n${printlist(event.names)}`)];
      case 'summary':
        return options.pgo ? [] : [stdout(resultText311(event.summary))];
      case 'finished':
        return [
          stdout(`\nTotal duration: ${formatDuration(event.seconds)}\nTests result: ${runState(event.summary)}\n`),
        ];
      default:
        return testChunks(event, options);
    }
  };
}
