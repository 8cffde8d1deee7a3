import { AssertionError, type Finding } from '../assertion';
import { NO_TOOLS } from '../assertion-tools';
import { DECIDED_ALONE } from '../registry';
import { readDataHere } from '../read-data';
import { runCodeHere } from '../run-code';
import type { Outcome, Work } from './work';

/** The process of a `ProcessWorkplace`: says that it is there, and does one piece of work after the other until nobody listens. */
process.on('message', (work: Work) => void answer(work));
process.send?.('ready');

async function answer(work: Work): Promise<void> {
  process.send?.(await outcomeOf(work));
}

async function outcomeOf(work: Work): Promise<Outcome> {
  try {
    return { is: 'done', value: await valueOf(work) };
  } catch (error) {
    const isTold = error instanceof AssertionError;
    return { is: isTold ? 'undecided' : 'failed', message: isTold ? error.message : String(error) };
  }
}

function valueOf(work: Work): unknown {
  if (work.is === 'code') return runCodeHere(work.run);
  return work.is === 'data' ? readDataHere(work.file) : evaluate(work);
}

function evaluate({ spec, observed }: Extract<Work, { is: 'assertion' }>): Finding | Promise<Finding> {
  const assertion = DECIDED_ALONE.find(({ type }) => type === spec.type.replace(/^not-/, ''));
  if (!assertion) throw new Error(`"${spec.type}" is not decided alone.`);
  return assertion.evaluate(spec, observed, NO_TOOLS);
}
