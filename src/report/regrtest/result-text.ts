import type { Style } from '../../runner/options.js';
import type { TestResult } from '../../runner/result.js';
import { printable } from '../printable.js';
import { formatDuration } from './format-duration.js';

function failedText({ errors, failures }: TestResult): string {
  const words = [];
  if (errors.length > 0) words.push(`${errors.length} error${errors.length > 1 ? 's' : ''}`);
  if (failures.length > 0) words.push(`${failures.length} failure${failures.length > 1 ? 's' : ''}`);
  return words.length > 0 ? `failed (${words.join(', ')})` : 'failed';
}

function stateText(result: TestResult, style: Style): string {
  switch (result.state) {
    case 'PASSED':
      return 'passed';
    case 'FAILED':
      return failedText(result);
    case 'SKIPPED':
      return 'skipped';
    case 'UNCAUGHT_EXC':
      return 'failed (uncaught exception)';
    case 'REFLEAK':
      return 'failed (reference leak)';
    case 'ENV_CHANGED':
      return 'failed (env changed)';
    case 'RESOURCE_DENIED':
      return 'skipped (resource denied)';
    case 'INTERRUPTED':
      return 'interrupted';
    case 'WORKER_FAILED':
      return style === '3.11' ? 'crashed' : 'worker non-zero exit code';
    case 'WORKER_BUG':
      return style === '3.11' ? 'crashed' : 'worker bug';
    case 'DID_NOT_RUN':
      return 'ran no tests';
    case 'TIMEOUT':
      return `timed out (${formatDuration(result.seconds)})`;
  }
}

/** `test_x failed (2 failures)`. CPython 3.11 Lib/test/libregrtest/runtest.py: TestResult.__str__() */
export function resultText(result: TestResult, style: Style): string {
  const text = `${printable(result.name)} ${stateText(result, style)}`;
  const crashed = result.state === 'WORKER_FAILED' || result.state === 'WORKER_BUG';
  return crashed && result.reason !== null ? `${text} (${printable(result.reason)})` : text;
}
