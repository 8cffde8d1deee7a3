import type * as vscode from 'vscode';

/** Secret storage in memory, for tests: what one window stores, all its readers see, and hear of. */
export function fakeSecrets(values = new Map<string, string>()): vscode.SecretStorage {
  const listeners = new Set<(event: vscode.SecretStorageChangeEvent) => unknown>();
  const changed = (key: string) => listeners.forEach((listener) => void listener({ key }));
  return {
    keys: () => Promise.resolve([...values.keys()]),
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => {
      values.set(key, value);
      changed(key);
      return Promise.resolve();
    },
    delete: (key) => {
      values.delete(key);
      changed(key);
      return Promise.resolve();
    },
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}
