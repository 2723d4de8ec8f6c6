/** One digit after the point of a non-negative number; an exact tie goes to the even digit, as Python formats it. */
function oneDigit(value: number): string {
  const quarters = value * 4;
  // Only a number of quarters can lie exactly between two tenths in binary: x.25 and x.75.
  if (Number.isInteger(quarters) && quarters % 2 === 1) {
    const below = Math.floor(value * 10);
    return ((below % 2 === 0 ? below : below + 1) / 10).toFixed(1);
  }
  return value.toFixed(1);
}

/** CPython 3.11 Lib/test/libregrtest/utils.py: format_duration() */
export function formatDuration(seconds: number): string {
  const totalMs = Math.ceil(seconds * 1000);
  const ms = totalMs % 1000;
  const totalSeconds = Math.floor(totalMs / 1000);
  const sec = totalSeconds % 60;
  const min = Math.floor(totalSeconds / 60) % 60;
  const hour = Math.floor(totalSeconds / 3600);
  const parts: string[] = [];
  if (hour > 0) parts.push(`${hour} hour`);
  if (min > 0) parts.push(`${min} min`);
  if (sec > 0) parts.push(parts.length > 0 ? `${sec} sec` : `${oneDigit(sec + ms / 1000)} sec`);
  return parts.length === 0 ? `${ms} ms` : parts.slice(0, 2).join(' ');
}
