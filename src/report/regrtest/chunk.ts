/** A piece of text and the stream that regrtest writes it to. */
export interface Chunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export const stdout = (text: string): Chunk => ({ stream: 'stdout', text });
export const stderr = (text: string): Chunk => ({ stream: 'stderr', text });
