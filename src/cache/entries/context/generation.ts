/**
 * The generation of a tenant's cache, as far as this process knows. A flush raises the generation in Redis, and every trip to
 * Redis brings the current one along.
 */
export class Generation {
  readonly #onChange: (() => void)[] = [];
  readonly #onInvalidation: (() => void)[] = [];
  #current = "0";

  /** The latest known generation; "0" until Redis has named another one. */
  get current(): string {
    return this.#current;
  }

  /** Takes note of the generation that Redis named. If it is a new one, the tenant was flushed: listeners drop what they hold. */
  note(generation: string): void {
    if (generation === this.#current) return;
    this.#current = generation;
    for (const listener of this.#onChange) listener();
    this.invalidated();
  }

  /** An entry was invalidated, or all were: calls that began before must not be shared with callers who come now. */
  invalidated(): void {
    for (const listener of this.#onInvalidation) listener();
  }

  onChange(listener: () => void): void {
    this.#onChange.push(listener);
  }

  onInvalidation(listener: () => void): void {
    this.#onInvalidation.push(listener);
  }
}

/** Reads in the known generation. If Redis names another one, what was read is void: reads once more, in that one. */
export async function readInLatest<T extends { readonly generation: string }>(
  known: string,
  read: (generation: string) => Promise<T>,
): Promise<T> {
  const first = await read(known);
  return first.generation === known ? first : read(first.generation);
}
