import type { TestResult } from '../runner/result.js';
import { readObservation } from './read/findings.js';
import type { Explanation, Finding, SourcePlace } from './result.js';
import type { HuntRequest } from './try/hunt.js';
import { observe } from './try/observe.js';
import { leakingRepetition } from './try/repetition.js';
import { type Looked, tryFixes } from './try/trial.js';

export interface ExplainOptions {
  /** From places as the engine saw them to those of the source. */
  readonly mapPlace: (place: SourcePlace) => SourcePlace;
  /** Try what would fix it. */
  readonly fixes: boolean;
  /** Pictures of every object, none folded. */
  readonly full?: boolean;
}

/** Explains the leak of a test that has been hunted; null: it does not leak, or not in every run of it. */
export async function explain(
  request: HuntRequest,
  result: TestResult,
  { mapPlace, fixes, full = false }: ExplainOptions,
): Promise<Explanation | null> {
  const repetition = leakingRepetition(result);
  if (repetition === null) return null;
  const look = async (again: HuntRequest): Promise<Looked | null> => {
    const observed = await observe(again, repetition);
    return (
      observed && { reading: readObservation(observed.observation, { full }, observed.compared), world: observed.world }
    );
  };
  const looked = await look(request);
  if (looked === null) return null;
  const { findings, ...rest } = looked.reading;
  return {
    name: request.name,
    repetition,
    ...rest,
    findings: findings.map((finding) => withPlace(finding, mapPlace)),
    fixes: fixes ? await tryFixes({ request, world: looked.world, findings, look }) : null,
  };
}

function withPlace(finding: Finding, mapPlace: ExplainOptions['mapPlace']): Finding {
  return finding.place === null ? finding : { ...finding, place: mapPlace(finding.place) };
}
