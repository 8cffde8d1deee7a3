// Tests in rows, models in columns. Texts are set as text, never as markup.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const WORDS = { passed: 'Passed', failed: 'Failed', errored: 'Error', skipped: 'Skipped' };
  /** A table of more rows than this is slow; who looks for others filters. */
  const MOST_ROWS = 300;
  const state = { which: 'all', words: '', chosen: [], ...vscode.getState() };
  let view;
  let cells = new Map();
  /** Ids of chosen cells, the first chosen first. */
  let chosen = state.chosen;
  /** Where the keyboard is: one cell of the grid takes part in the order of Tab. */
  let at = { row: 0, column: 0 };
  let shown = [];
  let drawing = false;

  const send = (type, value = '') => vscode.postMessage({ type, value });
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const cellOf = (row, column) => cells.get(`${row} ${column}`);
  const cellsOf = (row) => view.columns.flatMap((_, column) => cellOf(row, column) ?? []);

  function isShown(row) {
    const own = cellsOf(row);
    const { description, prompt, differ } = view.rows[row];
    const text = state.words.trim().toLowerCase();
    const has = (part) => part.toLowerCase().includes(text);
    if (text !== '' && ![description, prompt].some(has) && !own.some((cell) => has(cell.text))) return false;
    if (state.which === 'failed') return own.some(({ status }) => status !== 'passed');
    if (state.which === 'verdicts') return new Set(own.map(({ status }) => status)).size > 1;
    return state.which !== 'answers' || differ;
  }

  function draw() {
    if (!view) return;
    $('title').textContent = view.title;
    $('summary').textContent = view.summary;
    const running = view.state === 'running';
    const focused = document.activeElement === $('stop');
    $('stop').hidden = !running;
    $('again').hidden = !view.again;
    if (focused && view.again) $('again').focus();
    $('progress').hidden = !running;
    $('progress').max = Math.max(1, view.rows.length * view.columns.length);
    $('progress').value = cells.size;
    $('problem').hidden = !view.problem;
    $('problem').textContent = view.problem ?? '';
    $('comparison').hidden = view.comparison.length === 0;
    $('comparison').replaceChildren(...view.comparison.map((text) => element('li', { textContent: text })));
    drawTable();
  }

  function drawTable() {
    const all = view.rows.map((_, row) => row).filter(isShown);
    shown = all.slice(0, MOST_ROWS);
    const empty = emptyText(all.length);
    $('empty').hidden = empty === '';
    $('empty').textContent = empty;
    $('table').hidden = empty !== '';
    const left = all.length - shown.length;
    $('more').hidden = left === 0;
    $('more').textContent = `${left.toLocaleString('en')} more tests are not shown. Filter to see them.`;
    $('count').textContent =
      all.length === view.rows.length ? '' : `${all.length} of ${view.rows.length} tests`;
    $('columns').replaceChildren(
      element(
        'tr',
        {},
        heading('Test', ''),
        ...view.columns.map(({ label, summary }) => heading(label, summary)),
      ),
    );
    $('table').firstElementChild.setAttribute('aria-rowcount', String(all.length + 1));
    $('table').firstElementChild.setAttribute('aria-label', `${view.title}: tests and how they ended`);
    const hadFocus = $('rows').contains(document.activeElement);
    $('rows').replaceChildren(...shown.map(rowOf));
    at = { row: Math.min(at.row, Math.max(0, shown.length - 1)), column: at.column };
    const box = boxAt(at);
    if (box) box.tabIndex = 0;
    if (hadFocus) box?.focus();
  }

  function emptyText(count) {
    if (view.rows.length === 0)
      return view.state === 'running' ? 'Getting ready…' : 'There are no tests to run in this prompt.';
    return count === 0 ? 'No test is like that. Show all tests, or look for other words.' : '';
  }

  function heading(label, summary) {
    const made = element('th', { scope: 'col' }, label, element('small', { textContent: summary }));
    return made;
  }

  function rowOf(row, index) {
    const { description, prompt } = view.rows[row];
    const open = element('button', {
      className: 'link',
      textContent: description,
      title: `Open this test in ${prompt}`,
    });
    open.addEventListener('click', () => send('open', String(row)));
    const head = element('th', { scope: 'row' }, open);
    if (view.rows.some((other) => other.prompt !== prompt))
      head.append(element('small', { textContent: prompt }));
    return element(
      'tr',
      { ariaRowIndex: String(index + 2) },
      head,
      ...view.columns.map((_, column) => boxOf(row, column, index)),
    );
  }

  function boxOf(row, column, index) {
    const box = element('td', { tabIndex: -1 });
    box.dataset.id = `${row} ${column}`;
    box.setAttribute('role', 'gridcell');
    fill(box, row, column);
    box.addEventListener('click', () => {
      moveTo({ row: index, column });
      choose(box.dataset.id);
    });
    return box;
  }

  function fill(box, row, column) {
    const cell = cellOf(row, column);
    const place = `${view.rows[row].description}, ${view.columns[column].label}`;
    box.setAttribute('aria-selected', String(chosen.includes(box.dataset.id)));
    if (!cell) {
      const text = view.state === 'running' ? 'Waiting…' : 'Did not run';
      box.replaceChildren(element('small', { textContent: text }));
      box.setAttribute('aria-label', `${place}: ${text}`);
      return;
    }
    const { status, facts, first } = cell;
    box.replaceChildren(
      element('span', { className: `badge ${status}`, textContent: WORDS[status] }),
      element('span', { className: 'first', textContent: first, title: first }),
      element('small', { textContent: facts }),
    );
    box.setAttribute(
      'aria-label',
      `${place}: ${WORDS[status]}. ${[facts, first].filter(Boolean).join('. ')}`,
    );
  }

  const boxAt = ({ row, column }) => $('rows').children[row]?.children[column + 1];

  function moveTo(next) {
    const row = Math.max(0, Math.min(next.row, shown.length - 1));
    const column = Math.max(0, Math.min(next.column, view.columns.length - 1));
    const [before, now] = [boxAt(at), boxAt({ row, column })];
    if (before) before.tabIndex = -1;
    at = { row, column };
    if (!now) return;
    now.tabIndex = 0;
    now.focus();
  }

  function choose(id) {
    if (!cells.has(id)) return;
    chosen = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-4);
    showChosen();
  }

  function showChosen() {
    // A page that is hidden forgets everything else.
    state.chosen = chosen;
    vscode.setState(state);
    for (const box of $('rows').querySelectorAll('td'))
      box.setAttribute('aria-selected', String(chosen.includes(box.dataset.id)));
    $('chosen').hidden = chosen.length === 0;
    // The table has become lower, or higher again.
    if ($('rows').contains(document.activeElement)) boxAt(at)?.scrollIntoView({ block: 'nearest' });
    $('difference').hidden = true;
    $('diffEditor').hidden = chosen.length < 2;
    const words =
      chosen.length === 1
        ? 'One answer. Choose another one to compare them.'
        : `${chosen.length} answers side by side`;
    $('chosen-title').textContent = words;
    $('status').textContent = chosen.length === 0 ? 'No answer is chosen.' : words;
    if (chosen.length > 0) send('choose', chosen.join(','));
  }

  function showAnswers(answers) {
    if (answers.map(({ id }) => id).join(',') !== chosen.join(',')) return;
    $('answers').replaceChildren(
      ...answers.map(({ name, status, facts, reasons, text }) => {
        const answer = element('div', { className: 'answer', tabIndex: 0, textContent: text });
        answer.setAttribute('role', 'group');
        answer.setAttribute('aria-label', `Answer of ${name}`);
        const box = element(
          'section',
          { className: 'column', ariaLabel: name },
          element('h2', { textContent: name }),
          element(
            'div',
            { className: 'state' },
            element('span', { className: `badge ${status}`, textContent: WORDS[status] }),
            element('span', { className: 'quiet', textContent: facts }),
          ),
        );
        if (reasons.length > 0)
          box.append(
            element(
              'ul',
              { className: 'reasons' },
              ...reasons.map((reason) => element('li', { textContent: reason })),
            ),
          );
        if (text !== '') box.append(answer);
        return box;
      }),
    );
  }

  function showDifference({ ids, names, pieces }) {
    if (ids[0] !== chosen[0] || ids[1] !== chosen[1]) return;
    const changed = pieces.some(({ kind }) => kind !== 'same');
    const many = pieces.length > 20_000;
    $('difference').hidden = false;
    $('difference-about').textContent = !changed
      ? 'The first two answers are the same.'
      : many
        ? 'They differ in too many places to be shown here. Open them in the diff editor.'
        : `Struck out: only in ${names[0]}. Underlined: only in ${names[1]}.`;
    const tags = { same: 'span', removed: 'del', added: 'ins' };
    $('pieces').hidden = !changed || many;
    $('pieces').replaceChildren(
      ...(many ? [] : pieces.map(({ kind, text }) => element(tags[kind], { textContent: text }))),
    );
  }

  /** Cells come faster than pictures: all that came since the last one are drawn together. */
  function soon() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      draw();
    });
  }

  const MOVES = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-10, 0],
    PageDown: [10, 0],
    Home: [0, -Infinity],
    End: [0, Infinity],
  };
  $('rows').addEventListener('keydown', (event) => {
    if (event.target.tagName !== 'TD') return;
    const move = MOVES[event.key];
    if (move) moveTo({ row: at.row + move[0], column: at.column + move[1] });
    else if (event.key === 'Enter' || event.key === ' ') choose(event.target.dataset.id);
    else return;
    event.preventDefault();
  });
  for (const id of ['which', 'words']) {
    $(id).value = state[id];
    $(id).addEventListener('input', () => {
      state[id] = $(id).value;
      vscode.setState(state);
      if (view) drawTable();
    });
  }
  $('filters').addEventListener('submit', (event) => event.preventDefault());
  for (const id of ['stop', 'again', 'export']) $(id).addEventListener('click', () => send(id));
  $('diffEditor').addEventListener('click', () => send('diffEditor', chosen.slice(0, 2).join(',')));
  $('unchoose').addEventListener('click', () => {
    chosen = [];
    showChosen();
  });
  window.addEventListener('message', ({ data }) => {
    if (data.type === 'matrix') {
      const before = view;
      view = data.view;
      cells = new Map(view.cells.map((cell) => [cell.id, cell]));
      chosen = chosen.filter((id) => cells.has(id));
      $('export').disabled = !data.exports;
      draw();
      showChosen();
      if (before?.state === 'running' && view.state !== 'running')
        $('status').textContent = `Ended: ${view.summary}`;
    } else if (data.type === 'cell' && view) {
      cells.set(data.cell.id, data.cell);
      view.rows[data.cell.row].differ = data.differ;
      view = { ...view, columns: data.columns, summary: data.summary };
      soon();
    } else if (data.type === 'answers') showAnswers(data.answers);
    else if (data.type === 'difference') showDifference(data);
  });
  send('ready');
})();
