/** One line of the report. Times are medians in milliseconds; null where the reference is not installed. */
export interface Row {
  readonly name: string;
  readonly oursMs: number;
  readonly referenceMs: number | null;
  /** reference / ours: above 1, refhunt is faster. */
  readonly ratio: number | null;
  /** Memory of the simulated heap without its edges, over the number of objects. */
  readonly bytesPerObject?: number;
  /** What is compared, or what is missing. */
  readonly note: string;
}

export interface Reference {
  readonly ms: readonly number[] | null;
  readonly note: string;
}

export function row(name: string, ours: readonly number[], reference: Reference, bytesPerObject?: number): Row {
  const oursMs = rounded(median(ours));
  const referenceMs = reference.ms === null ? null : rounded(median(reference.ms));
  const ratio = referenceMs === null ? null : rounded(referenceMs / oursMs);
  const memory = bytesPerObject === undefined ? {} : { bytesPerObject: rounded(bytesPerObject) };
  return { name, oursMs, referenceMs, ratio, ...memory, note: reference.note };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
