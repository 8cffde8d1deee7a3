// The history page: one row for a version, the lines of the graph at its left. Texts are set as text, never as markup. Only the rows
// that can be seen are in the document.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const post = (type, value) => vscode.postMessage({ type, value });
  const SVG = 'http://www.w3.org/2000/svg';
  const HEIGHT = 22;
  const LANE = 12;
  /** More lanes than these are cut off: the words matter more. */
  const MAX_LANES = 10;
  const COLOURS = 6;
  /** Rows that are kept ready above and below. */
  const SPARE = 12;

  const box = $('rows');
  const space = $('space');
  let rows = [];
  let rest;
  /** More is asked for without a click: not while something is looked for, and not of a hub that is away. */
  let isEndless = false;
  /** Index of the row that the keyboard is on. */
  let active = 0;
  /** Where a selection with Shift began. */
  let anchor = 0;
  const selected = new Set();
  const drawn = new Map();

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const shape = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // The graph.

  const centre = (lane) => LANE / 2 + 1 + lane * LANE;

  function line({ kind, lane, colour }, place) {
    const [x, node, middle] = [centre(lane), centre(place), HEIGHT / 2];
    const d = {
      pass: `M${x} 0V${HEIGHT}`,
      in: x === node ? `M${x} 0V${middle}` : `M${x} 0C${x} ${middle * 0.8} ${x} ${middle} ${node} ${middle}`,
      out:
        x === node
          ? `M${x} ${middle}V${HEIGHT}`
          : `M${node} ${middle}C${x} ${middle} ${x} ${middle * 1.2} ${x} ${HEIGHT}`,
    }[kind];
    return shape('path', { d, class: `line colour-${colour % COLOURS}` });
  }

  function graph({ graph: drawing, isMerge, refs }) {
    if (!drawing) {
      const svg = shape('svg', { width: LANE + 2, height: HEIGHT, 'aria-hidden': 'true' });
      svg.append(shape('circle', { cx: centre(0), cy: HEIGHT / 2, r: 3, class: 'alone' }));
      return svg;
    }
    const { lane, colour, pieces } = drawing;
    const lanes = Math.max(lane, ...pieces.map((piece) => piece.lane)) + 1;
    const width = Math.min(lanes, MAX_LANES) * LANE + 2;
    const svg = shape('svg', { width, height: HEIGHT, 'aria-hidden': 'true' });
    svg.append(...pieces.map((piece) => line(piece, lane)));
    const at = { cx: centre(lane), cy: HEIGHT / 2 };
    const isHere = refs.some(({ kind }) => kind === 'here');
    const look = isHere ? 'here' : isMerge ? 'merge' : 'plain';
    svg.append(
      shape('circle', {
        ...at,
        r: isHere ? 5 : isMerge ? 4 : 3.5,
        class: `node ${look} colour-${colour % COLOURS}`,
      }),
    );
    if (isHere) svg.append(shape('circle', { ...at, r: 2, class: `dot colour-${colour % COLOURS}` }));
    return svg;
  }

  // Rows.

  const count = () => rows.length + (rest ? 1 : 0);

  function makeRow(index) {
    const row = rows[index];
    const made = row ? versionRow(row) : element('div', { className: 'row rest', textContent: rest });
    made.setAttribute('role', 'option');
    made.id = `row-${index}`;
    made.dataset.index = String(index);
    made.style.top = `${index * HEIGHT}px`;
    made.setAttribute('aria-posinset', String(index + 1));
    made.setAttribute('aria-setsize', rest ? '-1' : String(rows.length));
    return made;
  }

  function versionRow(row) {
    const made = element(
      'div',
      { className: 'row', title: row.tooltip },
      graph(row),
      element('span', { className: 'title', textContent: row.title }),
      ...row.refs.map(({ kind, name }) => element('span', { className: `ref ${kind}`, textContent: name })),
      element('span', { className: 'quiet author', textContent: row.author }),
      element('span', { className: 'quiet when', textContent: row.when }),
    );
    made.setAttribute('aria-label', row.label);
    made.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'commit',
      commit: row.id,
      preventDefaultContextMenuItems: true,
    });
    return made;
  }

  /** Puts the rows that can be seen into the document, and takes the others out; the one with the focus stays. */
  function draw() {
    space.style.height = `${count() * HEIGHT}px`;
    const first = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(count(), Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + SPARE);
    const wanted = new Set([active]);
    for (let index = first; index < last; index++) wanted.add(index);
    for (const [index, made] of drawn) {
      if (wanted.has(index) && index < count()) continue;
      made.remove();
      drawn.delete(index);
    }
    for (const index of wanted) {
      if (index >= count() || drawn.has(index)) continue;
      const made = makeRow(index);
      drawn.set(index, made);
      space.append(made);
    }
    for (const [index, made] of drawn) {
      const isSelected = index < rows.length && selected.has(rows[index].id);
      made.setAttribute('aria-selected', String(isSelected));
      made.classList.toggle('selected', isSelected);
      made.tabIndex = index === active ? 0 : -1;
    }
    // What comes next is asked for before its place is reached.
    if (rest && isEndless && last >= rows.length - SPARE) askForMore();
  }

  let isAsking = false;
  function askForMore() {
    if (isAsking) return;
    isAsking = true;
    post('more');
  }

  // Selection and keys.

  function tellSelection() {
    post('select', rows.flatMap(({ id }) => (selected.has(id) ? [id] : [])).join(' '));
  }

  function select(index, { extend = false, toggle = false } = {}) {
    const row = rows[index];
    if (!extend && !toggle) selected.clear();
    if (row && toggle && selected.has(row.id)) selected.delete(row.id);
    else if (row && extend) {
      selected.clear();
      for (let at = Math.min(anchor, index); at <= Math.max(anchor, index); at++)
        if (rows[at]) selected.add(rows[at].id);
    } else if (row) selected.add(row.id);
    if (!extend) anchor = index;
    active = index;
    tellSelection();
    draw();
  }

  function show(index) {
    const [top, bottom] = [index * HEIGHT, (index + 1) * HEIGHT];
    if (top < box.scrollTop) box.scrollTop = top;
    if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
  }

  function go(index, options) {
    const to = Math.max(0, Math.min(count() - 1, index));
    show(to);
    select(to, options);
    drawn.get(to)?.focus({ preventScroll: true });
  }

  function open(index) {
    if (rows[index]) post('open', rows[index].id);
    else if (index === rows.length) askForMore();
  }

  const page = () => Math.max(1, Math.floor(box.clientHeight / HEIGHT) - 1);
  const KEYS = {
    ArrowDown: () => active + 1,
    ArrowUp: () => active - 1,
    PageDown: () => active + page(),
    PageUp: () => active - page(),
    Home: () => 0,
    End: () => count() - 1,
  };

  box.addEventListener('keydown', (event) => {
    const move = KEYS[event.key];
    if (move) go(move(), { extend: event.shiftKey });
    else if (event.key === 'Enter') open(active);
    else if (event.key === ' ') select(active, { toggle: true });
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && rows[active])
      post('copy', rows[active].id);
    else return;
    event.preventDefault();
  });

  const indexOf = (event) => {
    const row = event.target.closest('.row');
    return row ? Number(row.dataset.index) : undefined;
  };
  box.addEventListener('click', (event) => {
    const index = indexOf(event);
    if (index === undefined) return;
    if (index === rows.length) askForMore();
    else go(index, { extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey });
  });
  box.addEventListener('dblclick', (event) => {
    const index = indexOf(event);
    if (index !== undefined) open(index);
  });
  // The menu is about the row under the mouse; what else was selected stays so, when it is one of them.
  box.addEventListener('contextmenu', (event) => {
    const index = indexOf(event);
    if (index !== undefined && rows[index] && !selected.has(rows[index].id)) select(index);
  });
  box.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(box);

  // What the extension says.

  function showNotice(notice) {
    $('notice').hidden = !notice;
    $('notice').className = count() > 0 ? 'below' : '';
    $('notice').title = notice?.detail ?? '';
    $('notice-text').textContent = notice?.text ?? '';
    $('notice-actions').replaceChildren(
      ...(notice?.actions ?? []).map(({ label, command }) =>
        element('button', { textContent: label, onclick: () => post('command', command) }),
      ),
    );
  }

  window.addEventListener('message', ({ data }) => {
    if (data.type !== 'history') return;
    isAsking = false;
    const hadFocus = box.contains(document.activeElement) && document.activeElement !== box;
    rows = data.isMore ? [...rows, ...data.rows] : data.rows;
    rest = data.rest;
    isEndless = !data.isFiltered && !data.notice;
    for (const made of drawn.values()) made.remove();
    drawn.clear();
    if (!data.isMore) {
      const known = new Set(rows.map(({ id }) => id));
      for (const id of selected) if (!known.has(id)) selected.delete(id);
      tellSelection();
    }
    active = Math.max(0, Math.min(active, count() - 1));
    anchor = Math.min(anchor, active);
    box.hidden = count() === 0;
    box.classList.toggle('plain', rows.length > 0 && !rows[0].graph);
    showNotice(data.notice);
    draw();
    if (hadFocus) drawn.get(active)?.focus({ preventScroll: true });
  });
  post('ready');
})();
