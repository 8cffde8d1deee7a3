import type { JsonSchema } from '@prompthub/core';
import type { ModelRequest } from './provider';

/** The output schema when it describes an object: the only kind that providers enforce. */
export function objectSchemaOf({ output }: ModelRequest): JsonSchema | undefined {
  const schema = output?.schema;
  return schema?.['type'] === 'object' ? schema : undefined;
}

/**
 * True when every object in the schema forbids other properties and requires all of its own: what the providers'
 * strict modes ask for. Optional properties therefore turn strictness off, not the schema.
 */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const node: Readonly<Record<string, unknown>> = { ...schema };
  const properties = node['properties'];
  if (node['type'] === 'object' || typeof properties === 'object') {
    const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    const required: unknown[] = Array.isArray(node['required']) ? node['required'] : [];
    if (node['additionalProperties'] !== false || !names.every((name) => required.includes(name)))
      return false;
  }
  return Object.values(node).every(isStrict);
}
