/** Colours by what the reader's system asks for. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --soft: #f1f1f1; --bad: #c0392b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #171717; --soft: #262626; --bad: #ff8a75; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
pre.line { background: var(--soft); padding: .5rem 1rem; overflow-x: auto; }
.canvas { border: 1px solid var(--ink); height: 28rem; overflow: hidden; background: var(--paper); cursor: grab; touch-action: none; }
.canvas:focus-visible, input:focus-visible { outline: 3px solid #3584e4; }
.canvas svg { width: 100%; height: 100%; }
.canvas svg > g > polygon { fill: var(--paper); }
.canvas svg text { fill: var(--ink); }
.canvas svg .node path, .canvas svg .node polygon, .canvas svg .node ellipse { stroke: var(--ink); }
.canvas svg .node { cursor: pointer; }
.canvas svg .node.chosen polygon, .canvas svg .node.chosen ellipse, .canvas svg .node.chosen path { stroke: #3584e4; stroke-width: 3; }
.canvas svg .node.garbage { opacity: .45; }
.details { min-height: 3rem; padding: .5rem 0; white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { padding: .2rem .7rem; text-align: left; border-bottom: 1px solid var(--soft); }
tr.harmful td { color: var(--bad); } tr.workaround td { font-style: italic; }
`;

/** Pan, zoom, choose an object, step through the phases. No network, nothing evaluated. */
export const HTML_SCRIPT = `
const PHASES = ['update_refs', 'subtract_refs', 'move_unreachable'];
for (const picture of document.querySelectorAll('.picture')) {
  const { nodes, edges } = JSON.parse(picture.querySelector('script[type="application/json"]').textContent);
  const canvas = picture.querySelector('.canvas');
  const svg = canvas.querySelector('svg');
  const details = picture.querySelector('.details');
  const view = svg.viewBox.baseVal;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const shapes = new Map(nodes.map((node) => [node.id, svg.getElementById('node-' + node.id)]));
  const zoom = (factor) => {
    view.x += (view.width - view.width * factor) / 2; view.y += (view.height - view.height * factor) / 2;
    view.width *= factor; view.height *= factor;
  };
  const pan = (x, y) => { view.x += x * view.width; view.y += y * view.height; };
  canvas.addEventListener('wheel', (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15); }, { passive: false });
  let from = null;
  canvas.addEventListener('pointerdown', (event) => { from = event; });
  canvas.addEventListener('pointermove', (event) => {
    if (from === null) return;
    pan((from.clientX - event.clientX) / canvas.clientWidth, (from.clientY - event.clientY) / canvas.clientHeight);
    from = event;
  });
  addEventListener('pointerup', () => { from = null; });
  canvas.addEventListener('keydown', (event) => {
    const moves = { ArrowLeft: [-.1, 0], ArrowRight: [.1, 0], ArrowUp: [0, -.1], ArrowDown: [0, .1] };
    if (moves[event.key]) { pan(...moves[event.key]); event.preventDefault(); }
    else if (event.key === '+') zoom(1 / 1.15);
    else if (event.key === '-') zoom(1.15);
  });
  const name = (id) => byId.get(id)?.label ?? id;
  const choose = (node) => {
    for (const shape of shapes.values()) shape?.classList.remove('chosen');
    shapes.get(node.id)?.classList.add('chosen');
    const owners = edges.filter((edge) => edge.to === node.id)
      .map((edge) => '  ' + name(edge.from) + ' ' + edge.label + (edge.kind === 'hidden' ? ' (not visited)' : ''));
    details.textContent = node.label + (node.refcnt === null ? '' : ': refcnt ' + node.refcnt)
      + '\\nowned by:\\n' + (owners.length > 0 ? owners.join('\\n') : '  nothing in the picture');
  };
  for (const node of nodes) {
    const shape = shapes.get(node.id);
    if (!shape) continue;
    shape.setAttribute('tabindex', '0');
    shape.setAttribute('role', 'button');
    shape.setAttribute('aria-label', node.label);
    shape.addEventListener('click', () => choose(node));
    shape.addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') { choose(node); event.preventDefault(); } });
  }
  const slider = picture.querySelector('input[type="range"]');
  const output = picture.querySelector('output');
  const show = () => {
    const phase = Number(slider.value);
    output.textContent = PHASES[phase];
    for (const node of nodes) {
      const shape = shapes.get(node.id);
      const text = shape?.querySelector('text');
      if (!text || node.refcnt === null) continue;
      const base = node.count === 1 ? node.label : node.count + ' ' + node.label;
      const refs = node.gcRefs === null ? 'not seen' : phase === 0 ? node.refcnt : node.gcRefs;
      text.textContent = base + '  [' + refs + ']';
      shape.classList.toggle('garbage', phase === 2 && node.unreachable);
    }
  };
  slider.addEventListener('input', show);
  show();
}
`;
