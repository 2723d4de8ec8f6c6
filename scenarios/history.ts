// The shipped history: changes of CPython around the isolation of subinterpreters, 2019 to 2022.
import { defineHistory } from 'refhunt/scenario';
import { abcChanges } from './history/abc.js';
import { base } from './history/base.js';
import { gcChanges } from './history/gc.js';
import { threadChanges } from './history/thread.js';

const changes = [...abcChanges, ...gcChanges, ...threadChanges].sort((left, right) =>
  left.date.localeCompare(right.date),
);

export default defineHistory({ base, changes, defaultState: 'gh-23811-proposed', states: {} });
