import type { RunEvent } from '../../runner/events.js';
import { runState } from '../../runner/results.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { stderr, stdout } from './chunk.js';
import { formatDuration } from './format-duration.js';
import { headerText } from './header-text.js';
import { logLine, longRunning, PROGRESS_MIN_TIME, progressLine, timeoutText } from './log-line.js';
import { printlist } from './printlist.js';
import { resultText } from './result-text.js';
import { blockText, FEW_WARMUPS, killedText, type StyleOptions, type TextReporter } from './style-3.11.js';
import { resultText313, totalsText313 } from './summary-text.js';
import { testChunks } from './test-text.js';

type Of<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

function begunText({ header, fewWarmups, seed, style }: Of<'run-begun'>): string {
  return `${fewWarmups ? FEW_WARMUPS : ''}${header === null ? '' : headerText(header, style)}Using random seed: ${seed}\n`;
}

function testsBegunText({ clock, tests, jobs, timeout, workerTimeout }: Of<'tests-begun'>): string {
  const what = tests === null ? 'tests' : count(tests, 'test');
  const workers = `worker ${jobs === 1 ? 'process' : 'processes'}`;
  const how = jobs === null ? 'sequentially in a single process' : `in parallel using ${jobs} ${workers}`;
  return logLine(clock, `Run ${what} ${how}${timeoutText(timeout, workerTimeout)}`);
}

function endedText({ progress, result, seconds }: Of<'test-ended'>, { quiet, pgo }: StyleOptions): string {
  if (quiet) return '';
  const text = resultText(result, '3.13');
  const long = seconds >= PROGRESS_MIN_TIME ? ` in ${formatDuration(seconds)}` : '';
  return progressLine(progress, `${text}${long}`, pgo);
}

function workerText(event: Of<'worker-ended-test'>, options: StyleOptions): string {
  const { progress, result, running, block } = event;
  const long = result.seconds >= PROGRESS_MIN_TIME && result.state !== 'WORKER_BUG' && !options.pgo;
  const others = options.pgo ? [] : longRunning(running);
  const text = [
    resultText(result, '3.13'),
    long ? ` (${formatDuration(result.seconds)})` : '',
    others.length > 0 ? ` -- ${runningText(others)}` : '',
  ].join('');
  return `${options.quiet ? '' : progressLine(progress, text, options.pgo)}${blockText(block, options)}`;
}

const runningText = (running: readonly string[]): string => `running (${running.length}): ${running.join(', ')}`;

function finishedText({ summary, seconds }: Of<'finished'>): string {
  const duration = `\nTotal duration: ${formatDuration(seconds)}\n`;
  return `${duration}${totalsText313(summary)}Result: ${runState(summary)}\n`;
}

/** The output of regrtest of CPython 3.13. */
export function createStyle313(options: StyleOptions): TextReporter {
  return (event) => {
    switch (event.event) {
      case 'run-begun':
        return [stdout(begunText(event))];
      case 'tests-begun':
        return [stdout(testsBegunText(event))];
      case 'test-begun':
        return options.quiet ? [] : [stdout(progressLine(event.progress, printable(event.name), options.pgo))];
      case 'test-ended':
        return [stdout(endedText(event, options))];
      case 'tests-ended':
        return [];
      case 'worker-ended-test':
        return [stdout(workerText(event, options))];
      case 'worker-killed':
        return [stderr(killedText(event, 'WorkerThread'))];
      case 'still-running':
        return [stdout(logLine(event.clock, runningText(longRunning(event.running))))];
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
        return [
          stdout(`\n${logLine(event.clock, `Re-running ${event.tests} failed tests in verbose mode in subprocesses`)}`),
        ];
      case 'rerun-test':
        return [];
      case 'failed-again':
        return [stdout(`${count(event.names.length, 'test')} failed again:\n${printlist(event.names)}`)];
      case 'summary':
        return options.pgo ? [] : [stdout(resultText313(event.summary))];
      case 'finished':
        return [stdout(finishedText(event))];
      default:
        return testChunks(event, options);
    }
  };
}
