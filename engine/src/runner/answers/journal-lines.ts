import { z } from 'zod';
import { JournalError, type RememberedAnswer } from './answer-journal';

const count = z.number().nonnegative();

const usage = z.looseObject({ inputTokens: count, outputTokens: count, estimated: z.boolean() });

const answered = z.object({
  answered: z.string(),
  label: z.string(),
  prompt: z.string(),
  model: z.string(),
  answer: z.looseObject({
    text: z.string(),
    toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
    finishReason: z.enum(['stop', 'length', 'tool-calls', 'content-filter', 'other']),
    usage,
    model: z.string(),
  }),
  costUsd: count.optional(),
  latencyMs: count,
  timeToFirstTokenMs: count.optional(),
  spans: z
    .array(
      z.object({
        spanId: z.string(),
        parentSpanId: z.string().optional(),
        name: z.string(),
        startTime: count.optional(),
        endTime: count.optional(),
        attributes: z.record(z.string(), z.unknown()).optional(),
        statusCode: z.number().optional(),
        statusMessage: z.string().optional(),
      }),
    )
    .optional(),
});

const journalLine = z.union([
  z.object({ answers: z.literal(1) }),
  z.object({ asked: z.string(), atMostUsd: count.optional() }),
  z.object({ refused: z.string() }),
  answered,
]);

/** The first line of every file, which says in which form the others are. */
export const HEAD = lineOf({ answers: 1 });

export interface AnsweredEntry {
  readonly label: string;
  readonly prompt: string;
  readonly remembered: RememberedAnswer;
}

/** What a journal says when it is read to its end. */
export interface JournalContent {
  /** By key; of several answers the last. */
  readonly entries: Map<string, AnsweredEntry>;
  /** By key: what was asked and neither answered nor refused, and what it may have cost at most, US dollars. */
  readonly open: Map<string, number>;
  /** What may have been paid, US dollars, for questions that were then asked again. */
  lostUsd: number;
  /** The last line was cut off while it was written, and is not taken. */
  readonly torn: boolean;
}

/** Throws JournalError, with the line, for what is none. */
export function readJournal(file: string, text: string): JournalContent {
  const content: JournalContent = { entries: new Map(), open: new Map(), lostUsd: 0, torn: false };
  const lines = text.split('\n');
  const tail = lines.pop() ?? '';
  for (const [index, line] of lines.entries())
    if (line.trim() !== '') take(content, parseLine(line), { file, number: index + 1 });
  const last = parseLine(tail);
  // A file that is none of ours is not taken for a torn one, which would be cut off.
  if (last === undefined && lines.length === 0 && !HEAD.startsWith(tail))
    take(content, last, { file, number: 1 });
  if (last !== undefined) take(content, last, { file, number: lines.length + 1 });
  return { ...content, torn: last === undefined && tail !== '' };
}

/** A question goes out. What is open under its key already may have been paid, and is not taken back by its answer. */
export function noteAsked(content: JournalContent, key: string, atMostUsd = 0): void {
  content.lostUsd += content.open.get(key) ?? 0;
  content.open.set(key, atMostUsd);
}

/** Always in one order, so that the same answer is the same line. */
export function answeredLine(key: string, { label, prompt, remembered }: AnsweredEntry): string {
  const { model, answer, costUsd, latencyMs, timeToFirstTokenMs, spans } = remembered;
  const { requestId: _theirs, text, toolCalls, finishReason, usage: used, model: by, ...more } = answer;
  const { inputTokens, outputTokens, estimated, ...details } = used;
  const usage = { inputTokens, outputTokens, estimated, ...details };
  return lineOf({
    ...{ answered: key, label, prompt, model },
    answer: { text, toolCalls, finishReason, usage, model: by, ...more },
    ...{ costUsd, latencyMs, timeToFirstTokenMs, spans },
  });
}

export function lineOf(data: z.infer<typeof journalLine> | Record<string, unknown>): string {
  return `${JSON.stringify(data)}\n`;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function take(
  content: JournalContent,
  line: unknown,
  { file, number }: { file: string; number: number },
): void {
  const parsed = journalLine.safeParse(line).data;
  if (!parsed)
    throw new JournalError(
      `Line ${number} of ${file} is no line of a journal of answers. Restore the file, or delete that line; what it said is then forgotten.`,
    );
  const { entries, open } = content;
  if ('asked' in parsed) noteAsked(content, parsed.asked, parsed.atMostUsd);
  else if ('refused' in parsed) open.delete(parsed.refused);
  else if ('answered' in parsed) {
    const { answered: key, label, prompt, answer, ...rest } = parsed;
    open.delete(key);
    entries.set(key, { label, prompt, remembered: { ...rest, answer } });
  }
}
