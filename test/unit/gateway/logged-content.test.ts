import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactorOf } from "../../../src/gateway/config/index.js";
import { loggedContent } from "../../../src/gateway/operations/logged-content.js";

const shown = { maxCharacters: 10_000, redact: (text: string) => text };

describe("the texts of a request", () => {
  test.each([
    ["LangCache", { prompt: "How?", response: "So.", attributes: { lang: "en" } }, "How?"],
    [
      "OpenAI's chat",
      {
        model: "m",
        messages: [
          { role: "system", content: "Be kind." },
          {
            role: "user",
            content: [
              { type: "text", text: "How?" },
              { type: "image_url", image_url: { url: "u" } },
            ],
          },
        ],
      },
      "Be kind.\nHow?",
    ],
    ["OpenAI's responses", { model: "m", instructions: "Be kind.", input: "How?" }, "Be kind.\nHow?"],
    ["Anthropic", { system: "Be kind.", messages: [{ role: "user", content: "How?" }] }, "Be kind.\nHow?"],
    ["Google", { contents: [{ role: "user", parts: [{ text: "How?" }] }] }, "How?"],
  ])("of %s are what people write", (_interface, body, text) => {
    expect(loggedContent(body, shown)).toBe(text);
    expect(loggedContent(Buffer.from(JSON.stringify(body)), shown)).toBe(text);
  });

  test("are absent for a body without any, for one that is no JSON, and if the redaction throws", () => {
    const throwing = () => {
      throw new Error("How?");
    };
    for (const body of [undefined, {}, { model: "m" }, Buffer.from("{ no json")]) {
      expect(loggedContent(body, shown)).toBeUndefined();
    }
    expect(loggedContent({ prompt: "How?" }, { ...shown, redact: throwing })).toBeUndefined();
  });

  test("of a body that is nested deeply do not end the process", () => {
    const body = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) as unknown;
    expect(loggedContent({ prompt: body }, shown)).toBeUndefined();
  });

  test("never show a secret, wherever it stands in a text of any length", async () => {
    const secret = "4111111111111111";
    const redact = await redactorOf(["[0-9]{16}"]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (before, after, maxCharacters) => {
          const prompt = `${"a".repeat(before)}${secret}${"b".repeat(after)}`;
          const text = loggedContent({ prompt }, { maxCharacters, redact }) ?? "";
          return !/[0-9]/.test(text) && text.length <= maxCharacters;
        },
      ),
    );
  });
});

describe("the patterns of redaction", () => {
  test("replace what they match", async () => {
    const redact = await redactorOf(["(?i)bearer +[a-z0-9]+", "[^ ]+@[^ ]+"]);
    expect(redact("Bearer abc of ada@example.org")).toBe("[redacted] of [redacted]");
  });

  test("of another syntax are refused with their place", async () => {
    await expect(redactorOf(["a", "(b"])).rejects.toMatchObject({
      code: "INVALID_OPTIONS",
      message: expect.stringContaining("log.redact.1: expected a regular expression in the syntax of RE2"),
    });
    await expect(redactorOf(["(?=a)"])).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
  });

  test("that would take JavaScript an age end at once", async () => {
    const redact = await redactorOf(["(a+)+$"]);
    expect(redact(`${"a".repeat(5_000)}!`)).toHaveLength(5_001);
  });
});
