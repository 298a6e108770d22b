import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { assembleParts, type CachePartsOptions } from "../../../../src/cache/cache-parts.js";
import { formatExplanation } from "../../../../src/cache/find/format-explanation.js";
import { thresholdsOf } from "../../../../src/cache/find/thresholds.js";
import type { RecommendedThreshold } from "../../../../src/embedding/index.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { ASKED, findStage, REWORDED, StagedEmbedder } from "./find-stage.js";

/** What the guide says for a cache without a threshold and an embedder without a recommendation. */
const DOCUMENTED_DEFAULT = 0.9;
const SOURCE = "measured on 900 questions";

/** The staged embedder, with a recommendation if one is given. */
function embedderWith(value: number | undefined) {
  const recommended: { recommendedThreshold?: RecommendedThreshold } =
    value === undefined ? {} : { recommendedThreshold: { value, source: SOURCE } };
  return Object.assign(new StagedEmbedder(), recommended);
}

function partsOf(options: Omit<Partial<CachePartsOptions>, "tenant">) {
  const client = { executor: new ScriptedExecutor(() => null) };
  return assembleParts({ client, namespace: "n", tenant: "t", memory: false, ...options });
}

interface Given {
  readonly recommended: number | undefined;
  readonly cache: number | undefined;
  readonly tenant: number | undefined;
  readonly category: number | undefined;
  readonly call: number | undefined;
}

function thresholdFor({ recommended, cache, tenant, category, call }: Given) {
  const parts = partsOf({
    embedder: embedderWith(recommended),
    threshold: cache,
    tenants: { t: { threshold: tenant } },
    categories: { faq: { threshold: category } },
  });
  return thresholdsOf(parts, { category: "faq", threshold: call });
}

describe("the threshold of a look-up", () => {
  const similarity = fc.double({ min: 0, max: 1, noNaN: true });
  // Each is absent in half of all cases, so that every combination comes often.
  const maybe = fc.option(similarity, { nil: undefined, freq: 2 });

  test("comes from a request, a category, a tenant or the option before it comes from the embedder", () => {
    fc.assert(
      fc.property(
        fc.record({ recommended: maybe, cache: maybe, tenant: maybe, category: maybe, call: maybe }),
        (given) => {
          const { threshold, from, source } = thresholdFor(given);
          const configured = given.category ?? given.tenant ?? given.cache;
          const asked = given.call ?? configured;
          if (asked === undefined) {
            expect(threshold).toBe(given.recommended ?? DOCUMENTED_DEFAULT);
            expect(from).toBe(given.recommended === undefined ? "default" : "embedder");
            expect(source).toBe(given.recommended === undefined ? undefined : SOURCE);
            return;
          }
          // A request can raise what was configured, and not lower it.
          expect(threshold).toBe(Math.max(asked, configured ?? asked));
          expect(["call", "category", "tenant", "cache"]).toContain(from);
          expect(source).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    [{ category: 0.5, tenant: 0.6, cache: 0.7 }, "category", 0.5],
    [{ tenant: 0.6, cache: 0.7 }, "tenant", 0.6],
    [{ cache: 0.7 }, "cache", 0.7],
    [{ call: 0.4 }, "call", 0.4],
    [{ call: 0.4, cache: 0.7 }, "cache", 0.7],
    [{ call: 0.8, cache: 0.7 }, "call", 0.8],
    [{}, "embedder", 0.95],
  ])("with %j is that of the %s", (given, from, threshold) => {
    const all = { recommended: 0.95, cache: undefined, tenant: undefined, category: undefined };
    expect(thresholdFor({ ...all, call: undefined, ...given })).toMatchObject({ from, threshold });
  });

  it("is the documented default without an embedder", () => {
    expect(thresholdsOf(partsOf({}), {})).toMatchObject({ threshold: DOCUMENTED_DEFAULT, from: "default" });
  });

  it("decides look-ups when the embedder recommends it", async () => {
    const entries = [{ prompt: ASKED, similarity: 0.85 }];
    const lookUpWith = async (value: number | undefined) => {
      const stage = findStage(entries, { threshold: undefined, embedder: embedderWith(value) });
      return (await stage.lookUp({ prompt: REWORDED })).result.hit;
    };
    expect([await lookUpWith(0.8), await lookUpWith(undefined), await lookUpWith(0.86)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("an explanation says where the threshold comes from", () => {
  const explainWith = (options: Partial<CachePartsOptions>, call?: number) =>
    findStage([{ prompt: ASKED, similarity: 0.3 }], { threshold: undefined, ...options }).explain({
      prompt: REWORDED,
      category: "faq",
      threshold: call,
    });

  it.each([
    ["cache", { threshold: 0.7 }, undefined, "the cache's threshold of 0.7", "of the cache"],
    ["tenant", { tenants: { t: { threshold: 0.7 } } }, undefined, "the tenant's threshold of 0.7", "tenant"],
    ["category", { categories: { faq: { threshold: 0.7 } } }, undefined, "the category's", "category"],
    ["call", {}, 0.7, "the call's threshold of 0.7", "of the call"],
    ["default", {}, undefined, "the default threshold of 0.9", "the embedder recommends none"],
  ] as const)("from: %s", async (from, options, call, inSummary, inText) => {
    const explained = await explainWith(options, call);
    expect(explained.threshold).toEqual({ value: from === "default" ? 0.9 : 0.7, from });
    expect(explained.summary).toContain(inSummary);
    expect(formatExplanation(explained)).toMatch(new RegExp(`^threshold 0\\.[79] \\(.*${inText}`, "m"));
  });

  it("from the embedder, with the source of its recommendation", async () => {
    const explained = await explainWith({ embedder: embedderWith(0.72) });
    expect(explained.threshold).toEqual({ value: 0.72, from: "embedder", source: SOURCE });
    expect(explained.summary).toContain("the embedder's recommended threshold of 0.72");
    expect(formatExplanation(explained)).toContain(`threshold 0.72 (recommended by the embedder: ${SOURCE})`);
  });
});

describe("a recommendation that is none is refused with the form that it should have", () => {
  it.each([
    [0.9, /recommendedThreshold: expected \{ value, source \}, got a number/],
    [{ value: 1.5, source: "s" }, /recommendedThreshold\.value: expected a cosine similarity from 0 to 1/],
    [{ value: Number.NaN, source: "s" }, /value/],
    [{ value: "0.9", source: "s" }, /value/],
    [{ value: 0.9 }, /recommendedThreshold\.source: expected a text/],
    [{ value: 0.9, source: " " }, /source/],
  ])("%j", (recommendedThreshold, problem) => {
    const embedder = Object.assign(new StagedEmbedder(), { recommendedThreshold });
    const make = () => Reflect.apply(partsOf, undefined, [{ embedder }]);
    expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTIONS" }));
    expect(make).toThrow(problem);
  });
});
