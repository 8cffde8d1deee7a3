/** What identifies a model of the editor. */
export interface EditorModelNames {
  readonly id: string;
  readonly vendor: string;
  readonly family: string;
}

/**
 * The model that a prompt means by `vscode/<wanted>`: an id, a family, or `vendor/family`, in that order; letter case
 * does not matter. Nothing wanted (`vscode/` or `vscode/default`): the first one. Undefined when there is none.
 */
export function pickEditorModel<M extends EditorModelNames>(
  models: readonly M[],
  wanted: string,
): M | undefined {
  const name = wanted.trim().toLowerCase();
  if (name === '' || name === 'default') return models[0];
  return (
    models.find(({ id }) => id.toLowerCase() === name) ??
    models.find(({ family }) => family.toLowerCase() === name) ??
    models.find(({ vendor, family }) => `${vendor}/${family}`.toLowerCase() === name)
  );
}
