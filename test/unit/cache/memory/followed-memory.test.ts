import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LivingEntry } from "../../../../src/cache/contract/cache-entry.js";
import { FollowedMemory } from "../../../../src/cache/memory/followed-memory.js";
import { OctavecError } from "../../../../src/errors/index.js";
import type { Reply } from "../../../../src/executor.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const POLL_MS = 100;
const MAX_LAG_MS = 1_000;

/** The stream as a server keeps it, and whether it can be reached. */
class Stream {
  events: [id: string, fields: string[]][] = [];
  added = 0;
  isReachable = true;

  add(id: string, ...fields: string[]) {
    this.events.push([id, fields]);
    this.added++;
  }

  readonly executor = new ScriptedExecutor((step): Reply | OctavecError => {
    if (!this.isReachable) return new OctavecError("CONNECTION_LOST", "cut");
    const [name, , from, , , count] = "transaction" in step ? [] : step.map(String);
    if (name === "XREVRANGE") return this.events.slice(-1);
    if (name === "XINFO") return ["length", this.events.length, "entries-added", this.added];
    const first = from === "-" ? 0 : this.events.findIndex(([id]) => order(id) >= order(from ?? ""));
    return first < 0 ? [] : this.events.slice(first, first + Number(count));
  });
}

function order(id: string): number {
  const [ms, sequence] = id.split("-").map(Number);
  return (ms ?? 0) * 1_000_000 + (sequence ?? 0);
}

function living(
  entryId: string,
  { tags = [] as string[], remainingMs = 3_600_000, response = "r" } = {},
): LivingEntry {
  const entry = {
    entryId,
    response,
    prompt: "p",
    answerId: "a",
    tags,
    model: undefined,
    category: undefined,
    usage: undefined,
    createdAtMs: 0,
  };
  return { entry, remainingMs, staleMs: 0 };
}

function open(stream: Stream, maxLagMs: number | "unbounded" = MAX_LAG_MS) {
  return new FollowedMemory({
    onInvalidation: () => {},
    onApplied: () => {},
    onEvicted: () => {},
    onFailure: () => {},
    executor: stream.executor,
    stream: "{x}:ev",
    limits: { maxEntries: 100, maxBytes: 1_000_000, near: { dimension: 1_000, leastSimilarity: 0.98 } },
    sessions: { ttlMs: 1_000, maxEntries: 10, maxBytes: 1_000_000 },
    coherence: { pollMs: POLL_MS, maxLagMs },
    labelsOf: ({ tags }) => tags,
  });
}

/** As a reading of the primary fills it. */
function fill(
  memory: FollowedMemory,
  entryId: string,
  since: string,
  more: Parameters<typeof living>[1] = {},
) {
  const atMs = performance.now();
  memory.noteLatest(since, atMs);
  memory.put({ living: living(entryId, more), since, atMs });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  vi.advanceTimersByTime(1);
});
afterEach(() => vi.useRealTimers());

describe("the memory tier", () => {
  it("serves at once what was just read from the primary, and drops it when its event is heard", async () => {
    const stream = new Stream();
    const memory = open(stream);
    fill(memory, "a", "0-0");
    fill(memory, "b", "0-0", { tags: ["t"] });
    fill(memory, "c", "0-0");
    expect(memory.get("a")?.entry.entryId).toBe("a");
    stream.add("5-1", "entry", "a");
    stream.add("5-2", "label", "t");
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect([memory.get("a"), memory.get("b"), memory.get("c")?.entry.entryId]).toEqual([
      undefined,
      undefined,
      "c",
    ]);
    stream.add("6-0", "all", "*");
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.size).toBe(0);
  });

  it("serves nothing while Redis has not answered for longer than the lag allowed, and again once it has", async () => {
    const stream = new Stream();
    const memory = open(stream);
    fill(memory, "a", "0-0");
    stream.isReachable = false;
    await vi.advanceTimersByTimeAsync(MAX_LAG_MS);
    expect(memory.get("a")).toBeDefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(memory.get("a")).toBeUndefined();
    expect(memory.lagMs).toBe(MAX_LAG_MS + 1);
    stream.isReachable = true;
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.get("a")).toBeDefined();
  });

  it("serves on without end while it is cut off, where the lag is unbounded", async () => {
    const stream = new Stream();
    const memory = open(stream, "unbounded");
    fill(memory, "a", "0-0");
    stream.isReachable = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(memory.get("a")).toBeDefined();
  });

  it("takes no reading that was made before an event that it has handled", async () => {
    const stream = new Stream();
    stream.add("5-0", "entry", "x");
    const memory = open(stream);
    fill(memory, "b", "5-0");
    stream.add("6-0", "entry", "a");
    await vi.advanceTimersByTimeAsync(POLL_MS);
    fill(memory, "a", "5-0");
    expect(memory.get("a")).toBeUndefined();
    fill(memory, "a", "6-0");
    expect(memory.get("a")).toBeDefined();
  });

  it("keeps what was read after an event that it has yet to hear of", async () => {
    const stream = new Stream();
    stream.add("5-0", "entry", "x");
    const memory = open(stream);
    fill(memory, "b", "5-0");
    stream.add("6-0", "put", "a", "by", "me");
    fill(memory, "a", "6-0");
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.get("a")).toBeDefined();
    stream.add("7-0", "put", "a", "by", "another");
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.get("a")).toBeUndefined();
  });

  it("an event that this process wrote works at once, also on what is on its way", () => {
    const memory = open(new Stream());
    fill(memory, "a", "5-0");
    const atMs = performance.now();
    memory.apply({ id: "6-0", kind: "entry", what: "a" });
    expect(memory.get("a")).toBeUndefined();
    memory.put({ living: living("a"), since: "5-0", atMs });
    expect(memory.get("a")).toBeUndefined();
  });

  it.each([
    ["trimmed beyond what it knows", (stream: Stream) => stream.events.splice(0, 2)],
    ["deleted", (stream: Stream) => stream.events.splice(0)],
    ["that of a server which fell behind", (stream: Stream) => stream.events.splice(1)],
  ])("drops everything when the stream is %s, and what was asked for before", async (_, damage) => {
    const stream = new Stream();
    for (const id of ["5-0", "6-0"]) stream.add(id, "put", "z");
    const memory = open(stream);
    fill(memory, "a", "6-0");
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.get("a")).toBeDefined();
    const atMs = performance.now();
    for (const id of ["7-0", "8-0"]) stream.add(id, "put", "z");
    damage(stream);
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.size).toBe(0);
    memory.put({ living: living("a"), since: "6-0", atMs });
    expect(memory.size).toBe(0);
    vi.advanceTimersByTime(1);
    const last = stream.events.at(-1)?.[0] ?? "0-0";
    fill(memory, "a", last);
    expect(memory.get("a")).toBeDefined();
    stream.add("9-0", "entry", "a");
    await vi.advanceTimersByTimeAsync(2 * POLL_MS);
    expect(memory.get("a")).toBeUndefined();
  });

  it("drops everything when the first events that ever were are trimmed before it heard of them", async () => {
    const stream = new Stream();
    const memory = open(stream);
    fill(memory, "a", "0-0");
    stream.add("5-0", "entry", "a");
    stream.add("6-0", "entry", "b");
    stream.events.shift();
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(memory.get("a")).toBeUndefined();
  });

  it("catches up with more events than one trip brings before it serves again", async () => {
    const stream = new Stream();
    stream.add("1-0", "put", "z");
    const memory = open(stream);
    fill(memory, "a", "1-0");
    fill(memory, "b", "1-0");
    stream.isReachable = false;
    await vi.advanceTimersByTimeAsync(MAX_LAG_MS + 1);
    for (let index = 0; index < 1_200; index++) stream.add(`2-${index}`, "put", "z");
    stream.add("3-0", "entry", "a");
    stream.isReachable = true;
    await vi.advanceTimersByTimeAsync(2 * POLL_MS);
    expect([memory.get("a"), memory.get("b")?.entry.entryId]).toEqual([undefined, "b"]);
  });

  it("asks nothing while it is not used, and serves again after one answer", async () => {
    const stream = new Stream();
    const memory = open(stream);
    fill(memory, "a", "0-0");
    fill(memory, "b", "0-0");
    await vi.advanceTimersByTimeAsync(12_000);
    const asked = stream.executor.sent.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(stream.executor.sent.length).toBe(asked);
    stream.add("5-0", "entry", "a");
    expect(memory.get("b")).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect([memory.get("a"), memory.get("b")?.entry.entryId]).toEqual([undefined, "b"]);
  });

  it("wants to hear from the primary until it is current, and not while the primary does not answer", async () => {
    const stream = new Stream();
    stream.add("5-0", "put", "z");
    const memory = open(stream);
    expect(memory.wantsPrimary).toBe(true);
    stream.isReachable = false;
    memory.noteUnreachable();
    await vi.advanceTimersByTimeAsync(10 * POLL_MS);
    expect(memory.wantsPrimary).toBe(false);
    stream.isReachable = true;
    await vi.advanceTimersByTimeAsync(POLL_MS);
    const atMs = performance.now();
    memory.put({ living: living("a"), since: "5-0", atMs });
    expect(memory.get("a")).toBeDefined();
  });

  it("serves nothing that has expired, and nothing after close", async () => {
    const stream = new Stream();
    const memory = open(stream);
    fill(memory, "a", "0-0", { remainingMs: 250 });
    fill(memory, "b", "0-0");
    await vi.advanceTimersByTimeAsync(249);
    expect(memory.get("a")).toBeDefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(memory.get("a")).toBeUndefined();
    memory.close();
    expect(memory.get("b")).toBeUndefined();
    const asked = stream.executor.sent.length;
    await vi.advanceTimersByTimeAsync(10 * POLL_MS);
    expect(stream.executor.sent.length).toBe(asked);
  });

  it("holds no more bytes than it may, vectors and labels included", () => {
    const memory = open(new Stream());
    const vector = new Float32Array(1_000).fill(1);
    for (let index = 0; index < 100; index++) {
      const atMs = performance.now();
      memory.put({
        living: living(`e${String(index).padStart(42, "0")}`, { response: "x".repeat(20_000) }),
        since: "0-0",
        atMs,
        vector,
      });
    }
    expect(memory.size).toBe(Math.floor(1_000_000 / (memory.sizeBytes / memory.size)));
    expect(memory.sizeBytes / memory.size).toBeGreaterThan(2 * 20_000 + 4 * 1_000);
    fill(memory, "huge", "0-0", { response: "x".repeat(600_000), tags: ["t"] });
    expect(memory.get("huge")).toBeUndefined();
  });
});
