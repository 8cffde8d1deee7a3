import { relativeTime } from '../versions/relative-time';
import type { LineOrigin } from './blame-lines';

const DAY = 86_400_000;
/** Days until a line cools down by a step. */
const COOLING = [7, 30, 90, 365];

/** Steps of heat, from what was just written to what is old. */
export const HEATS = COOLING.length + 1;
/** Characters that stand before each line of an annotated file. */
export const COLUMN = 30;

/** Behind the line that the cursor is on: `Ann, 3 days ago · Sharper tone`; nothing for nobody. */
export function lineText(origin: LineOrigin | undefined, now: number): string | undefined {
  if (origin === undefined || origin === 'nobody') return undefined;
  if (origin === 'new') return 'not published yet';
  const { author, createdAt, message } = origin;
  return `${author}, ${relativeTime(createdAt, now)} · ${message.split('\n')[0]}`;
}

/** Before a line of an annotated file, always as wide; empty where the line above has the same origin. */
export function columnText(origin: LineOrigin, above: LineOrigin | undefined, now: number): string {
  return fitted(isSame(origin, above) ? '' : whoAndWhen(origin, now), COLUMN);
}

/** 0 is hot. What is not published is hotter than anything: it has no heat. */
export function heatOf(origin: LineOrigin, now: number): number | undefined {
  if (typeof origin === 'string') return undefined;
  const days = (now - Date.parse(origin.createdAt)) / DAY;
  const step = COOLING.findIndex((limit) => days < limit);
  return step < 0 ? COOLING.length : step;
}

function isSame(origin: LineOrigin, above: LineOrigin | undefined): boolean {
  if (typeof origin === 'string' || typeof above !== 'object') return origin === above;
  return origin.commit === above.commit;
}

function whoAndWhen(origin: LineOrigin, now: number): string {
  if (origin === 'nobody') return '';
  if (origin === 'new') return 'not published yet';
  const when = relativeTime(origin.createdAt, now);
  return `${shortened(origin.author, COLUMN - when.length - 2)}, ${when}`;
}

/** Blanks that the editor does not drop. */
function fitted(text: string, width: number): string {
  return shortened(text, width).padEnd(width).replaceAll(' ', '\u00a0');
}

function shortened(text: string, width: number): string {
  const letters = [...text];
  return letters.length > width ? `${letters.slice(0, Math.max(0, width - 1)).join('')}…` : text;
}
