/** Which edition of the standard library a world has, and what a scenario may ask of it. */
export interface Library {
  /** ISO date of the state. */
  readonly date: string;
  /** Names of what changes did to Python modules. */
  readonly features: readonly string[];
  /** Whether the state is of that day (ISO date) or a later one. */
  readonly since: (date: string) => boolean;
  /** Whether a change did that to its Python modules. */
  readonly has: (feature: string) => boolean;
}

export function libraryOf(date: string, features: readonly string[] = []): Library {
  return { date, features, since: (day) => date >= day, has: (feature) => features.includes(feature) };
}

/** That of a world which does not say. */
export const NEWEST_LIBRARY = libraryOf('9999-12-31');
