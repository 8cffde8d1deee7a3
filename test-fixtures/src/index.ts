export { readCorpus, readPromptfooCorpus } from './corpus';
export type { Corpus, CorpusFile } from './corpus';
