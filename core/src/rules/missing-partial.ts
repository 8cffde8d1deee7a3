import type { Fix } from '../diagnostic';
import { declaredNames } from '../model/declared-names';
import { partialReferences } from '../model/partial-graph';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { didYouMean, question, replace } from './fixes';
import type { Finding, Rule } from './rule';

export const missingPartial: Rule = {
  meta: {
    code: 'missing-partial',
    severity: 'error',
    summary: 'A partial does not exist.',
    docs:
      '`{{>signature}}` is the file `_signature.prompt`. Rendering fails when there is none. A partial that the host ' +
      'application registers is named in `prompthub.requires: { partials: [signature] }`. Genkit (the profile `genkit`) knows partials by their bare ' +
      'name only.',
    bad: 'Hello\n{{>signatur}}',
    good: 'Hello\n{{>signature}}',
    needs: ['partials'],
  },
  create: ({ tree, options, partials, report }) => ({
    file() {
      if (options.partials === undefined) return;
      const declared = declaredNames(tree.frontmatter, 'partials');
      const inline = inlineNames(tree);
      for (const { name, range, node } of partialReferences(tree)) {
        // The body of `{{#> name}}` is what is rendered when there is no such partial.
        if (declared.includes(name) || node.type === 'PartialBlockStatement') continue;
        // What is wrong is the decorator that defines it, and another rule says so.
        if (inline.has(name)) continue;
        if (partials.has(name)) {
          if (options.profile === 'genkit' && name.includes('/')) report(bareNameWanted(name, range));
          continue;
        }
        report(() => {
          const meant = didYouMean(range, name, [...partials.names, ...declared]);
          const message = `There is no partial \`${name}\` (a file \`${fileNameOf(name)}\`).${question(meant)}`;
          return { range, message, fixes: [meant, create(name, meant === undefined)] };
        });
      }
    },
  }),
};

/** The partials that a template defines by `{{#*inline "name"}}`, which the prompt language does not have. */
function inlineNames({ source, problems }: PromptTree): ReadonlySet<string> {
  const tags = problems.flatMap(({ range }) => [
    ...source.slice(range.start, range.end).matchAll(/^\{\{~?#\*\s*inline\s+["']([^"']+)["']/g),
  ]);
  return new Set(tags.map(([, name = '']) => name));
}

/** Genkit registers every partial under the name of its file alone. */
function bareNameWanted(name: string, range: Range): Finding {
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const message = `Genkit knows this partial as \`${bare}\`, without its folder.`;
  return { range, message, fixes: [replace(range, bare)] };
}

function create(name: string, preferred: boolean): Fix {
  const path = fileNameOf(name);
  return { title: `Create ${path}`, edits: [], preferred, createFile: { path, content: '' } };
}

/** `mails/footer` is the file `mails/_footer.prompt`. */
function fileNameOf(name: string): string {
  const slash = name.lastIndexOf('/') + 1;
  return `${name.slice(0, slash)}_${name.slice(slash)}.prompt`;
}
