// The part of the HTML report that filters, sorts and opens results. It is put into the page by the build, as one
// script; whatever the report holds comes as data and is shown as text, never as markup.
import { compareTexts } from '@prompthub/core';

const PAGE = 100;
/** Longer texts are shown as they are: a difference of words would take too long, and nobody reads it. */
const MAX_COMPARED = 20_000;
const STATUSES = ['failed', 'errored', 'skipped', 'passed'];
const MARKS = { passed: '✓', failed: '✗', errored: '!', skipped: '–' };

const { columns, rows } = JSON.parse(document.getElementById('report').textContent);
const by = (id) => document.getElementById(id);
const state = { shown: rows, page: 0, open: new Set() };

function element(name, options = {}, ...children) {
  const { on = {}, data = {}, ...attributes } = options;
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  Object.assign(made.dataset, data);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
function dollars(amount) {
  if (amount === 0) return '$0';
  return amount >= 0.1
    ? `$${amount.toFixed(2)}`
    : `$${amount.toFixed(Math.min(8, 1 - Math.floor(Math.log10(amount))))}`;
}

// ——— what is shown ———

const cellsOf = ({ cells }) => cells.filter(Boolean);
const metricsOf = ({ verdicts }) =>
  verdicts.flatMap(({ metric, score, namedScores = {} }) => [
    ...(metric === undefined ? [] : [[metric, score]]),
    ...Object.entries(namedScores),
  ]);

/** Everything of a row that a search finds, kept when it was needed once. */
function textOf(row) {
  row.text ??= [
    row.prompt,
    ...cellsOf(row).flatMap(({ description, output, error = '', vars, verdicts }) => [
      description,
      output,
      error,
      JSON.stringify(vars),
      ...verdicts.map(({ type, reason }) => `${type} ${reason}`),
    ]),
  ]
    .join('\n')
    .toLowerCase();
  return row.text;
}

const most = (row, key) => cellsOf(row).reduce((found, cell) => Math.max(found, cell[key] ?? -1), -1);
const least = (row, figure) => cellsOf(row).reduce((found, cell) => Math.min(found, figure(cell)), Infinity);
/** What rows are sorted by, smallest first. */
const ORDERS = {
  worst: (row) => least(row, ({ status }) => STATUSES.indexOf(status)),
  name: (row) => row.cells.find(Boolean).description.toLowerCase(),
  slowest: (row) => -most(row, 'latencyMs'),
  dearest: (row) => -most(row, 'costUsd'),
  score: (row) => least(row, ({ score = 1 }) => score),
};

function sorted(shown, keyOf) {
  const keyed = shown.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ row }) => row);
}

function apply() {
  const words = by('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(STATUSES.filter((status) => by(`status-${status}`).checked));
  const prompt = by('prompt').value;
  const metric = by('metric')?.value ?? '';
  const below = Number(by('below')?.value || 1);
  const unequal = by('unequal')?.checked ?? false;
  const changed = by('changed')?.checked ?? false;
  const order = ORDERS[by('order').value];
  const shown = rows.filter(
    (row) =>
      (prompt === '' || row.prompt === prompt) &&
      cellsOf(row).some(({ status }) => wanted.has(status)) &&
      (!unequal || new Set(cellsOf(row).map(({ status }) => status)).size > 1) &&
      (!changed || cellsOf(row).some(({ change }) => change)) &&
      (metric === '' ||
        cellsOf(row).some((cell) =>
          metricsOf(cell).some(([name, score]) => name === metric && score < below),
        )) &&
      words.every((word) => textOf(row).includes(word)),
  );
  state.shown = order ? sorted(shown, order) : shown;
  state.page = 0;
  show();
}

function show() {
  const pages = Math.max(1, Math.ceil(state.shown.length / PAGE));
  const from = state.page * PAGE;
  const visible = state.shown.slice(from, from + PAGE);
  by('rows').replaceChildren(...visible.flatMap((row) => rowElements(row)));
  by('found').textContent =
    state.shown.length === rows.length
      ? `${rows.length} tests`
      : `${state.shown.length} of ${rows.length} tests`;
  for (const pager of document.querySelectorAll('.pager')) {
    pager.hidden = pages === 1;
    pager.querySelector('.where').textContent = `Page ${state.page + 1} of ${pages}`;
    pager.querySelector('[data-step="-1"]').disabled = state.page === 0;
    pager.querySelector('[data-step="1"]').disabled = state.page === pages - 1;
  }
}

function rowElements(row) {
  const open = state.open.has(row);
  const first = row.cells.find(Boolean);
  const toggle = element(
    'button',
    {
      type: 'button',
      class: 'toggle',
      'aria-expanded': String(open),
      on: { click: () => flip(row) },
      data: { row: String(rows.indexOf(row)) },
    },
    element('span', { class: 'name' }, first.description),
    element('span', { class: 'prompt' }, row.prompt),
  );
  const cells = row.cells.map((cell) =>
    cell
      ? element('td', { class: `cell ${cell.status}`, on: { click: () => flip(row) } }, ...summary(cell))
      : element('td', { class: 'cell none' }, 'not asked'),
  );
  const made = element(
    'tr',
    { class: open ? 'open' : undefined },
    element('th', { scope: 'row' }, toggle),
    ...cells,
  );
  return open ? [made, detailElement(row)] : [made];
}

function summary(cell) {
  const { status, score, latencyMs, costUsd, repetitions, recorded, change } = cell;
  const figures = [
    ...(change ? [change] : []),
    ...(score === undefined || score === 1 || score === 0 ? [] : [`score ${score.toFixed(2)}`]),
    ...(repetitions ? [`${repetitions.passed} of ${repetitions.total} runs`] : []),
    ...(latencyMs > 0 ? [duration(latencyMs)] : []),
    ...(costUsd === undefined ? [] : [dollars(costUsd)]),
    ...(recorded ? ['recorded'] : []),
  ];
  return [
    element('span', { class: 'mark' }, `${MARKS[status]} ${status}`),
    element('span', { class: 'figures' }, figures.join(' · ')),
    element('span', { class: 'begin' }, cell.error ?? cell.output.slice(0, 300)),
  ];
}

function flip(row) {
  if (!state.open.delete(row)) state.open.add(row);
  show();
  by('rows')
    .querySelector(`[data-row="${rows.indexOf(row)}"]`)
    ?.focus();
}

// ——— one test with all that is known of it ———

function detailElement(row) {
  const panes = row.cells.map((cell, at) => cell && pane(row, cell, at)).filter(Boolean);
  const vars = Object.entries(row.cells.find(Boolean).vars);
  const { source, writtenAt } = row.cells.find(Boolean);
  return element(
    'tr',
    { class: 'detail' },
    element(
      'td',
      { colspan: columns.length + 1 },
      element('p', { class: 'where' }, `${source}${writtenAt === undefined ? '' : `:${writtenAt}`}`),
      vars.length > 0
        ? element('details', {}, element('summary', {}, 'Values'), definitions(vars))
        : undefined,
      element('div', { class: 'panes' }, ...panes),
    ),
  );
}

function definitions(entries) {
  return element(
    'dl',
    {},
    ...entries.flatMap(([name, value]) => [
      element('dt', {}, name),
      element('dd', {}, typeof value === 'string' ? value : JSON.stringify(value, null, 2)),
    ]),
  );
}

function pane(row, cell, at) {
  const against = by('against').value;
  const column = against.startsWith('column-') ? row.cells[Number(against.slice(7))] : undefined;
  const expected = cell.verdicts.find((verdict) => !verdict.pass && verdict.expected !== undefined)?.expected;
  const other =
    against === 'expected'
      ? expected
      : against === 'base'
        ? cell.base?.output
        : column === cell
          ? undefined
          : column?.output;
  const figures = [
    cell.model,
    cell.latencyMs > 0 ? duration(cell.latencyMs) : undefined,
    cell.usage &&
      `${cell.usage.inputTokens} + ${cell.usage.outputTokens} tokens${cell.usage.estimated ? ' (estimated)' : ''}`,
    cell.costUsd === undefined ? undefined : dollars(cell.costUsd),
    cell.judging?.costUsd === undefined ? undefined : `judging ${dollars(cell.judging.costUsd)}`,
    cell.repetitions && `${cell.repetitions.passed} of ${cell.repetitions.total} runs passed`,
    cell.recorded ? 'recorded' : undefined,
  ].filter(Boolean);
  return element(
    'section',
    { class: `pane ${cell.status}` },
    element(
      'h3',
      {},
      element('span', { class: 'mark' }, `${MARKS[cell.status]} ${cell.status}`),
      ` ${columns[at].label}`,
    ),
    element('p', { class: 'figures' }, figures.join(' · ')),
    cell.base &&
      element('p', { class: 'base' }, `In the base: ${MARKS[cell.base.status]} ${cell.base.status}`),
    cell.error === undefined ? undefined : element('p', { class: 'error' }, cell.error),
    element('pre', { tabindex: 0, 'aria-label': 'Output' }, ...difference(other, cell.output)),
    element('ul', { class: 'verdicts' }, ...cell.verdicts.map(verdictElement)),
  );
}

function verdictElement(verdict) {
  const { type, pass, errored, reason, expected, actual, metric, score, line, weight } = verdict;
  const marks = [
    metric && `metric ${metric}`,
    `score ${Number(score.toFixed(3))}`,
    weight !== undefined && `weight ${weight}`,
    line && `line ${line}`,
  ];
  return element(
    'li',
    { class: pass ? 'passed' : errored ? 'errored' : 'failed' },
    element('span', { class: 'mark' }, pass ? MARKS.passed : errored ? MARKS.errored : MARKS.failed),
    element('strong', {}, ` ${type} `),
    element('span', { class: 'figures' }, marks.filter(Boolean).join(' · ')),
    element('p', {}, reason),
    !pass && expected !== undefined && actual !== undefined
      ? element(
          'details',
          {},
          element('summary', {}, 'Expected and actual'),
          element('pre', { tabindex: 0 }, ...difference(expected, actual)),
        )
      : undefined,
  );
}

/** The text, with what is missing of the other struck out and what it has more marked. */
function difference(other, text) {
  if (other === undefined || other.length + text.length > MAX_COMPARED) return [text];
  return compareTexts(other, text, 'words').map(({ kind, text: piece }) =>
    kind === 'same' ? piece : element(kind === 'added' ? 'ins' : 'del', {}, piece),
  );
}

// ——— the page ———

for (const id of ['search', 'below']) by(id)?.addEventListener('input', apply);
for (const id of [
  ...STATUSES.map((status) => `status-${status}`),
  'prompt',
  'metric',
  'order',
  'unequal',
  'changed',
])
  by(id)?.addEventListener('change', apply);
by('against').addEventListener('change', show);
for (const button of document.querySelectorAll('.pager button'))
  button.addEventListener('click', () => {
    state.page += Number(button.dataset.step);
    show();
    by('matrix').scrollIntoView();
  });
by('rows').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches('.toggle')) return;
  const toggles = [...by('rows').querySelectorAll('.toggle')];
  toggles[toggles.indexOf(event.target) + step]?.focus();
  event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('input, select')) return;
  by('search').focus();
  event.preventDefault();
});
by('filters').addEventListener('submit', (event) => event.preventDefault());
by('clear').addEventListener('click', () => {
  by('filters').reset();
  apply();
});
by('filters').hidden = false;
apply();
