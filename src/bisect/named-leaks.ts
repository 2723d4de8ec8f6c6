import { explain } from '../explain/explain.js';
import type { Explanation } from '../explain/result.js';
import type { World } from '../interp/world.js';
import { loadScenario } from '../runner/load.js';
import type { SingleOptions, TestFile } from '../runner/options.js';
import type { TestResult } from '../runner/result.js';
import type { MeasuredLeak } from './baseline.js';
import { identityOf, itemIdentity } from './identity.js';

export interface LeakingHunt {
  readonly test: TestFile;
  readonly options: SingleOptions;
  /** As the hunt got it, without the extensions that the scenario describes. */
  readonly world: World;
  readonly signal: AbortSignal;
  readonly result: TestResult;
}

/** The leaks of a test that leaks, each by its cause; the hunt is run once more for that. */
export async function namedLeaks({ test, options, world, signal, result }: LeakingHunt): Promise<MeasuredLeak[]> {
  const file = test.file ?? '';
  const request = { name: test.name, loadScenario: () => loadScenario(file), world, options, signal };
  const explanation = await explain(request, result, { mapPlace: (place) => place, fixes: false });
  return explanation === null || explanation.findings.length === 0
    ? byItem(test.name, result)
    : byFinding(test.name, explanation);
}

function byFinding(test: string, { findings }: Explanation): MeasuredLeak[] {
  // regrtest's own integers come with a leak and go with it.
  const own = findings.filter(({ kind }) => kind !== 'harness-only');
  return own.map((finding) => ({
    identity: identityOf(test, finding),
    references: finding.references,
    blocks: finding.blocks,
  }));
}

/** Where nothing can be named, the printed lines stand for the leaks. */
function byItem(test: string, { leaks }: TestResult): MeasuredLeak[] {
  return leaks.map(({ item, deltas }) => ({
    identity: itemIdentity(test, item),
    references: item === 'references' ? (deltas.at(-1) ?? 0) : 0,
    blocks: item === 'memory blocks' ? (deltas.at(-1) ?? 0) : 0,
  }));
}
