import { describe, expect, test } from "vitest";
import { encodeQ8 } from "../../../../quantization/index.js";
import type { Command, Reply, Transaction } from "../../../../src/executor.js";
import { f, OctavecError, VectorRepository } from "../../../../src/index.js";
import { encodeCode } from "../../../../src/repository/precision/encode-code.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { cosine, seededVectors } from "../../../helpers/seeded-vectors.js";

const DIMENSION = 32;
const [query, near, far] = seededVectors(3, DIMENSION, 4);
const vectors = new Map([
  ["near", Float32Array.from(query!, (x, j) => x + 0.2 * near![j]!)],
  ["far", far!],
]);

const meta = Object.entries({
  schemaVersion: "2",
  dimension: String(DIMENSION),
  quantization: "q8",
  m: "16",
  truncateFrom: "",
  precision: "residual",
  rotation: "",
}).flat();

interface Behaviour {
  /** Ids that VSIM returns, best first. The scores fall by 0.001 from rank to rank. */
  readonly found?: (count: number) => readonly string[];
  readonly bound?: Reply;
  readonly deleted?: ReadonlySet<string>;
}

/** A residual collection of two vectors, each under any number of ids: `near-7` has the vector of `near`. */
function searching({ found = () => ["near", "far"], bound = 0.5, deleted = new Set() }: Behaviour = {}) {
  const vectorOf = (id: Reply | undefined) => vectors.get(String(id).split("-")[0]!)!;
  const answer = (step: Command | Transaction): Reply => {
    if ("transaction" in step) return step.transaction.map(answer);
    const [name, , ...rest] = step;
    if (name === "HGETALL") return meta;
    if (name === "VSIM") {
      const count = Number(step[step.indexOf("COUNT") + 1]);
      const withAttributes = step.includes("WITHATTRIBS");
      return found(count).flatMap((id, rank) => {
        const score = 0.9 - rank / 1_000;
        return [id, withAttributes ? [score, null] : score];
      });
    }
    if (name === "VCARD") return 2;
    if (name === "ZSCORE") return bound;
    if (name === "HMGET")
      return rest.map((id) => {
        const vector = vectorOf(String(id));
        return encodeCode(vector, vector, { precision: "residual" }, false).value;
      });
    if (name === "VEMB") {
      const id = String(rest[0]);
      if (deleted.has(id)) return null;
      const { codes, range, norm } = encodeQ8(vectorOf(id));
      return ["int8", Buffer.from(Uint8Array.from(codes).buffer), norm, range];
    }
    return null;
  };
  const executor = new ScriptedExecutor(answer);
  const events: unknown[] = [];
  const docs = new VectorRepository(executor, {
    namespace: "n",
    collection: "c",
    dimension: DIMENSION,
    onPrecisionEvent: (event) => events.push(event),
  });
  return { executor, docs, events };
}

const counts = (executor: ScriptedExecutor) =>
  executor.sent.flatMap((step) =>
    "transaction" in step || step[0] !== "VSIM" ? [] : [Number(step[step.indexOf("COUNT") + 1])],
  );

describe("a rescored search", () => {
  test("asks for twice the candidates, then for all their codes in one round trip", async () => {
    const { executor, docs } = searching();
    await docs.search({ vector: query!, limit: 20 });
    expect(counts(executor)).toEqual([40]);
    expect(executor.pipelines.at(-1)).toEqual([
      ["ZSCORE", "{n:c}:bounds", "range"],
      {
        transaction: [
          ["HMGET", "{n:c}:codes", "near", "far"],
          ["VEMB", "{n:c}:v", "near", "RAW"],
          ["VEMB", "{n:c}:v", "far", "RAW"],
          // In the same transaction, so that similarity and attributes belong to the same record.
          ["VGETATTR", "{n:c}:v", "near"],
          ["VGETATTR", "{n:c}:v", "far"],
        ],
      },
    ]);
    expect(executor.optionsSeen.at(-1)).toMatchObject({ readOnly: true, binary: true });
  });

  test("with a filter compares with every element if the graph search finds too few, and the page is complete then", async () => {
    const { executor, docs } = searching();
    const page = await docs.searchPage({ vector: query!, filter: f.eq("lang", "en") });
    expect(page).toMatchObject({ hits: [{ id: "near" }, { id: "far" }], complete: true });
    expect(counts(executor)).toEqual([20, 20]);
    expect(executor.sent.filter((step) => !("transaction" in step) && step.includes("TRUTH"))).toHaveLength(
      1,
    );
  });

  test("keeps the hits of the first round if a further one for a filter comes too late, and else rejects", async () => {
    const timeout = new OctavecError("TIMEOUT", "The server did not answer in time.");
    const lateFrom = (ids: (count: number) => readonly string[]) => {
      let rounds = 0;
      return (count: number) => {
        if (++rounds === 2) throw timeout;
        return ids(count);
      };
    };
    const few = searching({ found: lateFrom(() => ["near"]) });
    const page = await few.docs.searchPage({ vector: query!, filter: f.eq("lang", "en") });
    expect(page).toMatchObject({ hits: [{ id: "near" }], complete: false });
    const many = searching({
      found: lateFrom((count) => Array.from({ length: count }, (_, i) => `far-${i}`)),
    });
    await expect(many.docs.search({ vector: query! })).rejects.toBe(timeout);
  });

  test("orders the hits by cosine, and returns the server's score unchanged", async () => {
    const { docs } = searching({ found: () => ["far", "near"] });
    const hits = await docs.search({ vector: query! });
    expect(hits.map(({ id, score }) => [id, score])).toEqual([
      ["near", 0.899],
      ["far", 0.9],
    ]);
    for (const { id, similarity } of hits)
      expect(Math.abs(similarity - cosine(query!, vectors.get(id)!))).toBeLessThan(5e-5);
  });

  test("repeats with twice as many candidates, for at most four rounds, while a candidate left out could be a hit", async () => {
    const endless = (count: number) => Array.from({ length: count }, (_, index) => `far-${index}`);
    const { executor, docs, events } = searching({ found: endless });
    expect(await docs.search({ vector: query!, limit: 10 })).toHaveLength(10);
    expect(counts(executor)).toEqual([20, 40, 80, 160]);
    // Codes of candidates of an earlier round are not fetched again.
    const fetched = executor.names
      .filter((name) => name.startsWith("HMGET"))
      .map((name) => name.split("+").filter((part) => part === "VEMB").length);
    expect(fetched).toEqual([20, 20, 40, 80]);
    expect(events).toMatchObject([{ kind: "query-fallback" }, { kind: "uncertified", candidates: 160 }]);
  });

  test("ends after the first round if the server has no more candidates", async () => {
    const { executor, docs, events } = searching({ bound: null });
    await docs.search({ vector: query!, limit: 10 });
    expect(counts(executor)).toEqual([20]);
    expect(events).toEqual([]);
  });

  test("leaves out a candidate that was deleted after VSIM", async () => {
    const { docs } = searching({ deleted: new Set(["near"]) });
    expect((await docs.search({ vector: query! })).map(({ id }) => id)).toEqual(["far"]);
  });

  test("applies the threshold to the cosine, not to the server's score", async () => {
    const { docs } = searching({ found: () => ["far", "near"] });
    // The server's similarity is about 0.8 for both.
    expect(await docs.search({ vector: query!, minSimilarity: 0.9 })).toMatchObject([{ id: "near" }]);
    expect(await docs.search({ vector: query!, minSimilarity: 0.9, precision: "native" })).toEqual([]);
  });

  test("shares one timeoutMs among its round trips", async () => {
    const { executor, docs } = searching();
    await docs.search({ vector: query!, timeoutMs: 5_000 });
    const [asked, fetched] = executor.optionsSeen.slice(-2).map(({ timeoutMs }) => timeoutMs!);
    expect(asked).toBeLessThanOrEqual(5_000);
    expect(fetched).toBeLessThanOrEqual(asked!);
    expect(fetched).toBeGreaterThan(0);
  });
});
