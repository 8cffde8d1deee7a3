import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What NLTK and scikit-learn say; reference.py makes it. */
export const reference = JSON.parse(
  readFileSync(path.join(__dirname, 'reference.json'), 'utf8'),
) as Reference;

/** The shape of reference.json. */
interface Reference {
  readonly origin: string;
  readonly bleu: readonly {
    corpus: { text: string; references: string[] }[];
    score: number;
    gleu: number;
  }[];
  readonly gleu: readonly ScoredWords[];
  readonly meteor: readonly ScoredWords[];
  readonly stems: Readonly<Record<string, string>>;
  readonly classification: readonly {
    expected: string[];
    predicted: string[];
    labels: string[];
    accuracy: number;
    confusion: number[][];
    classes: (Rates & { support: number })[];
    macro: Rates;
    micro: Rates;
    weighted: Rates;
  }[];
}

interface ScoredWords {
  readonly text: string[];
  readonly references: string[][];
  readonly score: number;
}

interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
