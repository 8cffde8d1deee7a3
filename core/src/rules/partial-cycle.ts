import { partialGraph, partialReferences, type PartialReference } from '../model/partial-graph';
import type { RelatedInformation } from '../diagnostic';
import type { PromptTree } from '../syntax/tree';
import { replace } from './fixes';
import { partialNameOf } from '../model/file-names';
import type { Rule, RuleContext } from './rule';

export const partialCycle: Rule = {
  meta: {
    code: 'partial-cycle',
    severity: 'error',
    summary: 'Partials include each other in a circle.',
    docs: 'Rendering would never end. A circle that passes through a block (`{{#if}}`, `{{#each}}`) may end, and is a warning.',
    bad: '{{>a}}  (where _a.prompt is: {{>b}}, and _b.prompt is: {{>a}})',
    good: '{{>a}}  (where _b.prompt includes nothing)',
  },
  create: (context) => ({
    file() {
      const self = partialNameOf(context.options.fileName);
      const files = reachable(context, self);
      const { cycles, references } = partialGraph(files);
      if (cycles.length === 0) return;
      const known = new Map<string, readonly string[] | undefined>();
      const cycleOf = (name: string) => {
        const own = (names: readonly string[]) =>
          leadsTo(name, names, references) && isOwnMatter(self, names);
        if (!known.has(name)) known.set(name, cycles.find(own));
        return known.get(name);
      };
      for (const reference of partialReferences(context.tree)) {
        const cycle = cycleOf(reference.name);
        if (cycle === undefined) continue;
        const conditional = cycle.slice(1).some((name, i) => isConditional(name, files.get(cycle[i] ?? '')));
        context.report({
          range: reference.range,
          message: `This includes itself again and again: ${cycle.join(' → ')}.`,
          ...(conditional && { severity: 'warning' as const }),
          related: steps(cycle, references, self),
          fixes: [
            {
              ...replace(reference.node.range, '', { title: `Remove ${context.text(reference.node.range)}` }),
              preferred: false,
            },
          ],
        });
      }
    },
  }),
};

const SELF = '\0self';

/** The file itself and all partials that it leads to. */
function reachable({ tree, partials }: RuleContext, self: string | undefined): Map<string, PromptTree> {
  const files = new Map<string, PromptTree>([[self ?? SELF, tree]]);
  const open = [tree];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    for (const { name } of partialReferences(each)) {
      const partial = files.has(name) ? undefined : partials.get(name);
      if (partial === undefined) continue;
      files.set(name, partial);
      open.push(partial);
    }
  }
  return files;
}

function leadsTo(
  start: string,
  cycle: readonly string[],
  references: ReadonlyMap<string, readonly PartialReference[]>,
): boolean {
  const seen = new Set([start]);
  const open = [start];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (cycle.includes(each)) return true;
    for (const { name } of references.get(each) ?? []) {
      if (!seen.has(name)) open.push(name);
      seen.add(name);
    }
  }
  return false;
}

/** Where each partial of a circle includes the next one. */
function steps(
  cycle: readonly string[],
  references: ReadonlyMap<string, readonly PartialReference[]>,
  self: string | undefined,
): RelatedInformation[] {
  return cycle.slice(1).flatMap((name, i) => {
    const from = cycle[i] ?? '';
    const range = references.get(from)?.find((reference) => reference.name === name)?.range;
    const message = `\`${from}\` includes \`${name}\` here.`;
    return range ? [{ ...(from !== (self ?? SELF) && { partial: from }), range, message }] : [];
  });
}

/** A partial answers for the circles it is part of; a prompt for all that it runs into. */
function isOwnMatter(self: string | undefined, cycle: readonly string[]): boolean {
  return self === undefined || cycle.includes(self);
}

/** Whether the partial `name` is included inside of a block only, so that the circle may end. */
function isConditional(name: string, tree: PromptTree | undefined): boolean {
  return (
    tree !== undefined &&
    !tree.template.body.some((node) => node.type === 'PartialStatement' && calls(node, name))
  );
}

function calls({ name }: { name: { type: string } & { original?: string } }, wanted: string): boolean {
  return name.type === 'PathExpression' && name.original === wanted;
}
