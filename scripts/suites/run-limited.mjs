import { spawn } from 'node:child_process';

/**
 * Runs a command and answers its exit status. Past `minutes` it and everything it started are killed, and the status is
 * undefined: one test that never ends must not take the whole run with it.
 */
export function runLimited(command, args, { minutes, ...options }) {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that workers which no longer listen end with it.
    const child = spawn(command, args, { ...options, detached: true });
    const endGroup = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        child.kill(signal);
      }
    };
    let isOverdue = false;
    const timer = setTimeout(() => {
      isOverdue = true;
      endGroup('SIGKILL');
    }, minutes * 60_000);
    const signals = ['SIGINT', 'SIGTERM'].map((signal) => [signal, () => endGroup(signal)]);
    for (const [signal, pass] of signals) process.on(signal, pass);
    const settle = (finish) => (value) => {
      clearTimeout(timer);
      for (const [signal, pass] of signals) process.off(signal, pass);
      finish(value);
    };
    child.once('error', settle(reject));
    child.once(
      'exit',
      settle((status) => resolve(isOverdue ? undefined : (status ?? 1))),
    );
  });
}
