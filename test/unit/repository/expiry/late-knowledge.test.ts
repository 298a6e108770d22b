import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { VectorRepository } from "../../../../src/index.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const place = { namespace: "n", collection: "c", dimension: 2 };
const PAST = '{"_expiresAtMs":1000}';
const RECORD = ["schemaVersion", "1", "dimension", "2", "quantization", "q8", "m", "16"];

/** A server with one element, which has expired, in a collection in which others begin to use TTLs at some time. */
function serverThatBegins() {
  const state = { expires: false };
  const executor = new ScriptedExecutor((step) =>
    answer("transaction" in step ? step.transaction : [step], state),
  );
  return { state, executor, docs: new VectorRepository(executor, place) };
}

function answer(commands: readonly (readonly unknown[])[], { expires }: { expires: boolean }) {
  const replies = commands.map(([name, ...words]) => {
    switch (name) {
      case "HGETALL":
        return RECORD;
      case "HGET":
        return expires ? "1" : null;
      case "HMGET":
        return [expires ? "1" : null, null];
      case "TIME":
        return ["2", "0"];
      case "VCARD":
        return 1;
      case "VSIM":
        return words.includes("WITHATTRIBS") ? ["a", "1", expires ? PAST : null] : ["a", "1"];
      default:
        return null;
    }
  });
  return commands.length === 1 && commands[0]?.[0] !== "MULTI" ? replies[0]! : replies;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a search whose hits do not show their ends asks at most once a second whether there are ends, and then repeats", async () => {
  const { state, executor, docs } = serverThatBegins();
  const blind = () => docs.search({ vector: [1, 2], includeAttributes: false });
  expect(await blind()).toHaveLength(1);
  const sent = executor.sent.length;
  expect(await blind()).toHaveLength(1);
  expect(executor.names.slice(sent)).toEqual(["VSIM"]);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(await blind()).toHaveLength(1);
  expect(executor.names.slice(sent + 1)).toEqual(["VSIM", "HGET"]);
  expect(await blind()).toHaveLength(1);
  expect(executor.names.slice(sent + 3)).toEqual(["VSIM"]);

  state.expires = true;
  await vi.advanceTimersByTimeAsync(1_001);
  expect(await blind()).toEqual([]);
});

test("a search whose hits show their ends needs no further question", async () => {
  const { state, executor, docs } = serverThatBegins();
  await docs.search({ vector: [1, 2] });
  await vi.advanceTimersByTimeAsync(10_000);
  const sent = executor.sent.length;
  expect(await docs.search({ vector: [1, 2] })).toHaveLength(1);
  expect(executor.names.slice(sent)).toEqual(["VSIM"]);
  state.expires = true;
  expect(await docs.search({ vector: [1, 2] })).toEqual([]);
  expect(await docs.search({ vector: [1, 2], includeAttributes: false })).toEqual([]);
});
