import { isMap, visit } from 'yaml';
import { nodeRange } from '../syntax/yaml-nodes';
import type { Frontmatter, PromptTree } from '../syntax/tree';
import { mergeLines } from './merge-lines';
import { mergeYaml } from './merge-yaml';
import { changedSide, eitherSide, onSides, textOf } from './sides';
import type { Piece, Sides, Slice } from './sides';

const PLACE = { kind: 'frontmatter', path: [] } as const;

/** Merges everything before the template: the frontmatter by key, and what stands around it. */
export function mergeFrontmatter(trees: Sides<PromptTree>): Piece[] {
  const whole = onSides(trees, ({ source, templateRange }): Slice => ({
    source,
    start: 0,
    end: templateRange.start,
  }));
  const same = changedSide(onSides(whole, textOf));
  if (same !== undefined) return [same];
  const { base, ours, theirs } = onSides(trees, partsOf);
  if (ours === undefined || theirs === undefined) {
    const left = ours ?? theirs;
    if (left === undefined) return mergeLines(whole, PLACE);
    return base === undefined ? [textOf(ours ? whole.ours : whole.theirs)] : [{ place: PLACE, ...whole }];
  }
  const nothing = { ...whole.base, start: 0, end: 0 };
  const slices = (get: (parts: Parts) => Slice): Sides<Slice> => ({
    base: base ? get(base) : nothing,
    ours: get(ours),
    theirs: get(theirs),
  });
  const close = onSides(
    slices((parts) => parts.close),
    textOf,
  );
  return [
    ...mergeText(slices(({ open }) => open)),
    ...(cuttable({ base, ours, theirs })
      ? mergeContent({ base, ours, theirs })
      : mergeText(slices(({ content }) => content))),
    eitherSide(close),
  ];
}

interface Parts {
  readonly frontmatter: Frontmatter;
  /** Comments above, and the opening line. */
  readonly open: Slice;
  readonly content: Slice;
  /** The closing line, and blank lines behind it. */
  readonly close: Slice;
}

function partsOf({ source, frontmatter, templateRange }: PromptTree): Parts | undefined {
  if (frontmatter === undefined) return undefined;
  const { contentRange } = frontmatter;
  const end = source.indexOf('---', contentRange.end);
  return {
    frontmatter,
    open: { source, start: 0, end: contentRange.start },
    content: { source, start: contentRange.start, end },
    close: { source, start: end, end: templateRange.start },
  };
}

type PartsOfSides = Sides<Parts, Parts | undefined>;

/** Only maps without anchors are merged by key: an anchor ties places together that seem to have nothing to do with each other. */
function cuttable({ base, ours, theirs }: PartsOfSides): boolean {
  return [base ?? ours, ours, theirs].every(({ frontmatter: { document } }) => {
    let plain = isMap(document.contents);
    visit(document, {
      Alias: () => {
        plain = false;
        return visit.BREAK;
      },
    });
    return plain;
  });
}

function mergeContent({ base, ours, theirs }: PartsOfSides): Piece[] {
  const [old, mine, other] = [base && contentOf(base), contentOf(ours), contentOf(theirs)];
  const around = (get: (content: Content) => Slice): Sides<Slice> => ({
    base: old ? get(old) : { ...get(mine), end: get(mine).start },
    ours: get(mine),
    theirs: get(other),
  });
  const value = ({ root, parts }: Content) => ({
    node: parts.frontmatter.document.contents,
    slice: root,
    offset: parts.frontmatter.contentRange.start,
  });
  return [
    ...mergeText(around(({ before }) => before)),
    ...mergeYaml({ base: old && value(old), ours: value(mine), theirs: value(other) }, []),
  ];
}

interface Content {
  readonly parts: Parts;
  /** Comments above the first key. */
  readonly before: Slice;
  /** The map, and comments below its last value. */
  readonly root: Slice;
}

function contentOf(parts: Parts): Content {
  const { content, frontmatter } = parts;
  const range = nodeRange(frontmatter.document.contents) ?? { start: 0, end: 0 };
  const { start: offset } = frontmatter.contentRange;
  const start = range.start + offset;
  return {
    parts,
    before: { ...content, end: start },
    root: { ...content, start },
  };
}

function mergeText(slices: Sides<Slice>): Piece[] {
  return mergeLines(slices, PLACE);
}
