import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { embedPairs } from "../../../src/cli/calibrate/embed-pairs.js";
import { parseThresholdArgs } from "../../../src/cli/calibrate/pairs-args.js";
import { readPairs } from "../../../src/cli/calibrate/read-pairs.js";
import { runCalibrateCommand } from "../../../src/cli/calibrate/run-command.js";
import { UsageError } from "../../../src/cli/terminal/usage-error.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "octavec-read-pairs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(text: string): string {
  const path = join(folder, "pairs.jsonl");
  writeFileSync(path, text);
  return path;
}

const read = (text: string) => readPairs(fileOf(text), new AbortController().signal);

test("pairs have texts or a similarity; blank lines, Windows line ends and a byte order mark are accepted", async () => {
  const text = '\uFEFF{"a":"x","b":"y","same":true}\r\n\n{"similarity":0.5,"same":false}';
  expect(await read(text)).toEqual([
    { a: "x", b: "y", same: true },
    { similarity: 0.5, same: false },
  ]);
});

test.each([
  ["{", /line 2 is no JSON; expected \{"a":"text"/],
  ["7", /line 2 is no object/],
  ['{"similarity":0.5}', /line 2 has no "same"/],
  ['{"similarity":0.5,"same":1}', /line 2 has no "same"/],
  ['{"similarity":1.5,"same":true}', /line 2 has a "similarity" that is no cosine/],
  ['{"similarity":"0.5","same":true}', /line 2 has a "similarity" that is no cosine/],
  ['{"a":"secret","same":true}', /line 2 has neither/],
  ['{"a":"secret","b":" ","same":true}', /line 2 has neither/],
])(
  "a line %s is refused; the error names its number and what was expected, but does not repeat it",
  async (line, problem) => {
    const refusal = read(`{"similarity":0.5,"same":true}\n${line}\n`);
    await expect(refusal).rejects.toThrow(problem);
    await expect(refusal).rejects.toBeInstanceOf(UsageError);
    await expect(refusal).rejects.not.toThrow(/secret/);
  },
);

test("a file that does not exist or has no pairs is refused", async () => {
  await expect(read("\n\n")).rejects.toThrow(/has no pairs/);
  const signal = new AbortController().signal;
  await expect(readPairs(join(folder, "none"), signal)).rejects.toThrow(/cannot be read/);
  await expect(readPairs(folder, signal)).rejects.toThrow(/cannot be read/);
});

test("too few pairs and folders that cannot be written to are usage errors", async () => {
  const pairs = fileOf('{"similarity":0.5,"same":true}\n'.repeat(49));
  const signal = new AbortController().signal;
  const tooFew = runCalibrateCommand(["threshold", "--pairs", pairs], signal);
  await expect(tooFew).rejects.toThrow(/at least 50 labelled pairs, got 49/);
  await expect(tooFew).rejects.toBeInstanceOf(UsageError);
  const noPlace = runCalibrateCommand(
    ["threshold", "--pairs", pairs, "--json", join(folder, "none", "x.json")],
    signal,
  );
  await expect(noPlace).rejects.toThrow(/--json: .* is no writable folder/);
  const noTexts = runCalibrateCommand(["guards", "--pairs", pairs], signal);
  await expect(noTexts).rejects.toThrow(/pair 1 has no texts/);
});

test("each text is embedded once, in the form in which the cache embeds it", async () => {
  const embedder = createTestEmbedder({ dimension: 64 });
  const embedded: string[] = [];
  const counting = {
    ...embedder,
    embed: (texts: readonly string[]) => {
      embedded.push(...texts);
      return embedder.embed(texts);
    },
  };
  const pairs = await embedPairs(
    [
      { a: "How do I pay?", b: "how do I pay", same: true },
      { a: "how do I pay", b: "Where is my parcel", same: false },
      { similarity: 0.25, same: false },
    ],
    counting,
    new AbortController().signal,
  );
  expect(pairs[0]?.similarity).toBeCloseTo(1, 6);
  expect(pairs[0]?.similarity).toBeLessThanOrEqual(1);
  expect(pairs[1]?.similarity).toBeLessThan(0.99);
  expect(pairs[2]).toEqual({ similarity: 0.25, same: false });
  expect(embedded).toHaveLength(2);
});

test("guards are measured on texts; the exit code is 2 if no threshold reaches the target; files are written atomically", async () => {
  const signal = new AbortController().signal;
  const pairs = fileOf(
    '{"a":"Send 5 euros","b":"Send 6 euros","same":false}\n{"a":"Send 5 euros","b":"Please send 5 euros","same":true}\n',
  );
  const json = join(folder, "figures.json");
  expect(await runCalibrateCommand(["guards", "--pairs", pairs, "--json", json], signal)).toBe(0);
  const { guards } = JSON.parse(readFileSync(json, "utf8"));
  expect(guards.find(({ guard }: { guard: string }) => guard === "numbers")).toMatchObject({
    applicable: 2,
    rightRejected: 0,
    wrongRejected: 1,
  });
  const few = fileOf('{"similarity":0.5,"same":true}\n'.repeat(60));
  expect(await runCalibrateCommand(["threshold", "--pairs", few, "--json", json], signal)).toBe(2);
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ chosen: null, pairs: 60, leastHits: 266 });
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("the target is a share, by default 0.98", () => {
  expect(parseThresholdArgs(["--pairs", "p"])).toMatchObject({ pairs: "p", target: 0.98 });
  expect(parseThresholdArgs(["--pairs", "p", "--target", "0.9"])).toMatchObject({ target: 0.9 });
  expect(parseThresholdArgs(["--help"])).toBe("help");
  for (const args of [[], ["--pairs", "p", "--target", "98"], ["--pairs", "p", "--nonsense"]]) {
    expect(() => parseThresholdArgs(args)).toThrow(UsageError);
  }
});
