import type { Picture } from '../../explain/result.js';
import { dotText } from './graph-dot.js';

/** Laid out by Graphviz, which comes as WebAssembly from npm and is loaded when a picture is asked for. */
export async function svgText(picture: Picture, title: string): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const svg = viz.renderString(dotText(picture, title), { format: 'svg' });
  return svg.slice(svg.indexOf('<svg'));
}
