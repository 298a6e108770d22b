import { describe, expect, test } from "vitest";
import { z } from "zod";
import { factsOfCheck, factsOfSchema } from "../../../scripts/checks/option-facts.js";
import type { OptionSource } from "../../../scripts/checks/option-source.js";
import { optionTables } from "../../../scripts/checks/option-tables.js";
import { checkSearchTuning } from "../../../src/options/index.js";
import { fakeRepository } from "./fake-repository.js";

/** The rows of the table that is generated from these sources, without the header, and the problems. */
function tableOf(files: Record<string, string>, ...sources: OptionSource[]) {
  const { tables, problems } = optionTables(fakeRepository(files), { t: sources });
  return {
    rows: tables.get("t")?.slice(2),
    problems: problems.map(({ file, rule }) => `${file} ${rule}`),
  };
}

const POOL = {
  "src/options/pool.ts": `
interface Place {
  /** First part of every key. */
  name: string;
}
export interface PoolOptions extends Place {
  /** Longest wait, in milliseconds, 1 to 5,000. Default 3,000. */
  timeoutMs?: number | undefined;
  /**
   * How vectors are kept: \`q8\` or
   * \`none\`. Default \`"q8"\`.
   */
  kind?: "q8" | "none" | undefined;
  /** Told of changes. Default: nobody is. */
  onChange?: Listener | undefined;
  retry?: {
    /** Most repetitions. Default 3: none is too few. */
    max?: number | undefined;
  } | undefined;
}
type Listener = (change: string) => void;
`,
};
const poolFields = {
  name: z.string(),
  timeoutMs: z.int().min(1).max(5_000).default(3_000),
  kind: z.enum(["q8", "none"]).default("q8"),
  onChange: z.custom<() => void>((value) => typeof value === "function").optional(),
  retry: z.strictObject({ max: z.int().min(0).max(1_000_000).default(3) }).prefault({}),
};
const pool = (fields: object) => ({
  interface: "PoolOptions",
  facts: factsOfSchema(z.strictObject({ ...poolFields, ...fields })),
});

describe("a table of options", () => {
  test("has meanings from doc comments, and types, ranges and defaults from the schema, also for inner options", () => {
    expect(tableOf(POOL, pool({}))).toEqual({
      rows: [
        "| `name` | string |  | required | First part of every key. |",
        "| `timeoutMs` | integer, ms | 1 to 5,000 | 3,000 | Longest wait. |",
        "| `kind` | string | `q8`, `none` | `q8` | How vectors are kept: `q8` or `none`. |",
        "| `onChange` | function |  | nobody is | Told of changes. |",
        "| `retry.max` | integer | 0 to 1,000,000 | 3: none is too few | Most repetitions. |",
      ],
      problems: [],
    });
  });

  test("has ranges and defaults from the doc comments if there is no schema", () => {
    const { rows } = tableOf(POOL, { interface: "PoolOptions", only: ["timeoutMs", "kind"] });
    expect(rows).toEqual([
      "| `timeoutMs` | number, ms | 1 to 5,000 | 3,000 | Longest wait. |",
      '| `kind` | `"q8" \\| "none"` |  | `q8` | How vectors are kept: `q8` or `none`. |',
    ]);
  });

  test("names the call of the options if it shows several objects", () => {
    const { rows } = tableOf(POOL, { call: "open", interface: "PoolOptions", only: ["name"] });
    expect(rows?.[0]).toBe("| **open** |  |  |  |  |");
  });
});

describe("a problem is reported if", () => {
  test("a doc comment has another default than the schema", () => {
    const { problems } = tableOf(POOL, pool({ timeoutMs: z.int().min(1).max(5_000).default(2_000) }));
    expect(problems).toEqual([
      "src/options/pool.ts PoolOptions: the option `timeoutMs` has the default 2000, but its doc comment says: Default 3,000",
    ]);
  });

  test("the schema has an option that the interface lacks", () => {
    expect(tableOf(POOL, pool({ extra: z.boolean().default(true) })).problems).toEqual([
      "src/options/pool.ts PoolOptions: the schema has `extra`, but the interface does not",
    ]);
  });

  test("an option has no doc comment, or one with nothing but its default", () => {
    const files = {
      "src/options/a.ts":
        "export interface AOptions {\n  one: string;\n  /** Default 3. */\n  two?: number;\n}\n",
    };
    expect(tableOf(files, { interface: "AOptions" }).problems).toEqual([
      "src/options/a.ts AOptions: the option `one` has no doc comment",
      "src/options/a.ts AOptions: the doc comment of `two` contains nothing but the default",
    ]);
  });

  test("no table shows an options object of src/options", () => {
    const files = { ...POOL, "src/options/b.ts": "export interface BOptions {}\n" };
    expect(tableOf(files, pool({})).problems).toEqual(["src/options/b.ts no table shows BOptions"]);
  });

  test("a table names an interface or an option that does not exist", () => {
    expect(tableOf({}, { interface: "Gone" }).problems).toEqual([
      "scripts/checks/option-tables.ts there is no single interface Gone in src/",
    ]);
    expect(tableOf(POOL, { interface: "PoolOptions", except: ["gone"] }).problems).toEqual([
      "src/options/pool.ts PoolOptions: there is no option `gone`",
    ]);
  });
});

test("a range in its own sentence is removed together with its full stop", () => {
  const files = {
    "src/options/a.ts":
      "export interface AOptions {\n  /** Makes names secret. 1 to 9. Default 3. */\n  one?: number;\n}\n",
  };
  const { rows } = tableOf(files, { interface: "AOptions" });
  expect(rows).toEqual(["| `one` | number | 1 to 9 | 3 | Makes names secret. |"]);
});

test("names and ranges of options that are checked by hand come from the errors of the check", () => {
  const { properties } = factsOfCheck((given) => checkSearchTuning(given, new Set()));
  expect(properties).toMatchObject({
    limit: { type: "integer", minimum: 1, maximum: 10_000 },
    minSimilarity: { type: "number", minimum: -1, maximum: 1 },
    threading: { type: "string", enum: ["auto", "inline", "threaded"] },
    exhaustive: { type: "boolean" },
    signal: {},
  });
});
