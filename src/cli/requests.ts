import type { HuntRequest } from '../explain/try/hunt.js';
import { scenarioDir } from '../runner/find.js';
import { loadScenario } from '../runner/load.js';
import { loadWorld } from '../runner/load-world.js';
import { selectTests } from '../runner/select.js';
import { NotFoundError } from './not-found.js';
import type { HuntOptions } from './options/hunt-options.js';
import { singleOptions } from './options/single-options.js';

/** The hunts that a command line asks for, to be run without printing what regrtest prints. */
export async function huntRequests(
  options: HuntOptions,
  cwd: string | null,
  signal: AbortSignal,
): Promise<HuntRequest[]> {
  const dir = scenarioDir(options.testdir, cwd);
  if (dir === undefined) throw new NotFoundError(`refhunt: --testdir ${options.testdir}: no such folder`);
  const { names: words, exclude, start } = options;
  const tests = await selectTests({ dir, cwd, words, fromfile: null, exclude, start, seed: null });
  const { world } = await loadWorld(dir, options.world, cwd);
  const requests = tests.map(({ name, file, suggestion }) => {
    if (file === null) throw new NotFoundError(`refhunt: no test named '${name}'`, suggestion);
    const load = () => loadScenario(file);
    return { name, loadScenario: load, world, options: singleOptions(options), signal };
  });
  return requests;
}
