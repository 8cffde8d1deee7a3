import * as vscode from 'vscode';
import { credentialsParams } from '@prompthub/protocol';
import type { CredentialsResult } from '@prompthub/protocol';
import type { LanguageServiceOptions } from './language-service';

/**
 * The server needs a key for exactly one host. It gets one only in a trusted workspace, only the key stored for that
 * host, and, when the workspace chose the host, only after the person agreed to send a key there.
 */
export async function answerCredentials(
  params: unknown,
  { keys, consent }: Pick<LanguageServiceOptions, 'keys' | 'consent'>,
): Promise<CredentialsResult> {
  if (!vscode.workspace.isTrusted) return {};
  const { provider, host, workspaceHost } = credentialsParams.parse(params);
  const apiKey = await keys.get({ provider, host });
  if (!apiKey) return {};
  if (workspaceHost && !(await consent.ask({ provider, host }))) return {};
  return { apiKey };
}
