import type { MatrixPrompt, TestCase, Wording } from '@prompthub/engine';
import type { MatrixParams } from '@prompthub/protocol';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { promptNamed } from '../features/prompt-named';
import { testsOf, type PlacedTest } from '../tests/test-source';
import { fileNameOf, folderOf, joinUri } from '../uri';
import { assertionTools } from './assertion-tools';
import { casesOf } from './cases-of';
import { pathInWorkspace } from './path-in-workspace';
import { providerContext } from './provider-context';

/** A prompt that runs in a matrix, with where its rows come from. */
export interface PlacedPrompt {
  readonly document: PromptDocument;
  /** Its path in the workspace. */
  readonly path: string;
  readonly matrix: MatrixPrompt;
  readonly places: ReadonlyMap<TestCase, PlacedTest>;
}

/** What the engine needs to run tests in columns. A column whose variant a prompt has not leaves the prompt out. */
export async function matrixPrompts(
  context: Context,
  engine: Engine,
  { prompts, columns = [], texts = [] }: Partial<MatrixParams>,
): Promise<PlacedPrompt[]> {
  const wanted = new Set(columns.flatMap(({ variant }) => variant ?? []));
  const placed: PlacedPrompt[] = [];
  for (const { uri, ids } of prompts ?? []) {
    const document = await promptNamed(context, uri);
    const all = await testsOf(context, document);
    const places = new Map<TestCase, PlacedTest>();
    for (const place of ids ? all.filter(({ id }) => ids.includes(id)) : all)
      for (const row of await casesOf(context, engine, place)) places.set(row, place);
    const variants: Record<string, Wording> = {};
    for (const name of wanted) {
      const given = texts.find((text) => text.variant === name && text.uri === uri);
      const wording = given
        ? { source: given.source, options: { partials: given.partials } }
        : await variantOf(context, document, name);
      if (wording) variants[name] = wording;
    }
    placed.push({
      document,
      path: pathInWorkspace(context, document.uri),
      places,
      matrix: {
        name: fileNameOf(document.uri),
        wording: wordingOf(context, document),
        variants,
        tests: [...places.keys()],
        context: providerContext(context, engine, document.uri),
        judge: context.workspace.linkOf(document.uri)?.judge,
        tools: assertionTools(context, engine, document),
      },
    });
  }
  return placed;
}

async function variantOf(
  context: Context,
  { uri }: PromptDocument,
  name: string,
): Promise<Wording | undefined> {
  const file = fileNameOf(uri).replace(/\.prompt$/, `.${name}.prompt`);
  const variant = await context.workspace.load(joinUri(folderOf(uri), file));
  return variant && wordingOf(context, variant);
}

function wordingOf({ workspace }: Context, { tree, uri }: PromptDocument): Wording {
  return { tree, options: { partials: workspace.partials(uri) ?? {} } };
}
