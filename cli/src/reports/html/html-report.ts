import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dollars, duration, type ReportedTest, type TestReport } from '@prompthub/protocol';
import { columnsOf, rowsOf } from '../report-rows';
import type { ReportComparison } from '../compare-reports';
import { charts } from './charts';
import { cellsWithBase, comparisonSection } from './comparison';
import { escaped, jsonForScript } from './markup';

/** What the page runs and wears; made by the build (`cli/media`). */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** One file that shows the whole run in any browser, asks no network and runs nothing but its own script. */
export async function htmlReport(report: TestReport, comparison?: ReportComparison): Promise<string> {
  const part = (name: string) => readFile(join(__dirname, 'parts', name), 'utf8');
  return htmlPage(report, { script: await part('report.js'), style: await part('report.css') }, comparison);
}

export function htmlPage(
  report: TestReport,
  { script, style }: PageParts,
  comparison?: ReportComparison,
): string {
  const columns = columnsOf(report);
  const withBase = cellsWithBase(comparison);
  const data = {
    columns,
    rows: rowsOf(report).map(({ prompt, cells }) => ({ prompt, cells: cells.map(withBase) })),
  };
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(titleOf(report))}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Prompt tests</h1>
<p><time datetime="${escaped(report.startedAt)}">${escaped(report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}</time> · ${escaped(duration(report.durationMs))}</p>
${tiles(report)}
</header>
<main>
${comparison ? comparisonSection(comparison) : ''}
<section class="charts" aria-label="Charts">
${charts(report)}
</section>
<h2 id="matrix">Results</h2>
<noscript><p>The results are shown by a script of this page; it is switched off here.</p></noscript>
${filters(report, comparison !== undefined)}
${pager()}
<div class="scroll">
<table>
<colgroup><col width="320">${'<col width="220">'.repeat(columns.length)}</colgroup>
<thead><tr><th scope="col">Test</th>${columns.map(({ label }) => `<th scope="col">${escaped(label || 'Result')}</th>`).join('')}</tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
${pager()}
</main>
<script type="application/json" id="report">${jsonForScript(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function titleOf({ totals }: TestReport): string {
  return totals.passed === totals.total
    ? `${totals.total} prompt tests passed`
    : `${totals.total - totals.passed} of ${totals.total} prompt tests did not pass`;
}

function tiles({ totals, metrics = {} }: TestReport): string {
  const { passed, failed, errored, skipped, total, costUsd, judgingCostUsd } = totals;
  const rate = total === 0 ? '–' : `${((passed / total) * 100).toFixed(1)} %`;
  const all: [string, string][] = [
    ['passed', `${passed} of ${total}`],
    ['pass rate', rate],
    ['failed', String(failed)],
    ['errored', String(errored)],
    ['skipped', String(skipped)],
    ['cost', costUsd === undefined ? 'unknown' : dollars(costUsd)],
    ...(judgingCostUsd === undefined
      ? []
      : [['judging', dollars(judgingCostUsd)] satisfies [string, string]]),
    ...Object.entries(metrics).map(([name, mean]): [string, string] => [name, mean.toFixed(3)]),
  ];
  return `<ul class="tiles">${all.map(([name, figure]) => `<li><strong>${escaped(figure)}</strong>${escaped(name)}</li>`).join('')}</ul>`;
}

function filters(report: TestReport, hasBase: boolean): string {
  const columns = columnsOf(report);
  const names = metricNames(report.prompts.flatMap(({ tests }) => tests));
  const statuses = (['failed', 'errored', 'skipped', 'passed'] as const)
    .map((status) => `<label><input type="checkbox" id="status-${status}" checked> ${status}</label>`)
    .join('');
  const against = [
    ...(hasBase ? [['base', 'the base']] : []),
    ['nothing', 'nothing'],
    ['expected', 'what was expected'],
    ...(columns.length < 2 ? [] : columns.map(({ label }, at) => [`column-${at}`, label])),
  ];
  return `<form id="filters" hidden role="search">
<input id="search" type="search" placeholder="Search texts (press /)" aria-label="Search texts">
<fieldset aria-label="Status">${statuses}</fieldset>
<label>Prompt ${select('prompt', [['', 'all'], ...report.prompts.map(({ prompt }) => [prompt, prompt])])}</label>
${names.length === 0 ? '' : `<label>Metric ${select('metric', [['', 'any'], ...names.map((name) => [name, name])])}</label><label>below <input id="below" type="number" min="0" max="1" step="0.05" value="1"></label>`}
${columns.length < 2 ? '' : '<label><input id="unequal" type="checkbox"> only where columns differ</label>'}
${hasBase ? '<label><input id="changed" type="checkbox"> only where the outcome changed</label>' : ''}
<label>Order ${select('order', ORDERS)}</label>
<label>Compare outputs with ${select('against', against)}</label>
<button type="button" id="clear">Reset</button>
<output id="found" class="quiet" aria-live="polite"></output>
</form>`;
}

const ORDERS = [
  ['written', 'as written'],
  ['worst', 'worst first'],
  ['name', 'by name'],
  ['slowest', 'slowest first'],
  ['dearest', 'dearest first'],
  ['score', 'lowest score first'],
];

function select(id: string, options: readonly (readonly string[])[]): string {
  const items = options.map(
    ([value = '', text = '']) => `<option value="${escaped(value)}">${escaped(text)}</option>`,
  );
  return `<select id="${id}">${items.join('')}</select>`;
}

function metricNames(tests: readonly ReportedTest[]): string[] {
  const names = tests.flatMap(({ verdicts }) =>
    verdicts.flatMap(({ metric, namedScores = {} }) => [
      ...(metric === undefined ? [] : [metric]),
      ...Object.keys(namedScores),
    ]),
  );
  return [...new Set(names)].sort();
}

function pager(): string {
  return `<nav class="pager" hidden aria-label="Pages"><button type="button" data-step="-1">Previous</button><span class="where"></span><button type="button" data-step="1">Next</button></nav>`;
}
