import { huntFor } from '../hunt.js';

/** `refhunt explain [options] [tests...]`: the exit code is that of the hunt. */
export async function explain(words: readonly string[]): Promise<number> {
  return await huntFor(words, 'explain');
}
