import { describe, expect, it } from "vitest";
import type { Embedder } from "../../../src/embedding/index.js";
import { type LinkByMeaningOptions, linkByMeaning } from "../../../src/learning/index.js";

const { signal } = new AbortController();
const MADE = "You can return items within 30 days.";
const REWORDED = "Items may be returned for 30 days.";

/** Its vectors lie at these angles in degrees; texts that are not named lie at 0. */
function angles(degrees: Record<string, number> = {}): Embedder & { readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  return {
    model: "angles",
    dimension: 2,
    calls,
    embed: async (texts) => {
      calls.push(texts);
      return texts.map((text) => {
        const angle = ((degrees[text] ?? 0) * Math.PI) / 180;
        return Float32Array.of(Math.cos(angle), Math.sin(angle));
      });
    },
  };
}

function asks(options: LinkByMeaningOptions) {
  const hook = linkByMeaning(options);
  return (made: string, stored: string) => hook.isSame("How long?", [made, stored], { signal });
}

describe("two answers in other words", () => {
  it.each([
    [36, true],
    [37.5, undefined],
    [52, undefined],
    [54, false],
  ])("at %d degrees, with a similarity of 0.8: %s", async (degrees, isSame) => {
    const isSameAnswer = asks({ embedder: angles({ [REWORDED]: degrees }), similarity: 0.8 });
    expect(await isSameAnswer(MADE, REWORDED)).toBe(isSame);
  });

  it.each([
    ["another number", "Items may be returned for 14 days."],
    ["a denial", "You cannot return items within 30 days."],
    ["one other word that matters", "You can return shoes within 30 days."],
    ["one other word in a sentence that is built differently", "For 30 days, shoes may be exchanged."],
    ["another limit", "Items may be returned after 30 days."],
    ["a number in only one", "Items may be returned."],
    ["more said in one", "Items may be returned for 30 days: clean, unopened, complete, with their receipt."],
  ])("are not linked if there is %s", async (_, stored) => {
    expect(await asks({ embedder: angles(), similarity: 0 })(MADE, stored)).toBeUndefined();
  });

  it("are not linked if one is blank, or longer than models read", async () => {
    const embedder = angles();
    const isSame = asks({ embedder, similarity: 0, maxTextLength: 40 });
    expect(await isSame(MADE, " ")).toBeUndefined();
    expect(await isSame(MADE, `${REWORDED} Thanks.`)).toBeUndefined();
    expect(await isSame(MADE, REWORDED)).toBe(true);
    expect(embedder.calls).toEqual([[MADE, REWORDED]]);
  });
});

it("an answer is embedded once, after the prefix that the model wants", async () => {
  const prefixes = { question: "q: ", text: "t: ", similarity: "s: " };
  const embedder = { ...angles(), prefixes };
  const isSame = asks({ embedder, similarity: 0.8 });
  await isSame(MADE, REWORDED);
  await isSame(REWORDED, MADE);
  await isSame(MADE, "For 30 days, you may return items.");
  expect(embedder.calls).toEqual([
    [`s: ${MADE}`, `s: ${REWORDED}`],
    ["s: For 30 days, you may return items."],
  ]);
});

it("fails with the embedder's failure, and with a coded one for too few vectors", async () => {
  const broken = { ...angles(), embed: () => Promise.reject(new Error("down")) };
  await expect(asks({ embedder: broken, similarity: 0.8 })(MADE, REWORDED)).rejects.toThrow("down");
  const short = { ...angles(), embed: async () => [] };
  await expect(asks({ embedder: short, similarity: 0.8 })(MADE, REWORDED)).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    message: "The embedder gave 0 vectors for 2 texts.",
  });
});

it.each([
  [{ embedder: angles() }, "similarity"],
  [{ embedder: angles(), similarity: 1.2 }, "similarity"],
  [{ embedder: angles(), similarity: 0.8, maxTextLength: 0 }, "maxTextLength"],
  [{ similarity: 0.8 }, "embedder: expected an object"],
  [{ embedder: angles(), similarity: 0.8, threshold: 1 }, "threshold"],
])("options that are none are refused: %#", (options, problem) => {
  const make = () => Reflect.apply(linkByMeaning, undefined, [options]);
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTIONS" }));
  expect(make).toThrow(problem);
});
