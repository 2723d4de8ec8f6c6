import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '../interp/history/change.js';
import { HistoryError } from '../interp/history/find-change.js';
import { type ResolvedState, resolveState, type StateRequest } from '../interp/history/resolve.js';
import { changeFrom } from './change-file.js';
import { describeError } from './describe-error.js';
import { importModule } from './load.js';
import type { WorldOptions } from './options.js';
import { isInside, SHIPPED_SCENARIOS } from './package-root.js';

/** `history.ts` of a folder of scenarios, if it has one. */
function historyFile(dir: string): string | undefined {
  return ['history.ts', 'history.mts', 'history.js', 'history.mjs']
    .map((name) => join(dir, name))
    .find((path) => existsSync(path));
}

async function loadHistory(file: string): Promise<History> {
  const module = await importModule(file).catch((error: unknown) => {
    throw new HistoryError(`${file} does not load: ${error instanceof Error ? whatAndWhere(error) : String(error)}`);
  });
  const exported = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (typeof exported === 'object' && exported !== null && 'changes' in exported && 'base' in exported) {
    return exported as History;
  }
  throw new HistoryError(`${file}: the default export is no history; make it with defineHistory({ ... })`);
}

function whatAndWhere(error: Error): string {
  const { type, message, frames } = describeError(error, () => true);
  const { file, line } = frames.at(-1) ?? {};
  return `${type}: ${message.split('\n', 1)[0]}${file === undefined ? '' : ` (${file}:${line})`}`;
}

/** The newest state: that of the last change that was merged. */
function newest({ changes, defaultState }: History): string {
  return changes.findLast(({ status }) => status === 'merged')?.id ?? defaultState;
}

/** The history of a folder, and where its scenarios run when no --at says otherwise. */
export interface OpenHistory {
  readonly history: History;
  readonly defaultState: string;
  /** The folder has none: it is the shipped one. */
  readonly shippedInstead: boolean;
}

/** The history of the folder or else the shipped one. */
export async function openHistory(dir: string): Promise<OpenHistory> {
  const own = historyFile(dir);
  const shipped = own === undefined ? historyFile(SHIPPED_SCENARIOS) : undefined;
  const file = own ?? shipped;
  if (file === undefined)
    throw new HistoryError('no history.ts is shipped; this installation of refhunt is incomplete');
  const history = await loadHistory(file);
  const foreign = own === undefined && !isInside(dir, SHIPPED_SCENARIOS);
  return { history, defaultState: foreign ? newest(history) : history.defaultState, shippedInstead: foreign };
}

export interface NamedRequest extends StateRequest {
  readonly at: string;
}

/** What --at, --with and --without ask for. */
export function requestOf({ defaultState }: OpenHistory, options: WorldOptions, cwd: string | null): NamedRequest {
  return {
    at: options.at ?? defaultState,
    with: options.with.map((word) => changeFrom(word, cwd)),
    without: options.without,
  };
}

/** The world that --at, --with and --without describe, in the history of the folder or else in the shipped one. */
export async function loadWorld(dir: string, options: WorldOptions, cwd: string | null): Promise<ResolvedState> {
  const open = await openHistory(dir);
  return resolveState(open.history, requestOf(open, options, cwd));
}
