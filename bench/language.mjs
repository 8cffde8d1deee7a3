/**
 * The language without an editor: reading templates beside Handlebars' own parser, and from the text of a prompt to its messages beside
 * the reference implementation, in one process, in turns.
 *
 *   npm run bench -- language [--rounds 30]
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { longPromptOfSize, promptOfSize } from './lib/documents.mjs';
import { report } from './lib/report.mjs';
import { median, p95, percentile } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' } } });
const rounds = Math.max(5, Number(values.rounds) || 30);
const require = createRequire(path.join(ROOT, 'core/package.json'));
const { parse, parseTemplate, render } = require(built('core/dist/index.js'));
const Handlebars = require('handlebars');
const { Dotprompt } = require('dotprompt');

throughput('long texts, 1 MB', longPromptOfSize(1_000_000).text);
throughput('dense with tags, 1 MB', promptOfSize(1_000_000).text);
throughput('dense with tags, 4 kB', promptOfSize(4096).text);
await rendering('4 kB', longPromptOfSize(4096).text);
await rendering('4 kB, dense with tags', promptOfSize(4096).text);

/** The template alone: Handlebars knows no frontmatter. */
function throughput(name, text) {
  const { start, end } = parse(text).templateRange;
  const template = text.slice(start, end);
  const range = { start: 0, end: template.length };
  // Short texts are read many times, until the clock can tell.
  const times = Math.ceil(500_000 / template.length);
  const perSecond = (work) => {
    const began = performance.now();
    for (let i = 0; i < times; i++) work();
    return (template.length * times) / 1000 / (performance.now() - began);
  };
  const ours = [];
  const theirs = [];
  for (let i = -5; i < rounds; i++) {
    const speeds = [
      perSecond(() => parseTemplate(template, range)),
      perSecond(() => Handlebars.parse(template)),
    ];
    if (i < 0) continue;
    ours.push(speeds[0]);
    theirs.push(speeds[1]);
  }
  report({
    figure: `parsing a template, ${name}`,
    ...{ value: median(ours), unit: 'MB/s', spread: slowest(ours) },
    reference: { name: 'Handlebars.parse', value: median(theirs), spread: slowest(theirs) },
    aim: { atLeast: 10 },
  });
}

/** Nothing is kept from one time to the next: each text ends in another number. */
async function rendering(name, text) {
  const input = {
    customer: { name: 'Ada', plan: 'pro' },
    orders: [
      { number: 'A-1', state: 'late', total: 12 },
      { number: 'A-2', state: '', total: 7 },
    ],
    tone: 'formal',
  };
  const dotprompt = new Dotprompt();
  const ours = [];
  const theirs = [];
  for (let i = -300; i < rounds * 20; i++) {
    const times = [
      await timed(() => render(text + i, { input })),
      await timed(() => dotprompt.render(text + i, { input })),
    ];
    if (i < 0) continue;
    ours.push(times[0]);
    theirs.push(times[1]);
  }
  report({
    figure: `parsing and rendering a prompt of ${name}, p50`,
    ...{ value: median(ours), unit: 'ms', spread: p95(ours, 'ms') },
    reference: { name: 'dotprompt 1.1.2', value: median(theirs), spread: p95(theirs, 'ms') },
    aim: { atMost: 1 },
  });
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function slowest(speeds) {
  return `p5 ${percentile(speeds, 0.05).toFixed(1)} MB/s`;
}
