import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assembleParts, type CachePartsOptions } from "../../../../src/cache/cache-parts.js";
import {
  type CacheRequest,
  type IdentifiedRequest,
  identityOf,
} from "../../../../src/cache/question/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const REQUEST: CacheRequest = { prompt: "How do I pay?", scope: { model: "large", temperature: 0 } };

function open(options: Partial<CachePartsOptions> = {}) {
  const client = { executor: new ScriptedExecutor(() => null) };
  return assembleParts({ client, namespace: "n", ...options, tenant: "t" });
}

const PLAIN = open();

async function identify(request: CacheRequest, options?: Partial<CachePartsOptions>) {
  return identityOf(options === undefined ? PLAIN : open(options), request, undefined);
}

const identified = async (prompt: CacheRequest["prompt"], options?: Partial<CachePartsOptions>) =>
  (await identify({ ...REQUEST, prompt }, options)) as IdentifiedRequest;

describe("questions that are texts", () => {
  it.each<[string, Partial<CachePartsOptions>]>([
    ["96LpFgNENnRK9yfoGHhXKWjGKJMwzFFkhSEsgHZZuPg", { embedder: createTestEmbedder() }],
    ["JYDSpkiZPGAsIDiwGHhXKWjGKJMwzFFkhSEsgHZZuPg", {}],
    [
      "ZRMKIhEh_DH3u8Ere3aRRCuWA-B38YsBlUTFOghnzcA",
      { embedder: createTestEmbedder({ dimension: 8 }), keySecret: "a secret of 16 characters" },
    ],
  ])("have the entry id %s that they had before there were other modalities", async (entryId, options) => {
    expect(await identify(REQUEST, options)).toMatchObject({ entryId });
    expect(await identified({ text: "How do I pay?" }, options)).toEqual(await identify(REQUEST, options));
  });
});

describe("questions that are images or code", () => {
  it("of equal bytes are one question, and any other byte makes another one in the same scope", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.uint8Array({ minLength: 1 }), async (a, b) => {
        const [first, second] = [await identified({ image: a }), await identified({ image: Buffer.from(b) })];
        expect(first.scopeId).toBe(second.scopeId);
        expect(first.entryId === second.entryId).toBe(Buffer.from(a).equals(Buffer.from(b)));
      }),
    );
  });

  it("never have the id or the scope of a text or of another modality", async () => {
    const prompts = ["exit 1", { code: "exit 1" }, { image: Buffer.from("exit 1") }];
    const found = await Promise.all(prompts.map((prompt) => identified(prompt)));
    expect(new Set(found.map(({ scopeId }) => scopeId)).size).toBe(3);
    expect(new Set(found.map(({ entryId }) => entryId.slice(16))).size).toBe(3);
  });

  it("are hashed with the secret, so that nobody can test a guessed image", async () => {
    const image = Buffer.from("a picture");
    const plain = await identified({ image });
    const secret = await identified({ image }, { keySecret: "a secret of 16 characters" });
    expect(secret.text).not.toBe(plain.text);
    expect(secret.text).toMatch(/^image [\w-]{27}$/);
  });

  it("keep code as it is, except for its line ends", async () => {
    const { prompt, entryId } = await identified({ code: "What if\r\n\tx " });
    expect(prompt).toBe("What if\n\tx ");
    expect((await identified({ code: "What if\n\tx " })).entryId).toBe(entryId);
    expect((await identified({ code: "what if\n\tx" })).entryId).not.toBe(entryId);
  });

  it("are not cached if they are empty or too large", async () => {
    const bypasses = [
      [{ image: new Uint8Array() }, "empty-prompt"],
      [{ code: " \n" }, "empty-prompt"],
      [{ code: "x".repeat(8_193) }, "prompt-too-long"],
      [{ image: new Uint8Array(20 * 2 ** 20 + 1) }, "prompt-too-long"],
    ] as const;
    for (const [prompt, bypass] of bypasses) expect(await identify({ prompt })).toEqual({ bypass });
  });

  it.each([
    [{}, "cache request: prompt: expected one of { text }, { image } and { code }, got none."],
    [
      { text: "a", code: "b" },
      "cache request: prompt: expected one of { text }, { image } and { code }, got text and code.",
    ],
    [
      { image: "https://example.com/a.png" },
      /prompt\.image: expected a Uint8Array .* load an address first\. Got string\.$/,
    ],
    [{ audio: "a" }, /cache request: prompt: unknown field "audio"/],
    [7, "cache request: prompt: expected a string, { text }, { image } or { code }, got number."],
  ])("are refused if they are %j", async (prompt, message) => {
    await expect(identify({ prompt: prompt as never })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });
});

describe("the options of a cache", () => {
  const joint = createTestEmbedder({ modalities: ["text", "image"] });
  const opening = (options: object) => () => open(options);

  it("refuse a threshold for a pair whose modality the embedder lacks, and a pair that does not exist", () => {
    expect(opening({ embedder: joint, modalityThresholds: { "text-image": 0.3 } })).not.toThrow();
    expect(opening({ embedder: joint, modalityThresholds: { "text-code": 0.3 } })).toThrow(
      /modalityThresholds\["text-code"\]: the embedder has no vectors for code/,
    );
    expect(opening({ embedder: createTestEmbedder(), modalityThresholds: { "image-text": 0.3 } })).toThrow(
      /the embedder has no vectors for image/,
    );
    expect(opening({ embedder: joint, modalityThresholds: { "text-text": 0.3 } })).toThrow(
      /modalityThresholds/,
    );
  });

  it("refuse an embedder that has modalities and no way to embed them", () => {
    expect(opening({ embedder: { ...joint, embedInputs: undefined } })).toThrow(
      /needs embedInputs\(inputs\), which is undefined/,
    );
    for (const modalities of [["image"], ["text", "audio"]]) {
      expect(opening({ embedder: { ...joint, modalities } })).toThrow(
        /modalities: expected a list of "text"/,
      );
    }
  });
});
