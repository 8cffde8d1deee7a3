// The results page: shows what the extension sends, asks it for the rest. Texts are set as text, never as markup.
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
  const AT_ONCE_MS = 2000;
  let runs = [];
  const state = { selected: undefined, folded: false, ...vscode.getState() };
  let follow = true;
  let waiting = '';

  const isOpen = ({ status }) => status === 'running' || status === 'waiting';
  const current = () => runs.find((run) => run.runId === state.selected) ?? runs[0];
  const send = (type) => vscode.postMessage({ type, value: current()?.runId });
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  function show() {
    const run = current();
    $('empty').hidden = Boolean(run);
    $('main').hidden = !run;
    document.querySelector('.bar').hidden = !run;
    $('history').hidden = runs.length < 2;
    if (!run) return;
    $('title').textContent = run.title;
    $('test').textContent = run.testDescription ? `with the values of “${run.testDescription}”` : '';
    $('note').textContent = run.note ?? '';
    showButtons(run);
    $('copy').disabled = run.text === '';
    $('state').textContent = WORDS[run.status];
    $('state').className = `badge ${run.status}`;
    $('model').textContent = run.model ?? '';
    $('model').hidden = !run.model;
    $('answer').setAttribute('aria-busy', String(isOpen(run)));
    showAnswer(run);
    showFacts(run);
    showError(run);
    showNotes(run);
    showHistory();
  }

  /** The one that goes away hands the keyboard's focus to the one that comes. */
  function showButtons(run) {
    const [there, gone] = isOpen(run) ? ['stop', 'again'] : ['again', 'stop'];
    const focused = document.activeElement === $(gone);
    $(there).hidden = false;
    $(gone).hidden = true;
    if (focused) $(there).focus();
  }

  function showAnswer(run) {
    flush();
    // The same text set again would lose a selection, and a screen reader would read it anew.
    if ($('answer').textContent !== run.text) $('answer').textContent = run.text;
    $('answer').classList.toggle('waiting', isOpen(run));
    $('answer').hidden = run.text === '' && !isOpen(run);
    $('tools').replaceChildren(
      ...run.toolCalls.map((call) =>
        element(
          'section',
          { className: 'tool' },
          element('h3', { textContent: `Calls ${call.name}` }),
          element('pre', { textContent: pretty(call.arguments) }),
        ),
      ),
    );
    scroll();
  }

  function showFacts(run) {
    $('facts').replaceChildren(
      ...run.facts.map((fact) =>
        element(
          'div',
          { title: fact.hint ?? '' },
          element('dt', { textContent: fact.label }),
          element('dd', { textContent: fact.value }),
        ),
      ),
    );
  }

  function showError(run) {
    $('error').hidden = !run.error;
    $('error-text').textContent = run.error?.message ?? '';
    const keyless = ['missing-credentials', 'unauthorized'].includes(run.error?.code);
    $('key').hidden = run.hub || !keyless;
    $('spending').hidden = !run.refused;
    $('hub').hidden = run.hub || !keyless || !run.linked;
  }

  /** What a hub said beside the answer: warnings of budgets, and its requests where there were several. */
  function showNotes({ warnings, attempts }) {
    const line = (className) => (textContent) => element('p', { className, textContent });
    $('notes').replaceChildren(...warnings.map(line('warning')), ...attempts.map(line('quiet')));
  }

  function showHistory() {
    const shown = current();
    $('runs').replaceChildren(
      ...runs.map((run) => {
        const time = new Date(run.startedAt).toLocaleTimeString([], {
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
        });
        const button = element(
          'button',
          { className: 'row', type: 'button' },
          element('span', { className: `dot ${run.status}`, title: WORDS[run.status] }),
          element('span', { className: 'name', textContent: run.title }),
          element('span', { className: 'quiet', textContent: [run.model, time].filter(Boolean).join(' · ') }),
        );
        button.setAttribute('aria-label', `${run.title}, ${WORDS[run.status]}, ${time}`);
        if (run === shown) button.setAttribute('aria-current', 'true');
        button.addEventListener('click', () => select(run.runId));
        return element('li', {}, button);
      }),
    );
  }

  function select(runId) {
    remember({ selected: runId, newest: runs[0]?.runId });
    follow = true;
    show();
    if (!isOpen(current())) $('main').scrollTo(0, 0);
  }

  function append({ runId, text }) {
    const run = runs.find((candidate) => candidate.runId === runId);
    if (!run) return;
    run.text += text;
    if (run !== current()) return;
    // Once for each picture: a fast model sends more pieces than can be drawn.
    if (waiting === '') requestAnimationFrame(flush);
    waiting += text;
  }

  /** Only the new text goes into the page, so that a screen reader says it once. */
  function flush() {
    if (waiting === '') return;
    $('answer').append(waiting);
    waiting = '';
    $('answer').hidden = false;
    $('copy').disabled = false;
    scroll();
  }

  function scroll() {
    if (follow && current() && isOpen(current())) $('main').scrollTo(0, $('main').scrollHeight);
  }

  function remember(change) {
    Object.assign(state, change);
    vscode.setState(state);
  }

  function update(run) {
    const index = runs.findIndex((candidate) => candidate.runId === run.runId);
    if (index >= 0) runs[index] = run;
    else {
      runs.unshift(run);
      return select(run.runId);
    }
    if (run.runId !== current()?.runId) return showHistory();
    show();
    // Nobody has read along with an answer that came at once: it is read from its beginning, unless its reader is elsewhere already.
    if (follow && !isOpen(run) && run.latencyMs < AT_ONCE_MS) $('main').scrollTo(0, 0);
  }

  function pretty(json) {
    try {
      return JSON.stringify(JSON.parse(json), null, 2);
    } catch {
      return json;
    }
  }

  for (const id of ['stop', 'again', 'copy', 'key', 'hub', 'spending'])
    $(id).addEventListener('click', () => send(id));
  $('title').addEventListener('click', () => send('open'));
  $('copy').addEventListener('click', () => {
    $('copy').textContent = 'Copied';
    setTimeout(() => ($('copy').textContent = 'Copy'), 1500);
  });
  $('main').addEventListener('scroll', () => {
    const { clientHeight, scrollTop, scrollHeight } = $('main');
    follow = clientHeight + scrollTop >= scrollHeight - 40;
  });
  $('fold').open = !state.folded;
  $('fold').addEventListener('toggle', () => remember({ folded: !$('fold').open }));
  window.addEventListener('message', ({ data }) => {
    if (data.type === 'runs') {
      runs = data.runs;
      // A run that began while this page was hidden is what the person wants to see.
      if (runs[0] && runs[0].runId !== state.newest) select(runs[0].runId);
      else show();
    } else if (data.type === 'run') update(data.run);
    else if (data.type === 'text') append(data);
  });
  vscode.postMessage({ type: 'ready' });
})();
