// Answers side by side: a column for each run. Texts are set as text, never as markup.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const WORDS = {
    waiting: 'Waiting…',
    running: 'Running…',
    succeeded: 'Succeeded',
    failed: 'Failed',
    cancelled: 'Stopped',
  };
  /** More than this is read in an editor: a page that lays out a book does not scroll. */
  const MOST_SHOWN = 300_000;
  const columns = new Map();
  const state = { base: '', other: '', by: 'words', ...vscode.getState() };
  let marks = {};

  const send = (type, value = '') => vscode.postMessage({ type, value });
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (label, type, runId, className = 'secondary') => {
    const made = element('button', { textContent: label, type: 'button', className });
    made.addEventListener('click', () => send(type, runId));
    return made;
  };
  const isOpen = ({ status }) => status === 'running' || status === 'waiting';
  const runs = () => [...columns.values()].map(({ run }) => run);

  function newColumn(run) {
    const { runId } = run;
    const parts = {
      name: element('h2', {}),
      state: element('span', {}),
      marks: element('span', { className: 'marks' }),
      facts: element('dl', { className: 'facts' }),
      notes: element('div', { className: 'notes' }),
      error: element('div', { className: 'error', hidden: true }),
      answer: element('div', { className: 'answer', tabIndex: 0 }),
      more: element('p', { className: 'quiet', hidden: true }),
      stop: button('Stop', 'stop', runId, ''),
      copy: button('Copy', 'copy', runId),
      open: button('Open in Editor', 'open', runId),
    };
    const actions = element('div', { className: 'actions' }, parts.stop, parts.copy, parts.open);
    actions.setAttribute('role', 'group');
    const head = element('div', { className: 'state' }, parts.state, parts.marks);
    const box = element('section', { className: 'column' });
    parts.answer.setAttribute('role', 'group');
    box.append(parts.name, head, parts.facts, parts.error, parts.answer, parts.more, parts.notes, actions);
    return { ...parts, box, actions, run, shown: '', waiting: '', follow: true };
  }

  function show(run) {
    let column = columns.get(run.runId);
    const before = column?.run.status;
    if (!column) {
      column = newColumn(run);
      columns.set(run.runId, column);
      $('columns').append(column.box);
      column.answer.addEventListener('scroll', () => {
        const { clientHeight, scrollTop, scrollHeight } = column.answer;
        column.follow = clientHeight + scrollTop >= scrollHeight - 40;
      });
    }
    column.run = run;
    const model = nameOf(run);
    column.name.textContent = model;
    column.box.setAttribute('aria-label', `${model}, ${WORDS[run.status]}`);
    column.answer.setAttribute('aria-label', `Answer of ${model}`);
    column.answer.setAttribute('aria-busy', String(isOpen(run)));
    column.actions.setAttribute('aria-label', model);
    column.state.textContent = WORDS[run.status];
    column.state.className = `badge ${run.status}`;
    const focused = document.activeElement === column.stop;
    column.stop.hidden = !isOpen(run);
    if (focused && column.stop.hidden) column.copy.focus();
    column.facts.replaceChildren(...run.facts.map(factOf));
    column.notes.replaceChildren(...notesOf(run));
    showError(column);
    setText(column, run.text);
    // What is said aloud: that an answer came, not each piece of it.
    if (before !== undefined && before !== run.status && !isOpen(run))
      $('status').textContent = `${model}: ${WORDS[run.status]}`;
  }

  function factOf({ label, value, hint = '' }) {
    const name = element('dt', { textContent: label });
    return element('div', { title: hint }, name, element('dd', { textContent: value }));
  }

  function notesOf(run) {
    const warnings = run.warnings.map((text) => element('p', { className: 'warning', textContent: text }));
    const calls = run.toolCalls.map(({ name, arguments: args }) =>
      element('p', { className: 'quiet', textContent: `Calls ${name} ${args}` }),
    );
    const attempts = run.attempts.map((text) => element('p', { className: 'quiet', textContent: text }));
    return [...warnings, ...calls, ...attempts, ...valuesOf(run)];
  }

  /** Not where all have the same: then the page's head says which they are. */
  function valuesOf({ values }) {
    const isSame = columns.size > 1 && runs().every((run) => run.values === values);
    if (values === '' || isSame) return [];
    const summary = element('summary', { textContent: 'Values' });
    return [element('details', {}, summary, element('pre', { textContent: values }))];
  }

  function showError(column) {
    const { run, error } = column;
    error.hidden = !run.error;
    if (!run.error) return;
    const keyless = !run.hub && ['missing-credentials', 'unauthorized'].includes(run.error.code);
    error.replaceChildren(
      element('p', { textContent: run.error.message }),
      ...(keyless ? [button('Set Provider Key…', 'key', run.runId, '')] : []),
      ...(run.refused ? [button('Show Spending and Keys', 'spending', run.runId, '')] : []),
    );
  }

  /** Only what is new goes into the page; the same text set again would lose a selection. */
  function setText(column, text) {
    const visible = text.slice(0, MOST_SHOWN);
    column.waiting = '';
    if (visible.startsWith(column.shown)) column.answer.append(visible.slice(column.shown.length));
    else column.answer.textContent = visible;
    column.shown = visible;
    column.answer.classList.toggle('waiting', isOpen(column.run));
    column.answer.hidden = text === '' && !isOpen(column.run);
    column.copy.disabled = column.open.disabled = text === '';
    const left = text.length - visible.length;
    column.more.hidden = left === 0;
    column.more.textContent = `${left.toLocaleString('en')} more characters are shown in the editor alone.`;
    scroll(column);
  }

  function append({ runId, text }) {
    const column = columns.get(runId);
    if (!column) return;
    column.run.text += text;
    // Once for each picture: a fast model sends more pieces than can be drawn.
    if (column.waiting === '') requestAnimationFrame(() => setText(column, column.run.text));
    column.waiting += text;
  }

  function scroll({ run, answer, follow }) {
    if (follow && isOpen(run)) answer.scrollTo(0, answer.scrollHeight);
  }

  function showAll() {
    const [first] = runs();
    $('title').textContent = first?.title ?? '';
    const test = first?.testDescription ? `with the values of “${first.testDescription}”` : '';
    $('about').textContent = [...new Set([test, ...runs().map(({ note }) => note)])]
      .filter(Boolean)
      .join(' · ');
    const focused = document.activeElement === $('stopAll');
    $('stopAll').hidden = !runs().some(isOpen);
    $('again').hidden = !$('stopAll').hidden;
    if (focused && $('stopAll').hidden) $('again').focus();
    for (const { run, marks: place } of columns.values())
      place.replaceChildren(
        ...(marks[run.runId] ?? []).map((word) => element('span', { className: 'chip', textContent: word })),
      );
    showChoices();
  }

  /** Models that stand twice are told apart by their place. */
  function nameOf(run) {
    const same = runs().filter(({ model, hub }) => model === run.model && hub === run.hub);
    const name = `${run.model ?? 'The prompt’s own model'}${run.hub ? ' (hub)' : ''}`;
    return same.length > 1 ? `${name} #${same.findIndex(({ runId }) => runId === run.runId) + 1}` : name;
  }

  function showChoices() {
    $('compare').hidden = columns.size < 2;
    for (const id of ['base', 'other']) {
      const options = runs().map((run) => new Option(nameOf(run), run.runId));
      $(id).replaceChildren(new Option('choose…', ''), ...options);
      $(id).value = columns.has(state[id]) ? state[id] : '';
    }
    $('by').value = state.by;
    askDifference();
  }

  function askDifference() {
    const [base, other] = [$('base').value, $('other').value];
    const ready = base !== '' && other !== '' && base !== other;
    $('diffEditor').disabled = !ready;
    $('difference').hidden = !ready;
    if (ready) send('difference', `${base} ${other} ${$('by').value}`);
  }

  function showDifference({ base, other, by, pieces = [], problem }) {
    if (base !== $('base').value || other !== $('other').value || by !== $('by').value) return;
    const names = [base, other].map((id) => columns.get(id)?.name.textContent ?? '');
    const changed = pieces.filter(({ kind }) => kind !== 'same').length;
    const many = pieces.length > 20_000;
    const words = many
      ? 'They differ in too many places to be shown here. Open them in the diff editor.'
      : '';
    $('difference-about').textContent =
      problem ?? (changed === 0 ? 'The two answers are the same.' : words || legend(names));
    const tags = { same: 'span', removed: 'del', added: 'ins' };
    $('pieces').replaceChildren(
      ...(many ? [] : pieces.map(({ kind, text }) => element(tags[kind], { textContent: text }))),
    );
    $('pieces').className = by;
    $('pieces').hidden = changed === 0 || many;
  }

  const legend = ([base, other]) => `Struck out: only in ${base}. Underlined: only in ${other}.`;

  function choose() {
    for (const id of ['base', 'other', 'by']) state[id] = $(id).value;
    vscode.setState(state);
    askDifference();
  }

  for (const id of ['base', 'other', 'by']) $(id).addEventListener('change', choose);
  $('compare').addEventListener('submit', (event) => event.preventDefault());
  $('stopAll').addEventListener('click', () => send('stopAll'));
  $('again').addEventListener('click', () => send('again'));
  $('diffEditor').addEventListener('click', () =>
    send('diffEditor', `${$('base').value} ${$('other').value}`),
  );
  window.addEventListener('message', ({ data }) => {
    if (data.type === 'answers') {
      columns.clear();
      $('columns').replaceChildren();
      marks = data.marks;
      if (data.compared) [state.base, state.other] = data.compared;
      // Twice: names count those that are alike.
      for (let turn = 0; turn < 2; turn++) data.runs.forEach(show);
      showAll();
    } else if (data.type === 'run') {
      marks = data.marks;
      show(data.run);
      showAll();
    } else if (data.type === 'text') append(data);
    else if (data.type === 'difference') showDifference(data);
  });
  send('ready');
})();
