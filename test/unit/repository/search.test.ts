import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { f, type SearchQuery, VectorRepository } from "../../../src/index.js";
import { emptyServer, type Script, ScriptedExecutor } from "../../helpers/scripted-executor.js";

/** What the server says to a user who may not run scripts. */
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

describe("what is sent", () => {
  test.each<[string, SearchQuery, string]>([
    ["the defaults", { vector: [1, 2] }, "VSIM {n:c}:v FP32 <blob> WITHSCORES WITHATTRIBS COUNT 10 NOTHREAD"],
    ["by id", { id: "a b" }, "VSIM {n:c}:v ELE a b WITHSCORES WITHATTRIBS COUNT 10 NOTHREAD"],
    ["by the empty id", { id: "" }, "VSIM {n:c}:v ELE  WITHSCORES WITHATTRIBS COUNT 10 NOTHREAD"],
    [
      "no attributes",
      { id: "a", includeAttributes: false },
      "VSIM {n:c}:v ELE a WITHSCORES COUNT 10 NOTHREAD",
    ],
    [
      "a limit raises ef to four times itself",
      { id: "a", limit: 100 },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 100 EF 400 NOTHREAD",
    ],
    [
      "ef is never below limit",
      { id: "a", limit: 50, ef: 20 },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 50 EF 50 NOTHREAD",
    ],
    [
      "a filter brings its own effort",
      { id: "a", limit: 5, filter: f.gt("year", 2000) },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 5 FILTER .year > 2000 FILTER-EF 1000 NOTHREAD",
    ],
    [
      "exhaustive runs in a thread",
      { id: "a", exhaustive: true },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 10 TRUTH",
    ],
    [
      "inline whatever the effort",
      { id: "a", exhaustive: true, threading: "inline" },
      "VSIM {n:c}:v ELE a WITHSCORES WITHATTRIBS COUNT 10 TRUTH NOTHREAD",
    ],
  ])("%s", async (_, query, expected) => {
    expect((await commandOf(query)).text).toBe(expected);
  });

  test("a long search runs in a thread and is announced as blocking, a short one neither", async () => {
    const long = await commandOf({ vector: new Array(1_536).fill(1), ef: 2_000 }, { dimension: 1_536 });
    expect([long.text.includes("NOTHREAD"), long.blocking]).toEqual([false, true]);
    const short = await commandOf({ vector: new Array(512).fill(1) }, { dimension: 512 });
    expect([short.text.includes("NOTHREAD"), short.blocking]).toEqual([true, false]);
  });
});

describe("what comes back", () => {
  const hits = ["10", [0.9, '{"x":1}'], "2", [0.8, null], "__proto__", [0.7, "no json"]];
  const alongside: Script = (step) =>
    "transaction" in step || step[0] !== "VSIM" ? emptyServer(step) : hits;

  test("hits in the server's order, similarity beside score, attributes where there are any", async () => {
    const found = await searching(alongside).docs.search({ id: "a" });
    expect(found).toEqual([
      { id: "10", score: 0.9, similarity: 0.8, attributes: { x: 1 } },
      { id: "2", score: 0.8, similarity: expect.closeTo(0.6) },
      { id: "__proto__", score: 0.7, similarity: expect.closeTo(0.4) },
    ]);
    expect(found[1]).not.toHaveProperty("attributes");
  });

  test("a server without WITHATTRIBS is asked by a script, for search and attributes in one step", async () => {
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

  test("where scripts are forbidden, the attributes of the hits that are kept are asked for afterwards", async () => {
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

  test("similarity never leaves -1 to 1, though unquantized scores may", async () => {
    const beyond: Script = (step) =>
      "transaction" in step || step[0] !== "VSIM"
        ? emptyServer(step)
        : ["a", [1.0000001, null], "b", [-1e-7, null]];
    const found = await searching(beyond).docs.search({ id: "a" });
    expect(found.map(({ similarity }) => similarity)).toEqual([1, -1]);
  });

  test("an absent element has no neighbours; any other refusal is an error", async () => {
    const refusing =
      (code: "COMMAND_FAILED" | "WRONG_TYPE", message: string): Script =>
      (step) =>
        "transaction" in step || step[0] !== "VSIM" ? emptyServer(step) : new OctavecError(code, message);
    const absent = searching(refusing("COMMAND_FAILED", "VSIM was refused: ERR element not found in set"));
    expect(await absent.docs.search({ id: "nobody" })).toEqual([]);
    const wrong = searching(refusing("WRONG_TYPE", "WRONGTYPE"));
    await expect(wrong.docs.search({ id: "a" })).rejects.toMatchObject({ code: "WRONG_TYPE" });
  });

  test("an abort in any round trip rejects with the signal's reason", async () => {
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
  test("answers in the order of the queries, at most 16 under way", async () => {
    let underWay = 0;
    let most = 0;
    const { docs } = searching(async (step) => {
      if ("transaction" in step || step[0] !== "VSIM") return emptyServer(step);
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
      return [String(step[3]), [0.5, null]];
    });
    const ids = Array.from({ length: 50 }, (_, index) => String(index));
    const answers = await docs.searchMany(ids.map((id) => ({ id })));
    expect(answers.map(([hit]) => hit?.id)).toEqual(ids);
    expect(most).toBe(16);
  });

  test("the first failure rejects the whole, and no further query is sent", async () => {
    const broken = new OctavecError("CONNECTION_LOST", "gone");
    const { executor, docs } = searching((step) =>
      "transaction" in step || step[0] !== "VSIM" ? emptyServer(step) : broken,
    );
    await expect(docs.searchMany(Array.from({ length: 200 }, () => ({ id: "a" })))).rejects.toBe(broken);
    await new Promise(setImmediate);
    expect(executor.names.filter((name) => name === "VSIM")).toHaveLength(16);
  });

  test("no queries, no answers, nothing sent", async () => {
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

  test("forced on a server that they can crash are refused, and nothing was sent", async () => {
    const { executor, docs } = onServer(false);
    await expect(docs.search(threaded)).rejects.toMatchObject({ code: "UNSUPPORTED_SERVER" });
    await expect(docs.searchMany([{ id: "a" }, threaded])).rejects.toMatchObject({
      code: "UNSUPPORTED_SERVER",
    });
    const forcing = onServer(false, { threading: "threaded" });
    await expect(forcing.docs.search({ id: "a" })).rejects.toMatchObject({ code: "UNSUPPORTED_SERVER" });
    expect([...executor.sent, ...forcing.executor.sent]).toEqual([]);
  });

  /** What each server would get of the last search. */
  async function sentTo(executor: ScriptedExecutor, docs: VectorRepository) {
    await docs.search(threaded);
    const forServer = executor.optionsSeen.at(-1)?.forServer;
    const wordFor = (safeThreads: boolean) => forServer?.({ ...executor.capabilities, safeThreads }).at(-1);
    return { safe: wordFor(true), unsafe: wordFor(false) };
  }

  test("are not for a replica or a new primary that they can crash, whatever was known when the search began", async () => {
    const { executor, docs } = onServer(true);
    expect(await sentTo(executor, docs)).toEqual({ safe: "10", unsafe: "NOTHREAD" });
  });

  test("with leave go to any server", async () => {
    const { executor, docs } = onServer(false, { allowUnsafeThreads: true });
    expect(await sentTo(executor, docs)).toEqual({ safe: "10", unsafe: "10" });
  });
});
