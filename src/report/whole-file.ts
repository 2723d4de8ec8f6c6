import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { printable } from './printable.js';

/** A device or a pipe cannot be replaced by another file. */
function isReplaceable(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() !== false;
}

/** Writes a file whole or not at all: readers never see a part of it. Tells what went wrong, or null. */
export function writeWholeFile(path: string, text: string): string | null {
  const temporary = `${path}.${process.pid}.part`;
  try {
    if (!isReplaceable(path)) {
      writeFileSync(path, text);
      return null;
    }
    writeFileSync(temporary, text);
    renameSync(temporary, path);
    return null;
  } catch (error) {
    rmSync(temporary, { force: true });
    const message = error instanceof Error ? error.message : String(error);
    return printable(message.replaceAll(temporary, path));
  }
}
