import { loadavg, platform } from 'node:os';
import type { Clock } from './events.js';

/** Seconds since the start, and the system's load where it has one. */
export type ReadClock = () => Clock;

export function startClock(): ReadClock {
  const start = performance.now();
  const hasLoad = platform() !== 'win32';
  return () => ({ elapsed: (performance.now() - start) / 1000, load: hasLoad ? (loadavg()[0] ?? null) : null });
}
