/**
 * What a test can change in the process around the interpreter, as far as regrtest saves and compares it
 * (libregrtest saved_test_environment): modelled, never the real one.
 */
export interface ProcessState {
  readonly environ: Map<string, string>;
  /** Open file descriptors; the lowest free number is the next one. */
  readonly fds: Set<number>;
  /** C functions by the descriptor, or the kind of handle, that they opened last. */
  readonly openers: Map<number | string, string>;
  /** Other operating-system handles by kind (Windows events). */
  readonly handles: Map<string, number>;
  cwd: string;
  umask: number;
  /** Names of files that the test left in the current folder. */
  readonly files: Set<string>;
  /** Any further saved value by the name regrtest gives it: 'sys.argv', 'warnings.filters', 'locale'... */
  readonly saved: Map<string, unknown>;
}

export function createProcessState(): ProcessState {
  return {
    environ: new Map(),
    fds: new Set([0, 1, 2]),
    openers: new Map(),
    handles: new Map(),
    cwd: 'test_cwd',
    umask: 0o22,
    files: new Set(),
    saved: new Map(),
  };
}

/** open(): the lowest free descriptor. `by` is the C function, if there is one. */
export function openFd(process: ProcessState, by?: string): number {
  let fd = 0;
  while (process.fds.has(fd)) fd++;
  process.fds.add(fd);
  if (by === undefined) process.openers.delete(fd);
  else process.openers.set(fd, by);
  return fd;
}

/** CloseHandle(): false if no handle of that kind is open. */
export function closeHandle(process: ProcessState, kind: string): boolean {
  const open = process.handles.get(kind) ?? 0;
  if (open === 0) return false;
  process.handles.set(kind, open - 1);
  return true;
}
