import { type ClassCounts, type Library, type ModuleCounts, readJson } from 'refhunt/scenario';

/** What stands for the modules of a library, by name. */
export type Counts = Readonly<Record<string, ModuleCounts>>;

/** Numbers that replace others; null: there is no such thing. */
type Corrected<T> = { readonly [Key in keyof T]?: T[Key] | null };

interface ModuleCorrection extends Corrected<Omit<ModuleCounts, 'classes'>> {
  readonly classes?: Readonly<Record<string, Corrected<ClassCounts> | null>>;
}

/** How the library of some months differs from the one that was counted. */
interface Correction {
  readonly name: string;
  /** ISO dates: from the first one on, before the second one. */
  readonly since: string;
  readonly until: string;
  readonly why: string;
  readonly modules: Readonly<Record<string, ModuleCorrection>>;
}

interface CalibratedFile {
  readonly modules: Counts;
  readonly corrections: readonly Correction[];
}

/** The counts of a library: those of 3.11, and what its corrections for the date say. */
export function countsOf(library: Library): Counts {
  const { modules, corrections } = readJson(import.meta.url, './library.json') as CalibratedFile;
  const counts = { ...modules };
  for (const { since, until, modules: corrected } of corrections) {
    if (!library.since(since) || library.since(until)) continue;
    for (const [name, each] of Object.entries(corrected)) counts[name] = correctModule(counts[name], each);
  }
  return counts;
}

function correctModule(module: ModuleCounts | undefined, { classes = {}, ...rest }: ModuleCorrection): ModuleCounts {
  const known: Readonly<Record<string, ClassCounts>> = module?.classes ?? {};
  const corrected = Object.entries(classes).map(([name, each]): [string, ClassCounts | null] => [
    name,
    each && replace(known[name] ?? {}, each),
  ]);
  // A class that the counted library does not have may be the base of others, and comes first.
  const unknown = corrected.filter(([name]) => !(name in known));
  const all = { ...Object.fromEntries(unknown), ...known, ...Object.fromEntries(corrected) };
  const left = Object.entries(all).filter((entry): entry is [string, ClassCounts] => entry[1] !== null);
  return { ...replace(module ?? NO_COUNTS, rest), classes: Object.fromEntries(left) };
}

const NO_COUNTS: ModuleCounts = { names: 0, classes: {} };

function replace<T extends object>(counts: T, corrected: Corrected<T>): T {
  const entries = Object.entries({ ...counts, ...corrected }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as T;
}
