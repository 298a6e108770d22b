import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ERROR_CODES } from "../../../src/errors/index.js";
import { connect, f, isOctavecError, optionsFromEnv, VectorRepository } from "../../../src/index.js";
import { connectOptionsSchema, parseOptions } from "../../../src/options/index.js";
import { collect } from "../../helpers/collect.js";
import { HOSTILE_VALUES } from "../../helpers/hostile-values.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";

/*
 * Each call gets good arguments with one hostile value somewhere in them. It may take the value for what it is worth; when
 * it fails, then with a stable code, and no command reached the server.
 */

const place = { namespace: "shop", collection: "articles", dimension: 2 };
const schema = z.object({ lang: z.string().optional() });
const record = () => ({ id: "a", vector: [1, 2], attributes: { lang: "en", deep: { list: [1, { x: 1 }] } } });
const wait = () => ({ timeoutMs: 100, signal: new AbortController().signal });
const query = () => ({
  vector: [1, 2],
  limit: 5,
  filter: { type: "and", filters: [f.eq("lang", "en"), f.between("year", 1, 2), f.gt("x", 1)] },
  minSimilarity: 0.5,
  ...wait(),
});
const batch = () => ({ batchSize: 2, onInvalid: "report", onProgress: () => {}, ...wait() });

const changeOptions = () => ({ batchSize: 5, onProgress: () => {}, signal: wait().signal });

type Call = (docs: VectorRepository, given: never[]) => Promise<unknown>;

/** Good arguments, made anew for each run, and the call that takes them. */
const CALLS: Readonly<Record<string, [arguments_: () => unknown[], call: Call]>> = {
  upsert: [() => [record(), wait()], (docs, [one, options]) => docs.upsert(one!, options)],
  "upsertMany of an array": [
    () => [[record(), record()], batch()],
    (docs, [records, options]) => docs.upsertMany(records!, options),
  ],
  "upsertMany of an array, onInvalid throw": [
    () => [[record(), record()], { ...batch(), onInvalid: "throw" }],
    (docs, [records, options]) => docs.upsertMany(records!, options),
  ],
  search: [() => [query()], (docs, [one]) => docs.search(one!)],
  searchMany: [() => [[{ id: "a" }, query()]], (docs, [queries]) => docs.searchMany(queries!)],
  get: [() => ["a", wait()], (docs, [id, options]) => docs.get(id!, options)],
  has: [() => ["a", wait()], (docs, [id, options]) => docs.has(id!, options)],
  delete: [() => [["a", "b"], wait()], (docs, [ids, options]) => docs.delete(ids!, options)],
  count: [() => [wait()], (docs, [options]) => docs.count(options)],
  info: [() => [wait()], (docs, [options]) => docs.info(options)],
  setAttributes: [
    () => ["a", record().attributes, wait()],
    (docs, [id, attributes, options]) => docs.setAttributes(id!, attributes!, options),
  ],
  "search by examples": [
    () => [
      {
        ...{ examples: [{ vector: [2, 1], weight: 0.5 }, { vector: [1, 2] }], diversity: 0.5, limit: 5 },
        ...{ filter: f.eq("lang", "en"), ...wait() },
      },
    ],
    (docs, [one]) => docs.search(one!),
  ],
  "searchMany with options": [
    () => [[{ id: "a" }, query()], { concurrency: 2, onFailure: "throw" }],
    (docs, [queries, options]) => docs.searchMany(queries!, options),
  ],
  scan: [
    () => [
      { filter: f.eq("lang", "en"), after: "a", batchSize: 5, includeVectors: true, signal: wait().signal },
    ],
    async (docs, [options]) => collect(docs.scan(options)),
  ],
  find: [
    () => [{ filter: f.eq("lang", "en"), after: "a", limit: 5, includeVectors: true, signal: wait().signal }],
    (docs, [options]) => docs.find(options),
  ],
  countWhere: [
    () => [f.eq("lang", "en"), { signal: wait().signal }],
    (docs, [filter, options]) => docs.countWhere(filter!, options),
  ],
  deleteWhere: [
    () => [f.eq("lang", "en"), changeOptions()],
    (docs, [filter, options]) => docs.deleteWhere(filter!, options),
  ],
  updateWhere: [
    () => [f.eq("lang", "en"), record().attributes, { ...changeOptions(), mode: "replace" }],
    (docs, [filter, patch, options]) => docs.updateWhere(filter!, patch!, options),
  ],
  updateAttributes: [
    () => ["a", record().attributes, { mode: "merge", ...wait() }],
    (docs, [id, patch, options]) => docs.updateAttributes(id!, patch!, options),
  ],
  updateVector: [
    () => ["a", [1, 2], wait()],
    (docs, [id, vector, options]) => docs.updateVector(id!, vector!, options),
  ],
  precisionReport: [() => [wait()], (docs, [options]) => docs.precisionReport(options)],
  recalibrate: [() => [{ sampleSize: 500, ...wait() }], (docs, [options]) => docs.recalibrate(options)],
  clear: [() => [{ onProgress: () => {}, signal: wait().signal }], (docs, [options]) => docs.clear(options)],
  drop: [() => [{ onProgress: () => {}, signal: wait().signal }], (docs, [options]) => docs.drop(options)],
};

/** Every place within the arguments, from the arguments themselves down to single components. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const isOpen = Array.isArray(value) || Object.getPrototypeOf(Object(value)) === Object.prototype;
  const below = isOpen ? Object.entries(Object(value)) : [];
  return [[...path], ...below.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], hostile: unknown): unknown {
  if (key === undefined) return hostile;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
  Reflect.set(Object(copy), key, replaced(Reflect.get(Object(value), key), rest, hostile));
  return copy;
}

async function failureOf(call: () => Promise<unknown>): Promise<{ error: unknown } | undefined> {
  // A call that throws instead of rejecting fails the test.
  return call().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

function expectCoded(error: unknown): void {
  if (!isOctavecError(error)) throw new Error("The failure carries no code.", { cause: error });
  expect(Object.keys(ERROR_CODES)).toContain(error.code);
  expect(typeof error.message).toBe("string");
}

/** An empty collection cannot be calibrated: `recalibrate` was asked with good options. */
function isTooSmall(error: unknown): boolean {
  return isOctavecError(error, "CALIBRATION_TOO_SMALL");
}

/** Before a source that is no array is read, `upsertMany` looks whether the collection is the right one. */
function expectNothingSent(call: string, { names }: ScriptedExecutor): void {
  const isQuestion = (name: string) => call.startsWith("upsertMany") && ["HGETALL", "VINFO"].includes(name);
  expect(names.filter((name) => !isQuestion(name))).toEqual([]);
}

const VALUES = Object.keys(HOSTILE_VALUES);

describe("a hostile value among good arguments", () => {
  test.each(Object.entries(CALLS))(
    "of %s: the failure has a code, and nothing is sent",
    async (_, [makeArguments, call]) => {
      const paths = pathsOf(makeArguments()).filter(({ length }) => length > 0);
      for (const path of paths) {
        for (const name of VALUES) {
          const executor = new ScriptedExecutor(emptyServer);
          const docs = new VectorRepository(executor, { ...place, attributes: schema });
          const given = replaced(makeArguments(), path, HOSTILE_VALUES[name]?.()) as never[];
          const failure = await failureOf(() => call(docs, given));
          if (failure === undefined || isTooSmall(failure.error)) continue;
          try {
            expectCoded(failure.error);
            expect(executor.sent).toEqual([]);
          } catch (cause) {
            throw new Error(`${path.join(".")} is ${name}`, { cause });
          }
        }
      }
    },
  );

  test("of several at once: the same", async () => {
    const hostile = fc.constantFrom(...VALUES);
    const choice = fc.constantFrom(...Object.keys(CALLS));
    await fc.assert(
      fc.asyncProperty(
        choice,
        fc.array(fc.tuple(fc.nat(), hostile), { minLength: 2, maxLength: 4 }),
        async (name, changes) => {
          const [makeArguments, call] = CALLS[name]!;
          let given: unknown = makeArguments();
          const paths = pathsOf(given).filter(({ length }) => length > 0);
          const places = changes.map(([place, value]) => ({ path: paths[place % paths.length]!, value }));
          // The inner ones first: no path then leads through a hostile value.
          for (const { path, value } of places.sort((a, b) => b.path.length - a.path.length)) {
            given = replaced(given, path, HOSTILE_VALUES[value]?.());
          }
          const executor = new ScriptedExecutor(emptyServer);
          const docs = new VectorRepository(executor, place);
          const failure = await failureOf(() => call(docs, given as never[]));
          if (failure === undefined || isTooSmall(failure.error)) return;
          expectCoded(failure.error);
          expectNothingSent(name, executor);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test("a hostile record among the records of a generator is an invalid record like any other", async () => {
  for (const name of VALUES) {
    const executor = new ScriptedExecutor(emptyServer);
    const docs = new VectorRepository(executor, place);
    function* source() {
      yield record();
      yield HOSTILE_VALUES[name]?.() as never;
    }
    const failure = await failureOf(() => docs.upsertMany(source(), { onInvalid: "report" }));
    const context = new Error(name);
    if (failure !== undefined) {
      // A promise or thenable that fails is the source's failure.
      expect(name, String(context)).toMatch(/promise|thenable/);
      expectCoded(failure.error);
    }
  }
});

describe("hostile options", () => {
  const repositoryOptions = () => ({
    ...place,
    m: 16,
    precision: "native",
    attributes: schema,
    rotationSample: [[1, 2]],
    onPrecisionEvent: () => {},
  });
  const connectOptions = () => ({
    url: "redis://localhost:1",
    tls: { ca: "x", servername: "y" },
    cluster: { nodes: ["localhost:1", { host: "localhost", port: 1 }] },
    sentinel: { name: "x", nodes: ["localhost:1"] },
    retry: { maxRetries: 0 },
    breaker: { enabled: false },
    telemetry: { enabled: false },
    addressMap: () => ({ host: "x", port: 1 }),
  });

  test.each<[string, () => object, (options: never) => unknown]>([
    ["a repository", repositoryOptions, (options) => new VectorRepository(new ScriptedExecutor(), options)],
    ["a client", connectOptions, (options) => parseOptions(connectOptionsSchema, options, "connect options")],
    ["the environment", () => ({ REDIS_HOST: "x", REDIS_PORT: "1" }), (env) => optionsFromEnv(env)],
  ])("of %s fail with a code", (_, makeOptions, use) => {
    for (const path of pathsOf(makeOptions())) {
      for (const name of VALUES) {
        // The schema looks at each of its four billion elements.
        if (name === "the longest array") continue;
        const given = replaced(makeOptions(), path, HOSTILE_VALUES[name]?.());
        try {
          use(given as never);
        } catch (error) {
          if (!isOctavecError(error)) throw new Error(`${path.join(".")} is ${name}`, { cause: error });
        }
      }
    }
  });

  test("of connect() are refused before anything is dialled", async () => {
    for (const name of VALUES) {
      if (name === "undefined") continue;
      const failure = await failureOf(() => connect({ url: HOSTILE_VALUES[name]?.() } as never));
      expect(failure?.error, name).toMatchObject({ code: "INVALID_OPTIONS" });
    }
  });
});

test("a hostile rotationSample fails with a code when the collection is created, and nothing is recorded", async () => {
  for (const name of VALUES) {
    const executor = new ScriptedExecutor(emptyServer);
    const sample = [[1, 2], HOSTILE_VALUES[name]?.()] as never;
    const docs = new VectorRepository(executor, { ...place, rotation: "auto", rotationSample: sample });
    const failure = await failureOf(() => docs.upsert(record()));
    expectCoded(failure?.error);
    expectNothingSent("upsertMany", executor);
  }
});

describe("options of a call", () => {
  test("are read once: a getter cannot give another value after the check", async () => {
    const turning = (reads = 0) => ({
      get timeoutMs() {
        return reads++ === 0 ? 100 : -1;
      },
    });
    const calls: ((docs: VectorRepository) => Promise<unknown>)[] = [
      (docs) => docs.has("a", turning()),
      (docs) => docs.search(Object.assign(Object.create(turning()), { id: "a" })),
      (docs) => docs.setAttributes("a", {}, turning()),
    ];
    for (const call of calls) {
      const executor = new ScriptedExecutor(emptyServer);
      await call(new VectorRepository(executor, place));
      const timeouts = executor.optionsSeen.map(({ timeoutMs }) => timeoutMs);
      expect(timeouts).toContain(100);
      expect(timeouts).not.toContain(-1);
    }
  });

  test("may be inherited", async () => {
    const reason = new Error("enough");
    const wait = Object.create({ signal: AbortSignal.abort(reason) });
    const docs = new VectorRepository(new ScriptedExecutor(emptyServer), place);
    for (const call of [docs.get("a", wait), docs.has("a", wait), docs.count(wait), docs.delete("a", wait)]) {
      await expect(call).rejects.toBe(reason);
    }
    await expect(docs.search(Object.assign(wait, { id: "a" }))).rejects.toBe(reason);
  });
});

describe("a schema that does not keep to its contract", () => {
  test.each<[string, () => unknown]>([
    ...Object.entries(HOSTILE_VALUES),
    ["a success without data", () => ({ success: true })],
    ["a success with an array", () => ({ success: true, data: [1] })],
    ["a refusal without an error", () => ({ success: false })],
    ["a refusal without issues", () => ({ success: false, error: {} })],
    [
      "hostile issues",
      () => ({ success: false, error: { issues: [null, 1, { path: 5, message: Symbol("m") }] } }),
    ],
    [
      "a symbol in a path",
      () => ({ success: false, error: { issues: [{ path: [Symbol("s")], message: "no" }] } }),
    ],
  ])("%s as its answer is an INVALID_ATTRIBUTES", async (_, answer) => {
    const executor = new ScriptedExecutor(emptyServer);
    const attributes = { safeParse: () => answer() as never };
    const docs = new VectorRepository(executor, { ...place, attributes });
    const failure = await failureOf(() => docs.upsert({ id: "a", vector: [1, 2], attributes: {} }));
    expect(failure?.error).toMatchObject({ code: "INVALID_ATTRIBUTES" });
    expect(executor.sent).toEqual([]);
  });

  test("a promise that it returns and that rejects is no unhandled rejection", async () => {
    const attributes = { safeParse: () => Promise.reject(new Error("late")) as never };
    const docs = new VectorRepository(new ScriptedExecutor(emptyServer), { ...place, attributes });
    await expect(docs.upsert({ id: "a", vector: [1, 2], attributes: {} })).rejects.toMatchObject({
      code: "INVALID_ATTRIBUTES",
    });
    await new Promise(setImmediate);
  });
});
