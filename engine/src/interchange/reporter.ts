import type { Fate, FieldReport } from './interchange-format';

/** Collects what becomes of fields while a file is converted. */
export class Reporter {
  readonly lines: FieldReport[] = [];
  readonly #format: string;

  /** @param format the other format's id: fields that only it knows are stored as `format.field` */
  constructor(format: string) {
    this.#format = format;
  }

  kept(field: string): void {
    this.#add(
      field,
      'kept',
      `PromptHub has no such field. It is stored as “${this.#format}.${field}” and comes back on export.`,
    );
  }

  changed(field: string, note: string): void {
    this.#add(field, 'changed', note);
  }

  dropped(field: string, note: string): void {
    this.#add(field, 'dropped', note);
  }

  #add(field: string, fate: Fate, note: string): void {
    const known = this.lines.some((line) => line.field === field && line.note === note);
    if (!known) this.lines.push({ field, fate, note });
  }
}
