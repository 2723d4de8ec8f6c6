// Bundles what Node runs: a few files load much faster than hundreds. The types beside them are tsc's.
import { basename } from 'node:path';
import glob from 'fast-glob';
import { build } from 'rolldown';

/** Loaded only where they are needed; and the package itself, of which a run has one copy. */
const external = [/^(@viz-js\/viz|chalk|cli-table3|fast-glob|tsx)\b/, 'refhunt/scenario', /^node:/];

/** A group takes what its modules import along, unless one of a higher priority has it. */
const group = (name, priority, test) => ({ name, priority, test });

const bundle = (dir, input, groups = [], chunkFileNames = 'chunks/[name]-[hash].js') => ({
  input,
  platform: 'node',
  external,
  output: {
    dir,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames,
    codeSplitting: { groups },
  },
  // A module that one command loads late may be in the bundle that another begins with.
  checks: { ineffectiveDynamicImport: false },
});

const MACHINE = /[\\/]src[\\/](gc|interp|runner)[\\/]/;
/** Of it: what starts threads and processes, or speaks to the inspector. */
const LATE = /[\\/]runner[\\/](run-workers|worker-process|watchdog|proof[\\/](?!globals))/;

const entries = (...names) => Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
const scenarios = glob.sync('scenarios/*.ts').map((file) => [basename(file, '.ts'), file]);

await build([
  bundle('dist/src', entries('cli/main', 'cli/worker', 'cli/bisect-worker', 'interp/scenario'), [
    group('start', 3, /[\\/]src[\\/]cli[\\/]main\.ts$/),
    group('machine', 2, (id) => MACHINE.test(id) && !LATE.test(id)),
    group('hunt', 1, /[\\/]src[\\/]cli[\\/]hunt\.ts$/),
  ]),
  bundle(
    'dist/scenarios',
    Object.fromEntries(scenarios),
    [
      group('calibrated', 2, /[\\/]scenarios[\\/]calibrated[\\/]/),
      group('extensions', 1, /[\\/]scenarios[\\/](extensions|library)[\\/]/),
    ],
    // In the folder of its modules, whose data lies beside them.
    '[name]/[name].js',
  ),
  bundle('dist/bench', { main: 'bench/main.ts', ours: 'bench/ours.ts' }, [], '[name].js'),
]);
