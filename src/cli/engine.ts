import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function runs before V8 thinks of optimising it: of V8 11.3, and for a short run. */
const BUDGET = 132 * 1024;
const PATIENT_BUDGET = 600_000;
/** Milliseconds after which a run is so long that code is worth its optimisation. */
const LONG_RUN = 1000;

interface CompileCache {
  readonly enableCompileCache?: () => unknown;
}

/**
 * Most runs are shorter than V8 takes to optimise what they run. Node 20 has a flag for it, of which nobody says that
 * it means the same in later ones; those keep compiled code from one run to the next.
 */
export function tuneEngine(): void {
  (module as CompileCache).enableCompileCache?.();
  if (!process.versions.v8.startsWith('11.3.')) return;
  setFlagsFromString(`--interrupt-budget=${PATIENT_BUDGET}`);
  setTimeout(() => setFlagsFromString(`--interrupt-budget=${BUDGET}`), LONG_RUN).unref();
}
