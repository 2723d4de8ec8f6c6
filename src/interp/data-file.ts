import { readFileSync } from 'node:fs';

/** Data beside a scenario: `readJson(import.meta.url, './library.json')`. */
export function readJson(base: string, path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, base), 'utf8'));
}
