import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { embedPairs } from "../../../src/cli/calibrate/embed-pairs.js";
import { readPairs } from "../../../src/cli/calibrate/read-pairs.js";
import { UsageError } from "../../../src/cli/terminal/usage-error.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { runOctavec } from "../../helpers/run-octavec.js";

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
  const tooFew = await runOctavec("calibrate", "threshold", "--pairs", pairs);
  expect(tooFew.code).toBe(1);
  expect(tooFew.err).toMatch(/at least 50 labelled pairs, got 49.*\nSee octavec calibrate threshold --help/);
  const place = join(folder, "none", "x.json");
  const noPlace = await runOctavec("calibrate", "threshold", "--pairs", pairs, "--json", place);
  expect(noPlace.err).toMatch(/--json: .* is no writable folder/);
  const noTexts = await runOctavec("calibrate", "guards", "--pairs", pairs);
  expect(noTexts.err).toMatch(/pair 1 has no texts/);
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
  const pairs = fileOf(
    '{"a":"Send 5 euros","b":"Send 6 euros","same":false}\n{"a":"Send 5 euros","b":"Please send 5 euros","same":true}\n',
  );
  const json = join(folder, "figures.json");
  expect(await runOctavec("calibrate", "guards", "--pairs", pairs, "--json", json)).toMatchObject({
    code: 0,
  });
  const { guards } = JSON.parse(readFileSync(json, "utf8"));
  expect(guards.find(({ guard }: { guard: string }) => guard === "numbers")).toMatchObject({
    applicable: 2,
    rightRejected: 0,
    wrongRejected: 1,
  });
  const few = fileOf('{"similarity":0.5,"same":true}\n'.repeat(60));
  expect(await runOctavec("calibrate", "threshold", "--pairs", few, "--json", json)).toMatchObject({
    code: 2,
  });
  const printed = await runOctavec("calibrate", "threshold", "--pairs", few, "--json");
  expect(JSON.parse(printed.out)).toMatchObject({ chosen: null, targetPrecision: 0.98 });
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ chosen: null, pairs: 60, leastHits: 266 });
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("the pairs must be named, and the target is a share", async () => {
  for (const args of [[], ["--pairs", "p", "--target", "98"], ["--pairs", "p", "--nonsense"]]) {
    const { code, err } = await runOctavec("calibrate", "threshold", ...args);
    expect(code).toBe(1);
    expect(err).toMatch(/^INVALID_ARGUMENT: .*\nSee octavec calibrate threshold --help/);
  }
});
