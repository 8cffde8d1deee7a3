import * as vscode from 'vscode';

export interface WebviewPage {
  /** Text, of the tab. */
  readonly title: string;
  /** Base name of its own style sheet and of its script in `media/`. */
  readonly media: string;
  /** Style sheets of other pages that it wears as well, by their base names. */
  readonly styles?: readonly string[];
  /** Trusted markup, written by us. */
  readonly body: string;
}

/** Opens a page of ours in a tab, whose type is `prompthub.` and the name of its media. */
export function openPage(
  extensionUri: vscode.Uri,
  page: WebviewPage,
  place: Parameters<typeof vscode.window.createWebviewPanel>[2],
): vscode.WebviewPanel {
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  const panel = vscode.window.createWebviewPanel(`prompthub.${page.media}`, page.title, place, {
    enableScripts: true,
    localResourceRoots: [media],
  });
  panel.iconPath = vscode.Uri.joinPath(media, 'prompthub-tab.svg');
  panel.webview.html = webviewPage(panel.webview, extensionUri, page);
  return panel;
}

/** A page that may load our style sheets and run its one script, and nothing else: no network, no inline code. */
export function webviewPage(webview: vscode.Webview, extensionUri: vscode.Uri, page: WebviewPage): string {
  const nonce = crypto.randomUUID();
  const asset = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'media', name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; img-src data:;`;
  const styles = ['page', ...(page.styles ?? []), page.media]
    .map((name) => `<link rel="stylesheet" href="${asset(`${name}.css`)}">`)
    .join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title.replace('&', '&amp;')}</title>
${styles}
</head>
<body>${page.body}<script nonce="${nonce}" src="${asset(`${page.media}.js`)}"></script></body>
</html>`;
}

/** What our pages send: a type and, for some, one text. Anything else is undefined. */
export function parseWebviewMessage(message: unknown): { type: string; value?: string } | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (typeof message.type !== 'string') return undefined;
  const value = 'value' in message && typeof message.value === 'string' ? message.value : undefined;
  return { type: message.type, value };
}
