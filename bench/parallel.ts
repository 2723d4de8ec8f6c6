import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, type Command, milliseconds } from './processes.js';
import { type Row, row } from './row.js';

const SCENARIOS = 200;
const MILLISECONDS = 50;
const RUNS = 3;
const ALL_PASS = [0];

const SCENARIO = `export default {
  cases: {
    'BusyTest.test_busy': (t) => {
      const end = performance.now() + ${MILLISECONDS};
      while (performance.now() < end);
      t.list();
    },
  },
};
`;

/** Two worker processes against one process; the runs alternate, so that both see one machine. */
export function parallelRows(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'refhunt-bench-'));
  try {
    for (let n = 0; n < SCENARIOS; n++) writeFileSync(join(folder, `test_${n}.mjs`), SCENARIO);
    const sequential: Command = [process.execPath, BIN, '--testdir', folder];
    const workers: number[] = [];
    const alone: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      alone.push(milliseconds(sequential, ALL_PASS));
      workers.push(milliseconds([...sequential, '-j2'], ALL_PASS));
    }
    const note = `${SCENARIOS} scenarios of ${MILLISECONDS} ms: refhunt -j2 against refhunt`;
    return [row('parallel', workers, { ms: alone, note })];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
