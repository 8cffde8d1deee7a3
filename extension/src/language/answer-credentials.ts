import * as vscode from 'vscode';
import { credentialsParams } from '@prompthub/protocol';
import type { CredentialsResult } from '@prompthub/protocol';
import type { DesktopHooks } from './create-language-client';

/**
 * The server wants to send a prompt to one host. Nothing goes out in an untrusted workspace, nor to a host that the
 * workspace chose before the person agreed; what goes out carries only the key stored for that very host.
 */
export async function answerCredentials(
  params: unknown,
  { keys, consent }: Pick<DesktopHooks, 'keys' | 'consent'>,
): Promise<CredentialsResult> {
  if (!vscode.workspace.isTrusted)
    return { refused: 'Nothing is sent to a model from an untrusted workspace.' };
  const { provider, host, workspaceHost } = credentialsParams.parse(params);
  if (workspaceHost && !(await consent.ask({ provider, host }))) {
    return {
      refused: `Nothing was sent: you did not agree to send prompts to ${host}. Run again to be asked again.`,
    };
  }
  const apiKey = await keys.get({ provider, host });
  return apiKey === undefined ? {} : { apiKey };
}
