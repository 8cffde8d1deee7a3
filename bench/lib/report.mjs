/**
 * One line for each figure: the figure, the named reference of the same run, their ratio, the aim and whether it is met.
 * `npm run bench` collects the lines of all benchmarks through a file that the environment names.
 */
import { appendFileSync } from 'node:fs';

/**
 * @param {object} row
 * @param {string} row.figure what was measured
 * @param {number} row.value in `unit`
 * @param {string} row.unit
 * @param {string} [row.spread] in words, for example "p95 8 ms"
 * @param {{ name: string, value: number, spread?: string }} row.reference in the same unit, measured in the same run
 * @param {{ atMost?: number, atLeast?: number, ratioAtMost?: number, ratioAtLeast?: number }} [row.aim] absent: told, not judged
 */
export function report(row) {
  const ratio = row.value / row.reference.value;
  const line = {
    figure: row.figure,
    measured: withSpread(amount(row.value, row.unit), row.spread),
    reference: `${row.reference.name}: ${withSpread(amount(row.reference.value, row.unit), row.reference.spread)}`,
    // Below a millisecond the reference may be nothing at all.
    ratio: Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : '–',
    ...judged(row, ratio),
  };
  console.log(`${line.figure}\n    ${line.measured}`);
  console.log(`    reference  ${line.reference}; ratio ${line.ratio}`);
  if (line.aim) console.log(`    aim        ${line.aim}: ${line.met ? 'met' : 'MISSED'}`);
  if (line.met === false) process.exitCode = 1;
  const file = process.env.PROMPTHUB_BENCH_ROWS;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

function judged({ value, unit, aim }, ratio) {
  if (aim?.atMost !== undefined)
    return { aim: `at most ${amount(aim.atMost, unit)}`, met: value <= aim.atMost };
  if (aim?.atLeast !== undefined)
    return { aim: `at least ${amount(aim.atLeast, unit)}`, met: value >= aim.atLeast };
  if (aim?.ratioAtMost !== undefined)
    return { aim: `at most ${aim.ratioAtMost} × the reference`, met: ratio <= aim.ratioAtMost };
  if (aim?.ratioAtLeast !== undefined)
    return { aim: `at least ${aim.ratioAtLeast} × the reference`, met: ratio >= aim.ratioAtLeast };
  return {};
}

function withSpread(text, spread) {
  return spread ? `${text} (${spread})` : text;
}

/** Three digits that count, as in 3.64 ms, 204 ms, 3,226 ms. */
export function amount(value, unit) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}
