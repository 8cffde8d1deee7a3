import {
  CancellationToken,
  MessageType,
  ShowMessageNotification,
  type Connection,
} from 'vscode-languageserver';
import type { Client, ClientAbilities } from './context';

/** The client as features see it: questions, news and refreshes, without the connection. */
export function connectClient(connection: Connection, abilities: () => ClientAbilities): Client {
  return {
    request: (method, params, token = CancellationToken.None) =>
      connection.sendRequest<unknown>(method, params, token),
    notify: (method, params) => void connection.sendNotification(method, params),
    showMessage: (kind, message) =>
      void connection.sendNotification(ShowMessageNotification.type, {
        type: kind === 'error' ? MessageType.Error : MessageType.Info,
        message,
      }),
    log: (text) => connection.console.warn(text),
    refreshHints: () => {
      const { inlayHintRefresh, codeLensRefresh } = abilities();
      if (inlayHintRefresh) connection.languages.inlayHint.refresh().catch(() => undefined);
      if (codeLensRefresh) connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    },
  };
}
