import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

export interface CorpusFile {
  /** With slashes, from the corpus folder, e.g. `google/dotprompt/examples/hello.prompt`. */
  readonly path: string;
  /** The part of the path that tells whose file it is: `google`, `firebase`, `promptfile`. */
  readonly origin: string;
  readonly text: string;
}

/** Real prompts from public repositories, or why they are not here. They stand beside this repository, not in it. */
export type Corpus =
  | { readonly files: readonly CorpusFile[]; readonly absence: undefined }
  | { readonly files: readonly []; readonly absence: string };

/** Reads all `.prompt` files of `$PROMPTHUB_CORPUS`, by default `../shared/corpus` beside the repository's root. */
export function readCorpus(): Corpus {
  return readFolder('prompt', '.prompt');
}

/** Reads all promptfoo configurations beside them; `origin` is the folder of each. */
export function readPromptfooCorpus(): Corpus {
  return readFolder('promptfoo', '.yaml');
}

function readFolder(name: string, extension: string): Corpus {
  const root = process.env['PROMPTHUB_CORPUS'] ?? resolve(__dirname, '../../../shared/corpus');
  const folder = join(root, name);
  if (!existsSync(folder)) {
    return {
      files: [],
      absence: `no corpus: set PROMPTHUB_CORPUS to a folder that has ${name}/<origin>/**/*${extension}`,
    };
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const path = relative(folder, file).split(sep).join('/');
      return { path, origin: path.split('/', 1)[0] ?? '', text: readFileSync(file, 'utf8') };
    });
  return { files, absence: undefined };
}
