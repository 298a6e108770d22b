import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { type Executor, type SearchQuery, VectorRepository } from "../../../src/index.js";
import { CallExecutor } from "../../helpers/call-executor.js";
import { codeOf } from "../../helpers/outcome.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";

const VECTOR = [1, 2];

function repository(executor: Executor = new ScriptedExecutor(emptyServer)): VectorRepository {
  return new VectorRepository(executor, { namespace: "n", collection: "c", dimension: 2 });
}

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

test("twenty runs of upsertMany add one listener to the signal they share, and remove it at the end", async () => {
  const { signal } = new AbortController();
  const docs = repository(new CallExecutor({ send: async () => [] }));
  const records = [{ id: "a", vector: VECTOR }];
  const runs = Array.from({ length: 20 }, () => docs.upsertMany(records, { signal }));
  expect(listenersOf(signal)).toBe(1);
  await Promise.allSettled(runs);
  expect(listenersOf(signal)).toBe(0);
});

/** Every operation that takes options, called with them. */
const OPERATIONS: Record<string, (docs: VectorRepository, options: object) => Promise<unknown>> = {
  upsert: (docs, options) => docs.upsert({ id: "a", vector: VECTOR }, options),
  upsertMany: (docs, options) => docs.upsertMany([{ id: "a", vector: VECTOR }], options),
  get: (docs, options) => docs.get("a", options),
  has: (docs, options) => docs.has("a", options),
  delete: (docs, options) => docs.delete("a", options),
  count: (docs, options) => docs.count(options),
  info: (docs, options) => docs.info(options),
  setAttributes: (docs, options) => docs.setAttributes("a", { n: 1 }, options),
  precisionReport: (docs, options) => docs.precisionReport(options),
  recalibrate: (docs, options) => docs.recalibrate(options),
  clear: (docs, options) => docs.clear(options),
  drop: (docs, options) => docs.drop(options),
  search: (docs, options) => docs.search(queryWith(options)),
  searchMany: (docs, options) => docs.searchMany([queryWith(options)]),
};

/** A query with the options as own fields, or as inherited ones if `options` inherits them. */
function queryWith(options: object): SearchQuery {
  return Object.assign(options, { vector: VECTOR });
}

/** Options of an application's own class: `signal` is a getter of its prototype. */
class RequestScope {
  readonly #controller: AbortController;

  constructor(controller: AbortController) {
    this.#controller = controller;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }
}

describe.each(Object.entries(OPERATIONS))(
  "%s takes inherited fields as it takes its own",
  (name, operation) => {
    const reason = new Error("enough");

    async function reasonOf(options: object): Promise<unknown> {
      const error: unknown = await operation(repository(), options).then(
        () => "resolved",
        (failure: unknown) => failure,
      );
      return error instanceof Error && error.cause !== undefined ? error.cause : error;
    }

    test("an aborted signal rejects the call, be it an own field, an inherited one or a getter", async () => {
      const signal = AbortSignal.abort(reason);
      expect(await reasonOf({ signal })).toBe(reason);
      expect(await reasonOf(Object.create({ signal }))).toBe(reason);
      const controller = new AbortController();
      controller.abort(reason);
      expect(await reasonOf(new RequestScope(controller))).toBe(reason);
    });

    test("an inherited signal that is no AbortSignal and an unknown inherited field are refused", async () => {
      const refused = name === "upsertMany" ? "INVALID_OPTIONS" : "INVALID_ARGUMENT";
      expect(await codeOf(operation(repository(), Object.create({ signal: "no" })))).toBe(refused);
      expect(await codeOf(operation(repository(), Object.create({ signall: 1 })))).toBe(refused);
    });
  },
);
