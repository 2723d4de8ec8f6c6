import { placeOfCaller } from '../extension/place.js';
import type { FinalizationStep } from '../world.js';
import type { Edit } from './change.js';

/** A finalization step that does what it is called, unless `does` names another key of `lifecycle/steps.ts`. */
export function step(name: string, does = name, on: FinalizationStep['on'] = 'all'): FinalizationStep {
  const at = placeOfCaller(step);
  return { name, does, on, ...(at && { at }) };
}

type StepEdit = Edit & { edit: 'step' };

/** The edit that puts a finalization step somewhere, takes it away, or says on which interpreters it runs. */
export function editStep(name: string, how: Pick<StepEdit, 'to' | 'on' | 'does'>): Edit {
  const at = placeOfCaller(editStep);
  return { edit: 'step', step: name, ...how, ...(at && { at }) };
}
