// The shipped history: changes of CPython around the isolation of subinterpreters, 2019 to 2022.
import { type Change, defineHistory } from 'refhunt/scenario';
import { abcChanges } from './history/abc.js';
import { astChanges } from './history/ast.js';
import { base } from './history/base.js';
import { gcChanges } from './history/gc.js';
import { objectModelChanges } from './history/object-model.js';
import { signalChanges } from './history/signal.js';
import { smallChanges } from './history/small.js';
import { threadChanges } from './history/thread.js';
import { weakrefChanges } from './history/weakref.js';

/** By date; changes of one day stay in the order in which they were merged. */
const changes: readonly Change[] = [
  ...objectModelChanges,
  ...gcChanges,
  ...abcChanges,
  ...astChanges,
  ...signalChanges,
  ...threadChanges,
  ...weakrefChanges,
  ...smallChanges,
].toSorted((left, right) => left.date.localeCompare(right.date));

export default defineHistory({
  base,
  changes,
  defaultState: 'gh-23811-proposed',
  states: { '3.11.2': '14243369b5' },
});
