import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { compared } from './compare.js';
import { parallelRows } from './parallel.js';
import { startRows } from './processes.js';
import { DEBUG, RELEASE, versionOf } from './python.js';
import type { Row } from './row.js';

const ALIVE = 'full collection, all objects alive';
const DEAD = 'full collection, all objects dead in cycles';
const TAKE = '10^6 incref + decref; Python: a for loop over the same objects';
const MAKE = '10^6 lists of four, made and dropped; Python: the same in a for loop';

/** Words on the command line choose groups; none means all. */
const GROUPS: Readonly<Record<string, () => Row[]>> = {
  gc: () => [
    compared('gc-live-1e5', 'live', 100_000, 9, ALIVE),
    compared('gc-live-1e6', 'live', 1_000_000, 7, ALIVE),
    compared('gc-garbage-1e5', 'garbage', 100_000, 7, DEAD),
    compared('gc-garbage-1e6', 'garbage', 1_000_000, 5, DEAD),
  ],
  operations: () => [
    compared('incref-decref', 'references', 1_000_000, 7, TAKE),
    compared('alloc-dealloc', 'allocations', 1_000_000, 7, MAKE),
  ],
  processes: startRows,
  parallel: parallelRows,
};

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.find((name) => !(name in GROUPS));
if (unknown !== undefined) {
  console.error(`bench: no group named ${unknown}; there are ${Object.keys(GROUPS).join(', ')}`);
  process.exitCode = 64;
} else {
  const chosen = positionals.length > 0 ? positionals : Object.keys(GROUPS);
  const rows = chosen.flatMap((name) => GROUPS[name]?.() ?? []);
  console.log(values.json ? JSON.stringify(rows, null, 2) : tableOf(rows));
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['name', 'refhunt ms', 'reference ms', 'ratio', 'bytes/object', 'what'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { name, oursMs, referenceMs, ratio, bytesPerObject, note } of rows) {
    table.push([name, oursMs, referenceMs ?? '-', ratio ?? '-', bytesPerObject ?? '', note]);
  }
  const versions = [RELEASE, DEBUG].map((python) => `${python}: ${versionOf(python) ?? 'not installed'}`);
  return [table.toString(), 'Medians; ratio = reference / refhunt.', `node: ${process.version}`, ...versions].join(
    '\n',
  );
}
