/** The part of a zod schema that is needed. */
interface NameSchema {
  safeParse(
    text: string,
  ): { success: true } | { success: false; error: { issues: readonly { message: string }[] } };
}

/** Why a name cannot be used, for the person who types it; undefined when it can. */
export function nameProblem(schema: NameSchema, text: string): string | undefined {
  const parsed = schema.safeParse(text);
  if (parsed.success) return undefined;
  const message = text === '' ? 'a name is needed' : (parsed.error.issues[0]?.message ?? 'not possible');
  return message.slice(0, 1).toUpperCase() + message.slice(1);
}
