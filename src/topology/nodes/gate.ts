/** Holds a value that may be missing for a while; those who need it wait until it is there. */
export class Gate<T> {
  #value: T | undefined;
  #wait: PromiseWithResolvers<T> = waiter();

  /** Undefined while there is none. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Resolves with the value once there is one. */
  get opened(): Promise<T> {
    return this.#wait.promise;
  }

  open(value: T): void {
    // A promise resolves once only: after a change, whoever comes must get the new value.
    if (this.#value !== undefined && this.#value !== value) this.#wait = waiter();
    this.#value = value;
    this.#wait.resolve(value);
  }

  shut(): void {
    if (this.#value === undefined) return;
    this.#value = undefined;
    this.#wait = waiter();
  }

  /** Rejects all who wait now. Those who come later wait anew. */
  dismiss(reason: unknown): void {
    const { reject } = this.#wait;
    this.#wait = waiter();
    reject(reason);
  }

  /** Rejects all who wait, and all who come later. A value that is there stays. */
  end(reason: unknown): void {
    this.#wait.reject(reason);
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function waiter<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // Nobody may be waiting when it ends.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
