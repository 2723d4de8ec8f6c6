import type { Change, History } from '../../interp/history/change.js';
import { allChanges, HistoryError, wholeOf } from '../../interp/history/find-change.js';
import { holdingAt, worldOf } from '../../interp/history/resolve.js';
import type { StateQuestion } from '../hunt-question.js';

/** Experiments and parts of later changes that mean something in a state: what they require holds, they do not. */
export function halfFixesAt(history: History, state: StateQuestion): Change[] {
  const held = new Set(holdingAt(history, state).changes.map(({ id }) => id));
  return allChanges(history).filter((change) => {
    if (change.status !== 'experiment' || change.edits.length === 0 || held.has(change.id)) return false;
    const whole = wholeOf(history, change) as Change;
    // A part of what is there already was taken out, or reverted.
    if (held.has(whole.id)) return false;
    const required = whole === change ? change.requires : [...change.requires, ...whole.requires];
    return required.every((id) => held.has(id)) && canHold(history, { ...state, with: [...state.with, change.id] });
  });
}

function canHold(history: History, state: StateQuestion): boolean {
  try {
    worldOf(history, holdingAt(history, state));
    return true;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}
