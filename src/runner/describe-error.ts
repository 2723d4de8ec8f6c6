import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { RuntimeFault } from '../gc/fault.js';
import type { Frame, Traceback } from './result.js';

const STACK_LINE = /^\s+at (?:async )?(?:(.+?) \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):\d+\)?$/;

/** Which frames of a stack belong to the user: files of scenarios, not of refhunt or Node. */
export type IsUserFile = (file: string) => boolean;

/** As many frames are kept of each error: enough to come from the depth of the runtime to the code of the user. */
export const STACK_DEPTH = 100;

/** What was thrown, or a stand-in for a value that cannot even be asked what it is. */
export function tame(thrown: unknown): unknown {
  try {
    void (thrown instanceof Error);
    return thrown;
  } catch {
    return new Error(UNSHOWABLE);
  }
}

const UNSHOWABLE = 'a value that cannot be shown';

/** What was thrown, as a traceback: outermost frame first; `throw null` and the like are shown as they are. */
export function describeError(error: unknown, isUserFile: IsUserFile): Traceback {
  try {
    if (!(error instanceof Error)) return { frames: [], type: 'ThrownValue', message: shown(error) };
    return { frames: framesOf(error, isUserFile), type: typeOf(error), message: String(error.message) };
  } catch {
    // Its own code is run to show it, and throws.
    return { frames: [], type: 'ThrownValue', message: UNSHOWABLE };
  }
}

function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 1000, maxArrayLength: 10 });
}

function typeOf(error: Error): string {
  const name = String(error.name);
  return /^[A-Za-z_][\w.]*$/.test(name) ? name : 'Error';
}

function framesOf(error: Error, isUserFile: IsUserFile): Frame[] {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const frames: Frame[] = [];
  for (const line of stack.split('\n')) {
    const match = STACK_LINE.exec(line);
    if (match === null) continue;
    const file = pathOf(match[2] ?? '');
    if (file !== null && isUserFile(file)) frames.push(frameAt(file, Number(match[3]), functionName(match[1])));
  }
  frames.reverse();
  const place = error instanceof RuntimeFault ? error.place : null;
  const file = place === null ? null : pathOf(place.file);
  if (place !== null && file !== null) frames.push(frameAt(file, place.line, (error as RuntimeFault).operation ?? ''));
  return frames;
}

/** `Object.FailTest.test_fail` and `Object.<anonymous>` are what V8 makes of a method of an object literal. */
function functionName(name: string | undefined): string {
  if (name === undefined) return '<module>';
  const method = / \[as (.+)\]$/.exec(name)?.[1];
  return method ?? name.replace(/^(?:new )?Object\./, '');
}

function pathOf(location: string): string | null {
  if (!location.startsWith('file://')) return location;
  try {
    return fileURLToPath(location.replace(/\?.*$/, ''));
  } catch {
    return null;
  }
}

function frameAt(file: string, line: number, name: string): Frame {
  return { file, line, name, text: sourceLine(file, line) };
}

const MAX_SOURCE = 1_000_000;

function sourceLine(file: string, line: number): string | null {
  try {
    const source = readFileSync(file, 'utf8');
    if (source.length > MAX_SOURCE) return null;
    const text = source.split('\n')[line - 1]?.trim();
    return text === undefined || text === '' || text.length > 200 ? null : text;
  } catch {
    return null;
  }
}
