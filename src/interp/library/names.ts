/** Made once: a text that is put together anew is looked up slowly. */
const MADE = 256;

function numbered(prefix: string): (index: number) => string {
  const made = Array.from({ length: MADE }, (_, index) => `${prefix}_${index}`);
  return (index) => made[index] ?? `${prefix}_${index}`;
}

/** The nth of the names that counted things have: it does not matter which ones, but that these are interned. */
export const nameAt = numbered('name');

/** Name of the nth function of a module or a class. */
export const functionName = numbered('function');
