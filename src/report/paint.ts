/** What a piece of text says of a leak. */
export type Shade = 'began' | 'changed' | 'ended' | 'leaking' | 'clean' | 'unknown' | 'aside';

export type Paint = (shade: Shade, text: string) => string;

export const paintNothing: Paint = (_, text) => text;

/** Loads what colours only where a terminal shows it. */
export async function loadPaint(): Promise<Paint> {
  const { default: chalk } = await import('chalk');
  const shades: Readonly<Record<Shade, (text: string) => string>> = {
    began: chalk.bgRed.white.bold,
    changed: chalk.yellow.bold,
    ended: chalk.bgGreen.black,
    leaking: chalk.red,
    clean: chalk.green,
    unknown: chalk.magenta,
    aside: chalk.dim,
  };
  return (shade, text) => shades[shade](text);
}
