import type { DescribedModule, Library, LibraryModules } from 'refhunt/scenario';

/** From when to when the standard library was counted. */
const COUNTED_FROM = '2019-11-20';
const COUNTED_UNTIL = '2020-12-01';

/**
 * The counted library for the states that it was counted for, an outline of it for all others; the census is loaded
 * only where it is used.
 */
export function libraryFor(
  outline: (library: Library) => readonly DescribedModule[],
  stderr: 'pipe' | 'written file' = 'pipe',
): LibraryModules {
  return async (library) => {
    if (!library.since(COUNTED_FROM) || library.since(COUNTED_UNTIL)) return outline(library);
    const { countedLibrary } = await import('../calibrated/library.js');
    return countedLibrary(library, stderr);
  };
}
