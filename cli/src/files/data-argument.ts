import type { DataArgument, Message, Part } from '@prompthub/core';
import { usageError, type CommandError } from '../command-error';
import { readData, readObject } from './read-data';

/** Options of `render` and `run` that say what the prompt is filled with. */
export interface DataOptions {
  readonly vars?: string;
  readonly context?: string;
  readonly messages?: string;
}

/** @throws CommandError (usage) for data of another shape */
export async function readDataArgument(options: DataOptions): Promise<DataArgument> {
  return {
    input: (await readObject('--vars', options.vars)) ?? {},
    context: await readObject('--context', options.context),
    messages: options.messages === undefined ? undefined : await readMessages(options.messages),
  };
}

async function readMessages(value: string): Promise<Message[]> {
  const list = await readData('--messages', value);
  if (!Array.isArray(list)) throw wrongMessages('it is no list');
  return list.map((message: unknown, index) => readMessage(message, index));
}

/** A plain text may stand for a list of one text part. */
function readMessage(message: unknown, index: number): Message {
  if (!isObject(message)) throw wrongMessages(`item ${index} is no object`);
  const { role, content, ...rest } = message;
  if (!isRole(role)) throw wrongMessages(`item ${index} has no role out of ${ROLES.join(', ')}`);
  const parts = typeof content === 'string' ? [{ text: content }] : content;
  if (!isParts(parts))
    throw wrongMessages(`the content of item ${index} is neither a text nor a list of parts`);
  return { ...rest, role, content: parts };
}

const ROLES: readonly Message['role'][] = ['user', 'model', 'system', 'tool'];
const PART_KINDS = ['text', 'media', 'data', 'toolRequest', 'toolResponse', 'metadata'];

function isRole(value: unknown): value is Message['role'] {
  return ROLES.some((role) => role === value);
}

function isParts(value: unknown): value is Part[] {
  return (
    Array.isArray(value) && value.every((part) => isObject(part) && PART_KINDS.some((kind) => kind in part))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongMessages(problem: string): CommandError {
  return usageError(`--messages must be a list such as '[{"role":"user","content":"Hi"}]'; ${problem}.`);
}
