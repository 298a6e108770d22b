/** Values that break code which trusts its input: each is made anew, because some can be used only once. */
export const HOSTILE_VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  "a symbol": () => Symbol("hostile"),
  "a BigInt": () => 10n ** 30n,
  "a function": () => () => 1,
  NaN: () => Number.NaN,
  "a negative number": () => -1,
  "an enormous number": () => 1e308,
  "a lone surrogate": () => "\ud800",
  "a long text": () => "x".repeat(70_000),
  "an object without prototype": () => Object.create(null),
  "a class instance without a usable name": () => ({ constructor: { name: Symbol("name") } }),
  "an object that cannot become text": () => ({
    [Symbol.toPrimitive]: thrower(),
    toString: thrower(),
    toJSON: thrower(),
  }),
  "an object whose getters throw": () => throwingGetters(new Error("getter")),
  "an object whose getters throw a symbol": () => throwingGetters(Symbol("thrown")),
  "an object whose getters throw a revoked proxy": () => throwingGetters(revoked({})),
  "an object whose getters throw undefined": () => throwingGetters(undefined),
  "a revoked object": () => revoked({}),
  "a revoked array": () => revoked([]),
  "a revoked function": () => revoked(() => 1),
  "a proxy that throws at everything": () => throwingProxy({}),
  "an array that throws at everything": () => throwingProxy([]),
  "an array with an impossible length": () =>
    new Proxy([], { get: (target, key) => (key === "length" ? 2 ** 53 : Reflect.get(target, key)) }),
  "an object that contains itself": () => {
    const cycle: Record<string, unknown> = { type: "and" };
    cycle.self = cycle;
    cycle.filters = [cycle];
    return cycle;
  },
  "an array that contains itself": () => {
    const cycle: unknown[] = [];
    cycle.push(cycle, cycle);
    return cycle;
  },
  "20,000 levels of arrays": () => nested((inner) => [inner]),
  "20,000 levels of filters": () => nested((inner) => ({ type: "and", filters: [inner] })),
  "filters that double at every level": () =>
    nested((inner) => ({ type: "and", filters: [inner, inner] }), 60),
  "objects that double at every level": () => nested((inner) => ({ left: inner, right: inner }), 60),
  "an array with overridden methods": () =>
    Object.assign([1, 2], { map: thrower(), slice: thrower(), [Symbol.iterator]: thrower() }),
  "a sparse array": () => new Array(3),
  "the longest array": () => new Array(2 ** 32 - 1),
  "a promise": () => Promise.resolve({}),
  "a promise that rejects": () => {
    const rejected = Promise.reject(new Error("rejected"));
    rejected.catch(() => {});
    return rejected;
  },
  "a thenable that throws": () => ({ [["th", "en"].join("")]: thrower() }),
  "an iterable that throws": () => ({ [Symbol.iterator]: thrower() }),
  "an iterator that is none": () => ({ [Symbol.iterator]: () => undefined }),
  "an iterator that throws": () => ({ [Symbol.iterator]: () => ({ next: thrower() }) }),
  "an async iterator that throws": () => ({ [Symbol.asyncIterator]: () => ({ next: thrower() }) }),
  "an iterator with a hostile step": () => ({
    [Symbol.iterator]: () => ({ next: () => throwingProxy({}) }),
  }),
  "a proxy of an AbortSignal": () => new Proxy(new AbortController().signal, {}),
  "an empty AbortSignal": () => Object.create(AbortSignal.prototype),
  "an invalid Date": () => new Date(Number.NaN),
  "a Map": () => new Map([["a", 1]]),
  "a detached vector": () => {
    const vector = new Float32Array(2);
    structuredClone(vector, { transfer: [vector.buffer] });
    return vector;
  },
};

function thrower(thrown: unknown = new RangeError("hostile")): () => never {
  return () => {
    throw thrown;
  };
}

const FIELDS = [
  ...["id", "vector", "attributes", "filter", "type", "field", "value", "filters", "signal", "timeoutMs"],
  ...["limit", "namespace", "url", "batchSize", "length", "0", "safeParse", "issues", "success"],
];

function throwingGetters(thrown: unknown): object {
  const fields = FIELDS.map((name) => [name, { enumerable: true, get: thrower(thrown) }] as const);
  return Object.defineProperties({}, Object.fromEntries(fields));
}

function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwingProxy<T extends object>(target: T): T {
  const trap = thrower();
  return new Proxy(target, {
    get: trap,
    has: trap,
    ownKeys: trap,
    getPrototypeOf: trap,
    getOwnPropertyDescriptor: trap,
  });
}

function nested(wrap: (inner: unknown) => unknown, levels = 20_000): unknown {
  let value: unknown = { type: "gt", field: "x", value: 1 };
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}
