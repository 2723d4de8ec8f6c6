import type { HeaderFacts } from '../../runner/events.js';
import type { Style } from '../../runner/options.js';
import { printable } from '../printable.js';

/** The lines of `--header`: as many as regrtest prints, with what stands for its interpreter here. */
export function headerText(facts: HeaderFacts, style: Style): string {
  const { version, node, platform, cwd, cpus, world, resources } = facts;
  const first = [`refhunt ${version} (node ${node})`, platform];
  const build = style === '3.13' ? [`world: ${world}`] : [];
  const machine = [`cwd: ${cwd}`, `CPU count: ${cpus}`];
  const last = style === '3.13' ? ['encodings: UTF-8', resourcesLine(resources)] : [`world: ${world}`];
  const lines = [...first, ...build, ...machine, ...last].map((line) => `== ${printable(line)}\n`).join('');
  return style === '3.13' ? `${lines}\n` : lines;
}

function resourcesLine(resources: readonly string[]): string {
  if (resources.length === 0) return 'resources: all test resources are disabled, use -u option to unskip tests';
  return `resources (${resources.length}): ${resources.join(',')}`;
}
