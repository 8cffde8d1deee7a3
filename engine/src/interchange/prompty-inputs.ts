import { z } from 'zod';
import type { Reporter } from './reporter';

const map = z.record(z.string(), z.unknown());

/** A field as version 1 (a map by name) and version 2 (a list) write it; or a bare value, which is its default. */
const fieldSchema = z.looseObject({
  name: z.string().optional(),
  type: z.string().optional(),
  kind: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  required: z.boolean().optional(),
  is_required: z.boolean().optional(),
  enum: z.array(z.unknown()).optional(),
});

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  float: 'number',
  integer: 'integer',
  boolean: 'boolean',
  bool: 'boolean',
  array: 'array',
  list: 'array',
  object: 'object',
  dict: 'object',
};

/** What a list and a map hold: Prompty does not say. */
const CONTENTS: Readonly<Record<string, unknown>> = { array: 'any', object: { '(*)': 'any' } };

interface Context {
  /** Variables of the template: declared even when the file does not. */
  readonly names: readonly string[];
  readonly sample: Readonly<Record<string, unknown>> | undefined;
}

/** Prompty's fields as Picoschema and defaults. */
export function inputsFrom(
  written: unknown,
  { names, sample = {} }: Context,
): { schema: Record<string, unknown>; defaults: Record<string, unknown> } {
  const schema: Record<string, unknown> = {};
  const defaults: Record<string, unknown> = {};
  for (const [name, value] of fieldsOf(written)) {
    const parsed = fieldSchema.safeParse(value);
    const field = parsed.success ? parsed.data : { default: value };
    const type = TYPES[field.type ?? field.kind ?? ''] ?? typeOfValue(field.default ?? sample[name]);
    const optional = field.required === false || field.is_required === false ? '?' : '';
    const note = field.description ? `, ${field.description.replaceAll('\n', ' ')}` : '';
    const contents = CONTENTS[type];
    if (field.enum) schema[`${name}${optional}(enum${note})`] = field.enum;
    else if (contents !== undefined) schema[`${name}${optional}(${type}${note})`] = contents;
    else schema[`${name}${optional}`] = `${type}${note}`;
    if (field.default !== undefined) defaults[name] = field.default;
  }
  const declared = new Set(fieldsOf(written).map(([name]) => name));
  for (const name of [...names, ...Object.keys(sample)])
    if (!declared.has(name)) schema[name] ??= typeOfValue(sample[name]);
  return { schema, defaults };
}

/** The way back: simple fields only; the rest is reported. */
export function inputsTo(
  part: unknown,
  { part: field, report }: { readonly part: string; readonly report: Reporter },
): Record<string, unknown> | undefined {
  const { schema, default: defaults } =
    z.looseObject({ schema: z.unknown().optional(), default: z.unknown().optional() }).safeParse(part).data ??
    {};
  const fields = map.safeParse(schema).data;
  if (!fields) return undefined;
  const values = map.safeParse(defaults).data ?? {};
  const entries = Object.entries(fields).flatMap(([key, value]) => {
    const { name, field: written } = fieldOf(key, value);
    if (!written) {
      report.dropped(`${field}.schema.${key}`, 'Prompty describes simple values only.');
      return [];
    }
    return [[name, { ...written, ...(name in values && { default: values[name] }) }] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function fieldOf(key: string, value: unknown): { name: string; field?: Record<string, unknown> } {
  const [, name = key, optional, modifier, note] =
    /^([^?(]+)(\?)?(?:\((\w+)(?:,\s*([^)]*))?\))?$/.exec(key) ?? [];
  const required = optional ? { required: false } : {};
  const described = { ...required, ...(note && { description: note }) };
  if (modifier === 'enum' && Array.isArray(value))
    return { name, field: { type: 'string', enum: value, ...described } };
  if (modifier !== undefined && JSON.stringify(value) === JSON.stringify(CONTENTS[modifier]))
    return { name, field: { type: modifier, ...described } };
  if (modifier !== undefined || typeof value !== 'string') return { name };
  const [type = '', ...description] = value.split(',');
  const known = ['string', 'number', 'integer', 'boolean', 'any'].includes(type.trim());
  if (!known) return { name };
  const text = description.join(',').trim();
  const typed = type.trim() === 'any' ? {} : { type: type.trim() };
  return { name, field: { ...typed, ...required, ...(text && { description: text }) } };
}

function fieldsOf(written: unknown): [string, unknown][] {
  if (!Array.isArray(written)) return Object.entries(map.safeParse(written).data ?? {});
  return written.flatMap((item): [string, unknown][] => {
    const field = fieldSchema.safeParse(item).data;
    return field?.name ? [[field.name, item]] : [];
  });
}

function typeOfValue(value: unknown): string {
  if (Array.isArray(value) || (typeof value === 'object' && value !== null)) return 'any';
  return typeof value === 'number' || typeof value === 'boolean' ? typeof value : 'string';
}
