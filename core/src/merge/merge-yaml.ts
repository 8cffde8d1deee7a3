import { isSameValue } from '../diff/same-value';
import { mergeLines } from './merge-lines';
import { mergeOrder } from './merge-order';
import { changedSide, eitherSide, onSides, textOf } from './sides';
import type { Piece, Sides, Slice } from './sides';
import { isJsonSchema, yamlCollection } from './yaml-collection';
import type { YamlCollection, YamlItem, YamlValue } from './yaml-collection';

/** `base` is undefined for what both sides have added. */
type Added<T> = Sides<T, T | undefined>;

/**
 * Merges YAML by key, at any depth; items of lists where something identifies them. What one side has changed is taken as that side wrote
 * it, comments and formatting included.
 */
export function mergeYaml(sides: Added<YamlValue>, path: readonly string[]): Piece[] {
  const slices = slicesOf(sides, ({ slice }) => slice);
  const same = changedSide(onSides(slices, textOf));
  if (same !== undefined && (sides.base || textOf(slices.ours) === textOf(slices.theirs))) return [same];
  const collections = collectionsOf(sides, path);
  if (collections) {
    const merged = mergeCollections(collections, path);
    if (merged) return merged;
  }
  const equal = sameMeaning(sides);
  if (equal !== undefined) return [equal];
  const place = { kind: 'frontmatter', path } as const;
  const isLong = [slices.ours, slices.theirs].every((slice) => textOf(slice).trimEnd().includes('\n'));
  if (sides.base && isLong) return mergeLines({ ...slices, base: sides.base.slice }, place);
  return [{ place, ...slices }];
}

function slicesOf<T>(
  { base, ours, theirs }: Added<T>,
  get: (side: T) => Slice,
): Sides<Slice | undefined> & Sides<Slice, Slice | undefined> {
  return { base: base && get(base), ours: get(ours), theirs: get(theirs) };
}

function collectionsOf(
  { base, ours, theirs }: Added<YamlValue>,
  path: readonly string[],
): Added<YamlCollection> | undefined {
  if (path.at(-1) === 'schema' && isJsonSchema(ours.node) !== isJsonSchema(theirs.node)) return undefined;
  const mine = yamlCollection(ours, path);
  const other = yamlCollection(theirs, path);
  const old = base && yamlCollection(base, path);
  if (!mine || !other || (base && !old)) return undefined;
  const fits = (one: YamlCollection): boolean => one.shape === mine.shape && one.indent === mine.indent;
  return fits(other) && (!old || fits(old)) ? { base: old, ours: mine, theirs: other } : undefined;
}

/** Where one side only wrote a value differently, what the other side wrote. */
function sameMeaning({ base, ours, theirs }: Added<YamlValue>): string | undefined {
  const value = (side: YamlValue): unknown => (side.node as { toJSON?: () => unknown } | null)?.toJSON?.();
  const [mine, other] = [value(ours), value(theirs)];
  const texts = { ours: textOf(ours.slice), theirs: textOf(theirs.slice) };
  if (isSameValue(mine, other)) return texts.ours < texts.theirs ? texts.ours : texts.theirs;
  if (base === undefined) return undefined;
  const old = value(base);
  if (isSameValue(mine, old)) return texts.theirs;
  return isSameValue(other, old) ? texts.ours : undefined;
}

function mergeCollections(sides: Added<YamlCollection>, path: readonly string[]): Piece[] | undefined {
  const items = {
    base: byId(sides.base),
    ours: byId(sides.ours),
    theirs: byId(sides.theirs),
  };
  const merged = new Map<string, MergedItem>();
  for (const id of new Set([...items.base.keys(), ...items.ours.keys(), ...items.theirs.keys()])) {
    const item = mergeItem(
      onSides(items, (side) => side.get(id)),
      [...path, id],
    );
    if (item) merged.set(id, item);
  }
  const ids = onSides(items, (side) => [...side.keys()]);
  const order = mergeOrder(ids, (id) => merged.has(id), 'free');
  if (order === undefined || (order.length === 0 && sides.ours.open === '')) return undefined;
  return assemble(
    order.flatMap((id) => merged.get(id) ?? []),
    sides,
    path,
  );
}

function byId(collection: YamlCollection | undefined): Map<string, YamlItem> {
  return new Map(collection?.items.map((item) => [item.id, item]));
}

interface MergedItem {
  readonly lead: readonly Piece[];
  readonly body: readonly Piece[];
}

function mergeItem(
  { base, ours, theirs }: Sides<YamlItem | undefined>,
  path: readonly string[],
): MergedItem | undefined {
  if (ours && theirs) return mergeBoth({ base, ours, theirs }, path);
  const left = ours ?? theirs;
  if (left === undefined) return undefined;
  const taken = { lead: [textOf(left.lead)], body: [textOf(left.whole)] };
  if (base === undefined) return taken;
  if (textOf(base.whole) === textOf(left.whole)) return undefined;
  const place = { kind: 'frontmatter', path } as const;
  return {
    lead: taken.lead,
    body: [{ place, base: base.whole, ours: ours?.whole, theirs: theirs?.whole }],
  };
}

function mergeBoth({ base, ours, theirs }: Added<YamlItem>, path: readonly string[]): MergedItem {
  const place = { kind: 'frontmatter', path } as const;
  const lead = mergeLead({ base: base?.lead, ours: ours.lead, theirs: theirs.lead }, path);
  const whole = slicesOf({ base, ours, theirs }, (item) => item.whole);
  const [mine, other] = [textOf(ours.whole), textOf(theirs.whole)];
  const same = base ? changedSide({ base: textOf(base.whole), ours: mine, theirs: other }) : undefined;
  if (same !== undefined || mine === other) return { lead, body: [same ?? mine] };
  const head = mergePart({ base: base?.head, ours: ours.head, theirs: theirs.head });
  const rest = mergePart({ base: base?.rest, ours: ours.rest, theirs: theirs.rest });
  if (head === undefined || rest === undefined) return { lead, body: [{ place, ...whole }] };
  const value = mergeYaml({ base: base?.value, ours: ours.value, theirs: theirs.value }, path);
  return { lead, body: [head, ...value, rest] };
}

/** A text that is taken as one; where only blanks differ, from either side. */
function mergePart(slices: Sides<Slice, Slice | undefined>): string | undefined {
  const texts = {
    base: textOf(slices.base ?? slices.ours),
    ours: textOf(slices.ours),
    theirs: textOf(slices.theirs),
  };
  if (slices.base) {
    const same = changedSide(texts);
    if (same !== undefined) return same;
  } else if (texts.ours === texts.theirs) return texts.ours;
  return texts.ours.trim() === texts.theirs.trim() ? eitherSide(texts) : undefined;
}

/** Comments are merged by line; for blanks alone either side will do. */
function mergeLead(slices: Sides<Slice, Slice | undefined>, path: readonly string[]): Piece[] {
  const part = mergePart(slices);
  if (part !== undefined) return [part];
  const nothing = { ...slices.ours, end: slices.ours.start };
  return mergeLines({ ...slices, base: slices.base ?? nothing }, { kind: 'frontmatter', path });
}

function assemble(
  items: readonly MergedItem[],
  sides: Added<YamlCollection>,
  path: readonly string[],
): Piece[] {
  const { ours, theirs } = sides;
  const either = (get: (side: YamlCollection) => string): string =>
    eitherSide({ base: get(sides.base ?? ours), ours: get(ours), theirs: get(theirs) });
  const first = either(({ items: [item] }) => (item ? textOf(item.lead) : ''));
  const next = either(({ items: [, item] }) => (item ? textOf(item.lead) : ''));
  const separator = ours.open === '' ? ' '.repeat(ours.indent) : next.includes(',') ? next : ', ';
  const isFlow = ours.open !== '';
  const pieces: Piece[] = [ours.open];
  items.forEach(({ lead, body }, index) => {
    const text = lead.every((piece) => typeof piece === 'string') ? lead.join('') : undefined;
    if (text === undefined) pieces.push(...lead);
    else pieces.push(fittedLead(text, { isFirst: index === 0, isFlow, first, separator }));
    pieces.push(...body);
  });
  const close = slicesOf(sides, (side) => side.close);
  return [...pieces, ...mergeLead(close, path)];
}

interface Place {
  readonly isFirst: boolean;
  readonly isFlow: boolean;
  /** What stands before the first item. */
  readonly first: string;
  /** What stands between two items. */
  readonly separator: string;
}

/** What stands before an item, when it was the first and is not any more, or has become so. */
function fittedLead(lead: string, { isFirst, isFlow, first, separator }: Place): string {
  if (isFlow) {
    if (isFirst) return lead.includes(',') ? (lead.trim() === ',' ? first : lead.replace(',', '')) : lead;
    return lead.includes(',') ? lead : lead.trim() === '' ? separator : `,${lead}`;
  }
  if (isFirst) return lead.trimStart();
  return lead === '' ? separator : lead;
}
