import type { Bench } from '../bench.js';
import type { Make } from '../measure.js';

/** How a measured object was made; what comes before the returned function is the module's own. */
export type Recipe = (bench: Bench) => Make;

/** Recipes by the name of the recorded fact. */
export type Recipes = Readonly<Record<string, Recipe>>;
