import { parentPort, workerData } from 'node:worker_threads';
import { countExactly, type Vocabulary } from './count-exactly';

/** The thread of one vocabulary, whose name it is started with: a list of texts comes in, a list of counts goes back. */
const vocabularies: Readonly<Record<string, () => Promise<Vocabulary>>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
};

const loading = vocabularies[String(workerData)]?.();

parentPort?.on('message', (texts: readonly string[]) => void answer(texts));

/** What goes wrong here ends the thread, and whoever asked sees that. */
async function answer(texts: readonly string[]): Promise<void> {
  const vocabulary = await loading;
  if (!vocabulary) throw new Error(`There is no vocabulary ${String(workerData)}.`);
  parentPort?.postMessage(texts.map((text) => countExactly(vocabulary, text)));
}
