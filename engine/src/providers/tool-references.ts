/**
 * Ties tool responses to their requests. Prompts may leave `ref` out; providers need an id on both sides, so a request
 * without one gets a number and the next response of that name answers it.
 */
export class ToolReferences {
  readonly #open: { name: string; id: string }[] = [];
  #count = 0;

  /** The id of a request. */
  request({ name, ref }: { name: string; ref?: string }): string {
    const id = ref ?? `call_${++this.#count}`;
    this.#open.push({ name, id });
    return id;
  }

  /** The id of the request that this response answers. */
  answer({ name, ref }: { name: string; ref?: string }): string {
    const found = this.#open.findIndex((request) =>
      ref === undefined ? request.name === name : request.id === ref,
    );
    const [request] = found < 0 ? [] : this.#open.splice(found, 1);
    return ref ?? request?.id ?? `call_${++this.#count}`;
  }
}
