import { render, RenderError, type Message, type Part } from '@prompthub/core';
import { previewParams, type PreviewResult } from '@prompthub/protocol';
import type { Context } from '../context';
import { toLspRange } from '../ranges';
import { namedTest, testsOf } from '../tests/test-source';
import { promptNamed } from './prompt-named';

/** `prompthub/preview`: the messages that would be sent. What cannot be rendered comes as an error with its place. */
export async function preview(context: Context, raw: unknown): Promise<PreviewResult> {
  const params = previewParams.parse(raw);
  const document = await promptNamed(context, params.uri);
  const tests = await testsOf(context, document);
  const test = namedTest(context, { promptUri: document.uri, id: params.testId }, tests);
  const { model } = document.tree.frontmatter?.value ?? {};
  const about = {
    ...(typeof model === 'string' && { model }),
    ...(test && { testId: test.id, testDescription: test.description }),
  };
  try {
    const input = { ...test?.vars, ...params.vars };
    const partials = context.workspace.partials(document.uri) ?? {};
    const { messages } = await render(document.tree, { input }, { partials });
    return { ...about, messages: messages.map(previewMessage) };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const range = error.range && toLspRange(document.lines, error.range);
    return { ...about, messages: [], error: { message: error.message, ...(range && { range }) } };
  }
}

function previewMessage({ role, content, metadata }: Message): PreviewResult['messages'][number] {
  return { role, parts: content.map(previewPart), history: metadata?.purpose === 'history' };
}

function previewPart(part: Part): PreviewResult['messages'][number]['parts'][number] {
  if ('text' in part) return { type: 'text', text: part.text };
  if ('media' in part) return { type: 'media', ...part.media };
  return { type: 'other', text: JSON.stringify(part) };
}
