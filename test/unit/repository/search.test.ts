import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { f, type SearchQuery, VectorRepository } from "../../../src/index.js";
import { emptyServer, type Script, ScriptedExecutor } from "../../helpers/scripted-executor.js";

/** The server's reply to a user who may not run scripts. */
const forbidden = new OctavecError(
  "NOT_AUTHORIZED",
  "EVALSHA_RO was refused by the server: NOPERM User u has no permissions to run the 'evalsha_ro' command",
  { details: { command: "EVALSHA_RO", reply: "NOPERM" } },
);

function searching(script: Script = emptyServer, { dimension = 2, withAttributes = true } = {}) {
  const executor = new ScriptedExecutor(script);
  executor.capabilities = { ...executor.capabilities, withAttributes };
  const docs = new VectorRepository(executor, { namespace: "n", collection: "c", dimension });
  return { executor, docs };
}

/** The command of a search, without its vector. */
async function commandOf(query: SearchQuery, server = {}) {
  const { executor, docs } = searching(emptyServer, server);
  await docs.search(query);
  const index = executor.names.indexOf("VSIM");
  const command = executor.sent[index];
  if (command === undefined || "transaction" in command) throw new Error("no VSIM was sent");
  const blocking = executor.optionsSeen.at(-1)?.blocking;
  return { text: command.map((word) => (Buffer.isBuffer(word) ? "<blob>" : word)).join(" "), blocking };
}

describe("the command that is sent", () => {
  test.each<[string, SearchQuery, string]>([
    [
      "with the defaults",
      { vector: [1, 2] },
      "VSIM {n:c}:v FP32 <blob> WITHSCORES WITHATTRIBS COUNT 10 NOTHREAD",
    ],
    ["by id", { id: "a b" }, "VSIM {n:c}:v ELE a b WITHSCORES WITHATTRIBS COUNT 10 NOTHREAD"],
    ["by the empty id", { id: "" }, "VSIM {n:c}:v ELE  WITHSCORES WITHATTRIBS COUNT 10 NOTHREAD"],
    [
      "without attributes",
      { id: "a", includeAttributes: false },
      "VSIM {n:c}:v ELE a WITHSCORES COUNT 10 NOTHREAD",
    ],
    [
      "with an EF of four times the limit",
      { id: "a", limit: 100 },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 100 EF 400 NOTHREAD",
    ],
    [
      "with an EF of at least the limit",
      { id: "a", limit: 50, ef: 20 },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 50 EF 50 NOTHREAD",
    ],
    [
      "with a FILTER-EF if there is a filter",
      { id: "a", limit: 5, filter: f.gt("year", 2000) },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 5 FILTER .year > 2000 FILTER-EF 1000 NOTHREAD",
    ],
    [
      "without NOTHREAD for an exhaustive search",
      { id: "a", exhaustive: true },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 10 TRUTH",
    ],
    [
      "with NOTHREAD for an exhaustive search that is forced inline",
      { id: "a", exhaustive: true, threading: "inline" },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 10 TRUTH NOTHREAD",
    ],
  ])("%s", async (_, query, expected) => {
    expect((await commandOf(query)).text).toBe(expected);
  });

  test("lets a long search run in a thread and marks it as blocking, but not a short one", async () => {
    const long = await commandOf({ vector: new Array(1_536).fill(1), ef: 2_000 }, { dimension: 1_536 });
    expect([long.text.includes("NOTHREAD"), long.blocking]).toEqual([false, true]);
    const short = await commandOf({ vector: new Array(512).fill(1) }, { dimension: 512 });
    expect([short.text.includes("NOTHREAD"), short.blocking]).toEqual([true, false]);
  });
});

describe("the answer", () => {
  const hits = ["10", [0.9, '{"x":1}'], "2", [0.8, null], "__proto__", [0.7, "no json"]];
  const withAttributes: Script = (step) =>
    "transaction" in step || step[0] !== "VSIM" ? emptyServer(step) : hits;

  test("has hits in the server's order, each with score and similarity, and with attributes if they are valid JSON", async () => {
    const found = await searching(withAttributes).docs.search({ id: "a" });
    expect(found).toEqual([
      { id: "10", score: 0.9, similarity: 0.8, attributes: { x: 1 } },
      { id: "2", score: 0.8, similarity: expect.closeTo(0.6) },
      { id: "__proto__", score: 0.7, similarity: expect.closeTo(0.4) },
    ]);
    expect(found[1]).not.toHaveProperty("attributes");
  });

  test("comes from a script, with hits and attributes in one step, if the server lacks WITHATTRIBS", async () => {
    const { executor, docs } = searching(
      (step) =>
        step[0 as never] === "EVALSHA_RO" ? ["a", "0.9", '{"x":1}', "b", "0.8", null] : emptyServer(step),
      { withAttributes: false },
    );
    const found = await docs.search({ id: "a" });
    expect(found).toMatchObject([
      { id: "a", score: 0.9, attributes: { x: 1 } },
      { id: "b", score: 0.8 },
    ]);
    expect(found[1]).not.toHaveProperty("attributes");
    expect(executor.sent.at(-1)).toEqual([
      "EVALSHA_RO",
      expect.stringMatching(/^[0-9a-f]{40}$/),
      ...["1", "{n:c}:v", "ELE", "a", "WITHSCORES", "COUNT", "10", "NOTHREAD"],
    ]);
  });

  test("gets the attributes of the returned hits from a second round trip if the user may not run scripts", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const { executor, docs } = searching(
      (step) => {
        if ("transaction" in step) return emptyServer(step);
        if (step[0] === "EVALSHA_RO") return forbidden;
        if (step[0] === "VSIM") return ["a", 0.9, "b", 0.8, "c", 0.1];
        return step[0] === "VGETATTR" ? (step[2] === "a" ? '{"x":1}' : null) : emptyServer(step);
      },
      { withAttributes: false },
    );
    const found = await docs.search({ id: "a", minSimilarity: 0.5 });
    expect(found).toMatchObject([{ id: "a", attributes: { x: 1 } }, { id: "b" }]);
    expect(found[1]).not.toHaveProperty("attributes");
    expect(executor.pipelines.at(-1)).toEqual([
      ["VGETATTR", "{n:c}:v", "a"],
      ["VGETATTR", "{n:c}:v", "b"],
    ]);
  });

  test("is filtered by attributes of the second round trip if the user may not run scripts", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const { docs } = searching(
      (step) => {
        if ("transaction" in step) return emptyServer(step);
        if (step[0] === "EVALSHA_RO") return forbidden;
        if (step[0] === "VSIM") return ["a", 0.9, "b", 0.8, "c", 0.7];
        if (step[0] === "VCARD") return 3;
        return step[0] === "VGETATTR" ? (step[2] === "b" ? '{"x":1}' : null) : emptyServer(step);
      },
      { withAttributes: false },
    );
    const found = await docs.search({ id: "a", filter: f.missing("x"), includeAttributes: false });
    expect(found).toEqual([
      { id: "a", score: 0.9, similarity: 0.8 },
      { id: "c", score: 0.7, similarity: expect.closeTo(0.4) },
    ]);
  });

  test("has similarities from -1 to 1, although unquantized scores may lie slightly outside", async () => {
    const beyond: Script = (step) =>
      "transaction" in step || step[0] !== "VSIM"
        ? emptyServer(step)
        : ["a", [1.0000001, null], "b", [-1e-7, null]];
    const found = await searching(beyond).docs.search({ id: "a" });
    expect(found.map(({ similarity }) => similarity)).toEqual([1, -1]);
  });

  test("is empty if the element of the query is absent; any other server error rejects", async () => {
    const refusing =
      (code: "COMMAND_FAILED" | "WRONG_TYPE", message: string): Script =>
      (step) =>
        "transaction" in step || step[0] !== "VSIM" ? emptyServer(step) : new OctavecError(code, message);
    const absent = searching(refusing("COMMAND_FAILED", "VSIM was refused: ERR element not found in set"));
    expect(await absent.docs.search({ id: "nobody" })).toEqual([]);
    const wrong = searching(refusing("WRONG_TYPE", "WRONGTYPE"));
    await expect(wrong.docs.search({ id: "a" })).rejects.toMatchObject({ code: "WRONG_TYPE" });
  });

  test("is a rejection with the signal's reason after an abort in any round trip", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    for (const silent of ["EVALSHA_RO", "VSIM", "VGETATTR"]) {
      const reason = new Error("enough");
      const controller = new AbortController();
      const { docs } = searching(
        (step) => {
          if ("transaction" in step) return emptyServer(step);
          if (step[0] === silent) {
            queueMicrotask(() => controller.abort(reason));
            return new Promise<never>(() => {});
          }
          if (step[0] === "EVALSHA_RO") return forbidden;
          return step[0] === "VSIM" ? ["a", 0.9] : emptyServer(step);
        },
        { withAttributes: false },
      );
      await expect(docs.search({ id: "a", signal: controller.signal })).rejects.toBe(reason);
    }
  });
});

describe("searchMany", () => {
  test.each([
    [16, {}],
    [1, { concurrency: 1 }],
    [40, { concurrency: 40 }],
  ])(
    "answers in the order of the queries, with at most %i searches running with %j",
    async (limit, options) => {
      let running = 0;
      let most = 0;
      const { docs } = searching(async (step) => {
        if ("transaction" in step || step[0] !== "VSIM") return emptyServer(step);
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        return [String(step[3]), [0.5, null]];
      });
      const ids = Array.from({ length: 50 }, (_, index) => String(index));
      const answers = await docs.searchMany(
        ids.map((id) => ({ id })),
        options,
      );
      expect(answers.map(([hit]) => hit?.id)).toEqual(ids);
      expect(most).toBe(limit);
    },
  );

  test("rejects at the first failure and sends no further query", async () => {
    const broken = new OctavecError("CONNECTION_LOST", "gone");
    const { executor, docs } = searching((step) =>
      "transaction" in step || step[0] !== "VSIM" ? emptyServer(step) : broken,
    );
    await expect(docs.searchMany(Array.from({ length: 200 }, () => ({ id: "a" })))).rejects.toBe(broken);
    await new Promise(setImmediate);
    expect(executor.names.filter((name) => name === "VSIM")).toHaveLength(16);
  });

  test("sends nothing without queries", async () => {
    const { executor, docs } = searching();
    expect(await docs.searchMany([])).toEqual([]);
    expect(executor.sent).toEqual([]);
  });
});

describe("threads", () => {
  const threaded = { id: "a", threading: "threaded" } as const;

  function onServer(safeThreads: boolean, options = {}) {
    const executor = new ScriptedExecutor(emptyServer);
    executor.capabilities = { ...executor.capabilities, safeThreads };
    const docs = new VectorRepository(executor, {
      ...{ namespace: "n", collection: "c", dimension: 2 },
      ...options,
    });
    return { executor, docs };
  }

  test("are refused before anything is sent if they are forced and can crash the server", async () => {
    const { executor, docs } = onServer(false);
    await expect(docs.search(threaded)).rejects.toMatchObject({ code: "UNSUPPORTED_SERVER" });
    await expect(docs.searchMany([{ id: "a" }, threaded])).rejects.toMatchObject({
      code: "UNSUPPORTED_SERVER",
    });
    const forcing = onServer(false, { threading: "threaded" });
    await expect(forcing.docs.search({ id: "a" })).rejects.toMatchObject({ code: "UNSUPPORTED_SERVER" });
    expect([...executor.sent, ...forcing.executor.sent]).toEqual([]);
  });

  /** The last word of the search command that a safe server would get, and that an unsafe one would get. */
  async function sentTo(executor: ScriptedExecutor, docs: VectorRepository) {
    await docs.search(threaded);
    const forServer = executor.optionsSeen.at(-1)?.forServer;
    const wordFor = (safeThreads: boolean) => forServer?.({ ...executor.capabilities, safeThreads }).at(-1);
    return { safe: wordFor(true), unsafe: wordFor(false) };
  }

  test("are not used on a replica or new primary that they can crash, even if the first server was safe", async () => {
    const { executor, docs } = onServer(true);
    expect(await sentTo(executor, docs)).toEqual({ safe: "10", unsafe: "NOTHREAD" });
  });

  test("are used on any server with allowUnsafeThreads", async () => {
    const { executor, docs } = onServer(false, { allowUnsafeThreads: true });
    expect(await sentTo(executor, docs)).toEqual({ safe: "10", unsafe: "10" });
  });
});
