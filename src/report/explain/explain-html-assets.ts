/** Colours by what the reader's system asks for. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --soft: #f1f1f1; --bad: #b03024; --weak: #6a6a6a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #171717; --soft: #262626; --bad: #ff8a75; --weak: #9a9a9a; } }
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
.canvas svg [stroke="black"] { stroke: var(--ink); }
.canvas svg [fill="black"] { fill: var(--ink); }
.canvas svg [stroke="#c0392b"] { stroke: var(--bad); }
.canvas svg [fill="#c0392b"], .canvas svg text[fill="#c0392b"] { fill: var(--bad); }
.canvas svg [stroke="#888888"] { stroke: var(--weak); }
.canvas svg [fill="#888888"], .canvas svg text[fill="#888888"] { fill: var(--weak); }
.canvas svg .unreachable polygon, .canvas svg .unreachable ellipse, .canvas svg .unreachable path { stroke-dasharray: 4 3; }
.canvas svg .finalized polygon, .canvas svg .finalized ellipse, .canvas svg .finalized path { stroke-dasharray: 1 3; }
.canvas svg .bad polygon, .canvas svg .bad ellipse, .canvas svg .bad path { stroke: var(--bad); stroke-width: 2.5; }
.canvas svg .freed { opacity: .25; }
.canvas svg .gone { visibility: hidden; }
pre.ledger { overflow-x: auto; margin: 0; font-size: .8rem; }
pre.ledger:empty { display: none; }
.details { min-height: 3rem; padding: .5rem 0; white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { padding: .2rem .7rem; text-align: left; border-bottom: 1px solid var(--soft); }
tr.harmful td { color: var(--bad); } tr.workaround td { font-style: italic; }
`;

/** Pan, zoom, choose an object, step through the phases. No network, nothing evaluated. */
export const HTML_SCRIPT = `
const WORDS = { outside: 'not seen', kept: 'not freed' };
for (const picture of document.querySelectorAll('.picture')) {
  const { nodes, edges, phases, ledgers } = JSON.parse(picture.querySelector('script[type="application/json"]').textContent);
  const canvas = picture.querySelector('.canvas');
  const svg = canvas.querySelector('svg');
  const details = picture.querySelector('.details');
  const ledger = picture.querySelector('.ledger');
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
    ledger.textContent = ledgers[node.id] ?? '';
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
  if (slider === null) continue;
  const output = picture.querySelector('output');
  const arrows = edges.map((_, index) => svg.getElementById('edge-' + index));
  const stateOf = (node, at) => node.states[at] ?? 'outside';
  const textOf = (node, at) => {
    const state = stateOf(node, at);
    if (state !== 'collecting') return WORDS[state] ?? state;
    return 'gc_refs ' + (phases[at] === 'update_refs' ? node.refcnt : node.gcRefs);
  };
  const show = () => {
    const at = Number(slider.value);
    const counts = new Map();
    for (const node of nodes) {
      const lines = shapes.get(node.id)?.querySelectorAll('text');
      if (!lines?.length || node.refcnt === null) continue;
      const state = stateOf(node, at);
      lines[lines.length - 1].textContent = textOf(node, at);
      for (const name of ['unreachable', 'finalized', 'freed']) shapes.get(node.id).classList.toggle(name, state === name);
      shapes.get(node.id).classList.toggle('bad', ['kept', 'uncollectable', 'resurrected'].includes(state));
      const word = WORDS[state] ?? state;
      counts.set(word, (counts.get(word) ?? 0) + node.count);
    }
    const weakAt = phases.indexOf('handle_weakrefs');
    edges.forEach((edge, index) => {
      const ends = [byId.get(edge.from), byId.get(edge.to)];
      const freed = ends.some((node) => node && node.refcnt !== null && stateOf(node, at) === 'freed');
      arrows[index]?.classList.toggle('gone', freed || (edge.cleared && at >= weakAt));
    });
    const told = [...counts].map(([word, count]) => count + ' ' + word).join(', ');
    output.textContent = phases[at];
    slider.setAttribute('aria-valuetext', phases[at] + ': ' + told);
    picture.querySelector('.told').textContent = told;
  };
  slider.addEventListener('input', show);
  show();
}
`;
