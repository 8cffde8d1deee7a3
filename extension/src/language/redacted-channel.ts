import type * as vscode from 'vscode';
import { redactTrace } from './redact-trace';

/** The log channel as the language client sees it: whatever it writes passes `redactTrace` first. */
export function redactedChannel(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const clean = (value: unknown): unknown => (typeof value === 'string' ? redactTrace(value) : value);
  return new Proxy(log, {
    get(target, property) {
      // The client disposes its channels when it stops; ours outlives it.
      if (property === 'dispose') return () => undefined;
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => Reflect.apply(member, target, args.map(clean));
    },
  });
}
