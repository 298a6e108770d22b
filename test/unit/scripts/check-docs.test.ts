import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { markdownTable } from "../../../scripts/checks/doc-tables.js";
import { checkDocs } from "../../../scripts/checks/docs.js";
import type { ErrorCodes } from "../../../scripts/checks/error-headings.js";
import { checkPageRules } from "../../../scripts/checks/page-rules.js";
import { findMissingRooms, renderRoomMap } from "../../../scripts/checks/room-map.js";
import type { RoomTable } from "../../../scripts/checks/room-types.js";
import { fakeRepository } from "./fake-repository.js";

const TABLE: RoomTable = {
  rooms: [
    {
      name: "cache",
      path: "src/cache",
      owns: "answers",
      mayImport: ["errors"],
      mayImportTypesOf: ["client"],
    },
    { name: "client", path: "src/client.ts", owns: "assembly", mayImport: [] },
    { name: "errors", path: "src/errors", owns: "codes", mayImport: [] },
  ],
  packages: [
    { name: "lru-cache", rooms: ["cache"], files: ["src/errors/codes*.ts"] },
    { name: "redis", rooms: ["client"], dynamic: true },
  ],
};
const PROMISE = "After reading this page you can run a test.";
const ERRORS = `# Errors\n\n${PROMISE}\n`;
const ERROR_PAGE = "src/errors/README.md";

function run(
  root: string,
  { update = false, errorCodes = {} as ErrorCodes, tables = {} as Record<string, string[]> } = {},
): string[] {
  const { problems } = checkDocs(root, { update, errorCodes, tables: new Map(Object.entries(tables)) });
  return problems.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}

/** A repository with this front page and a guide to errors. */
function withReadme(readme: string, files: Record<string, string> = {}): string {
  return fakeRepository({ [ERROR_PAGE]: ERRORS, "README.md": readme, ...files });
}

/** A repository with this text in the guide to errors. */
function withErrors(text: string): string {
  return withReadme("# octavec\n", { [ERROR_PAGE]: ERRORS + text });
}

describe("error codes", () => {
  test("every code needs its own heading; a mention in the text is not enough", () => {
    const root = withErrors(
      "\n## `POOL_TIMEOUT`\n- Retryable: yes\n\n## TIMEOUT: too late\n- Retryable: yes\n\nSee POOL_CLOSED.\n",
    );
    const retryable = true;
    const errorCodes = { POOL_TIMEOUT: { retryable }, TIMEOUT: { retryable }, POOL_CLOSED: { retryable } };
    expect(run(root, { errorCodes })).toEqual([`${ERROR_PAGE}:1 the error code POOL_CLOSED has no heading`]);
  });

  test("the heading of a longer code does not count for a shorter one", () => {
    const root = withErrors("\n## `TIMEOUT_SOON`\n- Retryable: no\n");
    const errorCodes = { TIMEOUT: { retryable: false }, TIMEOUT_SOON: { retryable: false } };
    expect(run(root, { errorCodes })).toEqual([`${ERROR_PAGE}:1 the error code TIMEOUT has no heading`]);
  });

  test("the Retryable line of a section must agree with the code", () => {
    const root = withErrors("\n## TIMEOUT\n- Retryable: no\n\n## OTHER\n- Retryable: yes\n");
    expect(run(root, { errorCodes: { TIMEOUT: { retryable: true } } })).toEqual([
      `${ERROR_PAGE}:5 the section of TIMEOUT lacks its Retryable line`,
    ]);
  });

  test("a heading for a removed code is reported", () => {
    expect(run(withErrors("\n## `POOL_GONE`\n"))).toEqual([
      `${ERROR_PAGE}:5 there is no error code POOL_GONE`,
    ]);
  });

  test("a missing front page and a missing guide to errors are reported", () => {
    expect(run(fakeRepository({}))).toEqual([
      "README.md:1 the page is missing",
      `${ERROR_PAGE}:1 the page is missing`,
    ]);
  });
});

describe("examples", () => {
  const EXAMPLE = {
    "test/examples/search.example.ts": `import { connect } from "octavec";

export async function main() {
  // #region readme
  const client = await connect();

  if (client) {
    await client.close();
  }
  // #endregion
}
`,
  };
  const SHOWN = "const client = await connect();\n\nif (client) {\n  await client.close();\n}";
  const block = (text: string) =>
    `# octavec\n\n<!-- example: search -->\n\n\`\`\`ts\n${text}\n\`\`\`\n\nAfter.\n`;

  test("a block that equals the region of its example, apart from common indentation, passes", () => {
    expect(run(withReadme(block(SHOWN), EXAMPLE))).toEqual([]);
  });

  test("a block that differs fails, and --update writes only the example into the page", () => {
    const root = withReadme(block("const client = 1;"), EXAMPLE);
    expect(run(root)).toEqual(["README.md:5 the block differs from test/examples/search.example.ts"]);
    expect(run(root, { update: true })).toEqual([]);
    expect(readFileSync(join(root, "README.md"), "utf8")).toBe(block(SHOWN));
    expect(run(root)).toEqual([]);
  });

  test("--update keeps the indentation of a block in a list and writes several blocks of different length", () => {
    const list =
      "1. First:\n\n   <!-- example: search -->\n   ```ts\n   old\n   ```\n\n2. Second\n\n<!-- example: other -->\n```ts\n```\n";
    const root = withReadme(list, {
      ...EXAMPLE,
      "test/examples/other.example.ts": "// #region readme\nother();\n// #endregion\n",
    });
    expect(run(root, { update: true })).toEqual([]);
    expect(run(root)).toEqual([]);
    const written = readFileSync(join(root, "README.md"), "utf8");
    expect(written).toContain(
      "   ```ts\n   const client = await connect();\n\n   if (client) {\n     await client.close();\n   }\n   ```\n\n2. Second\n",
    );
    expect(written).toContain("<!-- example: other -->\n```ts\nother();\n```\n");
  });

  test("a guide shows examples as the front page does", () => {
    const root = withReadme("# octavec\n", {
      ...EXAMPLE,
      "src/cache/README.md": `# Cache\n\n${PROMISE}\n\n<!-- example: search -->\n\`\`\`ts\nold\n\`\`\`\n`,
    });
    expect(run(root)).toEqual([
      "src/cache/README.md:6 the block differs from test/examples/search.example.ts",
    ]);
    expect(run(root, { update: true })).toEqual([]);
    expect(readFileSync(join(root, "src/cache/README.md"), "utf8")).toContain(SHOWN);
  });

  test.each(["ts", "typescript", "js"])("a %s block without an example is refused", (language) => {
    expect(run(withReadme(`\`\`\`${language}\nanything();\n\`\`\`\n`))).toEqual([
      `README.md:1 this ${language} block belongs to no example, so no test runs it`,
    ]);
  });

  test("a shell block and a block of another language need no example", () => {
    expect(run(withReadme("```sh\nnpm install octavec\n```\n\n```\nplain\n```\n"))).toEqual([]);
  });

  test("a comment that is not directly above the block does not count", () => {
    const page = "<!-- example: search -->\n\nText.\n\n```ts\nx();\n```\n";
    expect(run(withReadme(page, EXAMPLE))).toEqual([
      "README.md:5 this ts block belongs to no example, so no test runs it",
      "test/examples/search.example.ts:1 no page shows this example",
    ]);
  });

  test("a block of an example that does not exist is reported", () => {
    expect(run(withReadme("<!-- example: gone -->\n```ts\n```\n"))).toEqual([
      "README.md:2 there is no test/examples/gone.example.ts",
    ]);
  });

  test.each([
    ["no region", "search();\n"],
    ["no end of its region", "// #region readme\nsearch();\n"],
    ["two regions", "// #region readme\n// #endregion\n// #region readme\n// #endregion\n"],
  ])("an example with %s cannot be shown", (_what, text) => {
    const root = withReadme(block(SHOWN), { "test/examples/search.example.ts": text });
    expect(run(root)).toEqual(["test/examples/search.example.ts:1 an example must have exactly one region"]);
  });
});

describe("links", () => {
  test("links to existing files, folders and headings pass, and so do links to the web", () => {
    const page =
      "# What it is, and is not\n\n[a](src/errors/README.md) [b](./src/) [c](#what-it-is-and-is-not) [d](https://redis.io/x) [e](src/errors/README.md#errors) [f](mailto:a@b.c)\n";
    expect(run(withReadme(page))).toEqual([]);
  });

  test("a link to a missing file or heading is reported on every page, relative to that page", () => {
    const root = withReadme("[a](gone.md)\n\n[b](#gone)\n\n![c](src/errors/README.md#gone)\n", {
      "quantization/README.md": `# Q\n\n${PROMISE}\n\n[up](../README.md)\n\n[ref][1]\n\n[1]: README.md/../gone.ts\n`,
    });
    expect(run(root)).toEqual([
      "README.md:1 there is no gone.md",
      "README.md:3 README.md has no heading #gone",
      "README.md:5 src/errors/README.md has no heading #gone",
      "quantization/README.md:9 there is no quantization/gone.ts",
    ]);
  });

  test("a link out of the repository or from the root of the disk is reported", () => {
    expect(run(withReadme("[a](../other/x.md) [b](/etc/hosts)\n"))).toEqual([
      "README.md:1 the link ../other/x.md leads out of the repository",
      "README.md:1 the link /etc/hosts leads out of the repository",
    ]);
  });
});

describe("the rules for every page", () => {
  const rules = (text: string, file = "src/cache/README.md") =>
    checkPageRules(file, text).map(({ line, rule }) => `${line} ${rule}`);
  const page = (text: string) => `# Cache\n\n${PROMISE}\n\n${text}\n`;

  test("a page has at most 20,000 bytes, counted as UTF-8", () => {
    const lines = (count: number) => page(`${"é".repeat(99)}\n`.repeat(count));
    expect(rules(lines(100))).toEqual([]);
    expect(rules(lines(101))).toEqual([expect.stringMatching(/^1 the page has 201\d\d bytes/)]);
  });

  test("a line of prose has at most 400 characters; code and tables may be longer", () => {
    const long = "x".repeat(401);
    expect(rules(page("x".repeat(400)))).toEqual([]);
    expect(rules(page(long))).toEqual(["5 the line has 401 characters, but at most 400 are allowed"]);
    expect(rules(page(`\`\`\`sh\n${long}\n\`\`\`\n\n| a |\n|---|\n| ${long} |`))).toEqual([]);
  });

  test("a page must begin with what its reader can do afterwards, except the front page", () => {
    const text = "# Cache\n\nThis is the cache.\n";
    expect(rules(text)).toEqual(["1 the page does not begin with what its reader can do afterwards"]);
    expect(rules(text, "README.md")).toEqual([]);
    expect(rules("After reading this page you can run a test.\n")).toHaveLength(1);
  });
});

describe("generated tables", () => {
  const rows = markdownTable(["A", "B"], [["1", "a|b"]]);
  const tables = { figures: [...rows] };
  const shown = "<!-- table: figures -->\n\n| A | B |\n|---|---|\n| 1 | a\\|b |\n\n<!-- end of table -->";

  test("a table that differs fails until --update writes it, without changing the text around it", () => {
    const root = withReadme("# octavec\n\n<!-- table: figures -->\n<!-- end of table -->\n\nAfter.\n");
    expect(run(root, { tables })).toEqual(["README.md:4 a table differs from the code that generates it"]);
    expect(run(root, { tables, update: true })).toEqual([]);
    expect(readFileSync(join(root, "README.md"), "utf8")).toBe(`# octavec\n\n${shown}\n\nAfter.\n`);
    expect(run(root, { tables })).toEqual([]);
  });

  test("a table that no page shows, one that is shown twice, and one that does not exist are reported", () => {
    expect(run(withReadme("# octavec\n"), { tables })).toEqual([
      'README.md:1 no page shows the table "figures"',
    ]);
    expect(run(withReadme(`${shown}\n\n${shown}\n`), { tables })).toEqual([
      'README.md:1 2 places show the table "figures"',
    ]);
    expect(run(withReadme("# octavec\n\n<!-- table: gone -->\n<!-- end of table -->\n"))).toEqual([
      'README.md:3 there is no table named "gone"',
    ]);
  });

  test("the map lists each room with its content, the rooms that it may import and its packages", () => {
    expect(renderRoomMap(TABLE)).toEqual([
      "| Room | Contains | May import | Packages |",
      "|---|---|---|---|",
      "| `src/cache` | answers | errors, client (types) | `lru-cache` |",
      "| `src/client.ts` | assembly | — | `redis` (on demand) |",
      "| `src/errors` | codes | — | `lru-cache` (`src/errors/codes*.ts`) |",
    ]);
  });

  test("a room of the table that does not exist is reported", () => {
    const root = fakeRepository({ "src/client.ts": "", "src/errors/index.ts": "" });
    expect(findMissingRooms(root, TABLE).map(({ rule }) => rule)).toEqual([
      "the room cache does not exist: there is no src/cache",
    ]);
  });
});
