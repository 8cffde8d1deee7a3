export { readCorpus } from './corpus';
export type { Corpus, CorpusFile } from './corpus';
