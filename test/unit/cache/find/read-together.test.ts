import fc from "fast-check";
import { expect, it } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import { ASKED, type FindStage, findStage, REWORDED, type StagedEntry } from "./find-stage.js";

type Kind = "stored" | "missing" | "damaged" | "expired";

const FIELDS: Readonly<Record<Exclude<Kind, "missing">, Partial<StagedEntry>>> = {
  stored: {},
  damaged: { damage: { p: null } },
  expired: { remainingMs: -2 },
};

function entryOf(kind: Kind, prompt: string): StagedEntry[] {
  return kind === "missing" ? [] : [{ prompt, ...FIELDS[kind] }];
}

function readsOf({ redis }: FindStage): number {
  return redis.calls.filter((name) => name === "read").length;
}

it("exact questions of one turn share commands, and each is answered as if it had been asked alone", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Kind>("stored", "missing", "damaged", "expired"), {
        minLength: 1,
        maxLength: 20,
      }),
      async (kinds) => {
        const asked = kinds.map((kind, index) => ({ kind, prompt: `${kind} question ${index}` }));
        const entries = asked.flatMap(({ kind, prompt }) => entryOf(kind, prompt));
        const together = findStage(entries, { memory: false });
        const outcomes = await Promise.all(asked.map(({ prompt }) => together.lookUp({ prompt })));
        expect(readsOf(together)).toBe(Math.ceil(kinds.length / 8));
        const alone = findStage(entries, { memory: false });
        for (const [index, { prompt }] of asked.entries()) {
          const { result } = await alone.lookUp({ prompt });
          expect(outcomes[index]?.result).toEqual(result);
          expect(outcomes[index]?.askedAt).toEqual({ generation: "0", since: "5-0" });
        }
      },
    ),
    { numRuns: 50 },
  ));

it("a question that its caller may give up has a command of its own, which ends with it", async () => {
  const stage = findStage([{ prompt: ASKED }, { prompt: REWORDED }], { memory: false });
  const { signal } = new AbortController();
  const outcomes = await Promise.all([
    stage.lookUp({ prompt: ASKED }, signal),
    stage.lookUp({ prompt: REWORDED }),
  ]);
  expect(outcomes.map(({ result }) => result.hit)).toEqual([true, true]);
  expect(readsOf(stage)).toBe(2);
});

it("if the shared command fails, all its questions do, and the next ones are asked anew", async () => {
  const stage = findStage([{ prompt: ASKED }, { prompt: REWORDED }], { memory: false });
  const ask = async () => {
    const outcomes = await Promise.all([ASKED, REWORDED].map((prompt) => stage.lookUp({ prompt })));
    return outcomes.map(({ result }) => (result.hit ? "hit" : result.reason));
  };
  stage.redis.instead.read = () => new OctavecError("CONNECTION_LOST", "cut");
  expect(await ask()).toEqual(["unavailable", "unavailable"]);
  delete stage.redis.instead.read;
  expect(await ask()).toEqual(["hit", "hit"]);
  expect(readsOf(stage)).toBe(2);
});

it("users who may not run scripts get each answer by commands", async () => {
  const stage = findStage([{ prompt: ASKED }, { prompt: REWORDED }], { memory: false });
  stage.redis.mayScript = false;
  const outcomes = await Promise.all([ASKED, REWORDED].map((prompt) => stage.lookUp({ prompt })));
  expect(outcomes.map(({ result }) => result.hit && result.prompt)).toEqual([ASKED, REWORDED]);
});
