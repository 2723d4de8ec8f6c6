import { type CommandLine, UsageError } from './command-line.js';

/** Options that only say how to explain. */
const HOW = ['graph', 'format', 'full', 'no-fixes'];

/** What would be read and do nothing is said; `explains`: by its name the command does. */
export function checkExplainOptions({ flags, values }: CommandLine, explains: boolean): void {
  const given = (name: string): boolean => flags.has(name) || values.has(name);
  const how = HOW.find(given);
  if (how !== undefined && !explains && !given('explain')) {
    throw new UsageError(`refhunt: --${how} is about what an explanation shows: add --explain`);
  }
  if (given('output') && !given('format')) {
    throw new UsageError('refhunt: -o names the file of the graph: add --format dot, mermaid, svg or html');
  }
}
