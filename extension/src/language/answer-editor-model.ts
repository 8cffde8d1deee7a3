import * as vscode from 'vscode';
import { editorModelParams } from '@prompthub/protocol';
import type { EditorModelDelta, EditorModelParams, EditorModelResult } from '@prompthub/protocol';
import { pickEditorModel } from './pick-editor-model';

export interface EditorModelHooks {
  readonly token: vscode.CancellationToken;
  onDelta(delta: EditorModelDelta): void;
}

/** Answers a prompt with the editor's own language model; what goes wrong comes back as data, in words for the person. */
export async function answerEditorModel(
  params: unknown,
  hooks: EditorModelHooks,
): Promise<EditorModelResult> {
  const request = editorModelParams.parse(params);
  const available = await vscode.lm.selectChatModels();
  const model = pickEditorModel(available, request.model);
  if (!model) return failure(request.model, 'not-found', noModelMessage(request.model, available));
  let text = '';
  try {
    const response = await model.sendRequest(
      request.messages.map(toChatMessage),
      { justification: JUSTIFICATION },
      hooks.token,
    );
    for await (const part of response.text) {
      text += part;
      hooks.onDelta({ requestId: request.requestId, text: part });
    }
    return { text, model: `${model.vendor}/${model.family}` };
  } catch (error) {
    return { ...failure(request.model, ...explain(error, hooks.token)), text };
  }
}

const JUSTIFICATION = 'PromptHub runs the prompt that you asked it to run with a vscode/… model.';

function toChatMessage({
  role,
  text,
}: EditorModelParams['messages'][number]): vscode.LanguageModelChatMessage {
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(text)
    : vscode.LanguageModelChatMessage.User(text);
}

function failure(model: string, code: string, message: string): EditorModelResult {
  return { text: '', model, error: { code, message } };
}

function noModelMessage(wanted: string, available: readonly vscode.LanguageModelChat[]): string {
  if (available.length === 0) {
    return 'The editor offers no language model. Install or sign in to an extension that brings one (for example GitHub Copilot), or choose another model.';
  }
  const names = [...new Set(available.map(({ family }) => `vscode/${family}`))].join(', ');
  return `The editor has no language model "${wanted}". It offers: ${names}.`;
}

function explain(error: unknown, token: vscode.CancellationToken): [code: string, message: string] {
  if (token.isCancellationRequested) return ['aborted', 'The run was stopped.'];
  if (!(error instanceof vscode.LanguageModelError)) {
    return [
      'server-error',
      `The editor's language model failed: ${error instanceof Error ? error.message : String(error)}`,
    ];
  }
  if (error.code === vscode.LanguageModelError.NoPermissions.name) {
    return [
      'unauthorized',
      'PromptHub was not allowed to use the language model. Run again and choose Allow.',
    ];
  }
  if (error.code === vscode.LanguageModelError.Blocked.name) {
    return ['content-policy', `The language model refused to answer: ${error.message}`];
  }
  if (error.code === vscode.LanguageModelError.NotFound.name) {
    return ['not-found', 'The language model is gone. Choose another one.'];
  }
  return ['server-error', `The editor's language model failed: ${error.message}`];
}
