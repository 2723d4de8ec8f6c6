import type { HuntRequest } from '../../explain/try/hunt.js';
import { printableLines } from '../../report/printable.js';
import type { TestResult } from '../../runner/result.js';
import { NotFoundError } from '../not-found.js';
import { type ExplainContext, lastOfEach, quietly, requestOf } from './explain-results.js';

export interface Looking<T extends object> {
  readonly look: (request: HuntRequest, result: TestResult) => Promise<T | { readonly problem: string }>;
  readonly text: (name: string, found: T) => string;
}

/**
 * Looks once more at each leaking test, or at each test where none leaks, and writes what is found as it comes. What a
 * test does not have is told of at the end, and is an error if no test has it.
 */
export async function lookAtEach<T extends object>(
  option: string,
  results: readonly TestResult[],
  context: ExplainContext,
  { look, text }: Looking<T>,
): Promise<ReadonlyMap<string, T>> {
  const problems: string[] = [];
  const found = new Map<string, T>();
  for (const result of lastOfEach(results)) {
    const { name } = result;
    const request = requestOf(result, context);
    if (context.signal.aborted || request === null) continue;
    const seen = await quietly(() => look(request, result));
    if ('problem' in seen) {
      problems.push(`refhunt: ${option}: ${name}: ${seen.problem}`);
      continue;
    }
    found.set(name, seen);
    context.write(`\n${text(name, seen)}`);
  }
  if (found.size + problems.length === 0) context.write(`\nrefhunt: ${option}: no test came to its end\n`);
  if (found.size === 0 && problems.length > 0) throw new NotFoundError(problems.join('\n'));
  for (const problem of problems) context.write(`\n${printableLines(problem)}\n`);
  return found;
}
