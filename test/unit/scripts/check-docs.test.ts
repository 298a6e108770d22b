import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkDocs } from "../../../scripts/checks/docs.js";
import { renderRoomMap } from "../../../scripts/checks/room-map.js";
import type { RoomTable } from "../../../scripts/checks/room-table.js";
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
const MAP = `<!-- rooms -->\n\n${renderRoomMap(TABLE)}\n\n<!-- end of rooms -->\n`;

function run(root: string, { update = false, errorCodes = [] as string[] } = {}): string[] {
  return checkDocs(root, { update, errorCodes, table: TABLE }).problems.map(
    ({ file, line, rule }) => `${file}:${line} ${rule}`,
  );
}

/** A repository with this README and a correct map. */
function withReadme(readme: string, files: Record<string, string> = {}): string {
  return fakeRepository({ "src/README.md": MAP, "README.md": readme, ...files });
}

describe("error codes", () => {
  test("every code needs a heading of its own; a mention in the text is not enough", () => {
    const root = withReadme("# octavec\n\n### `POOL_TIMEOUT`\n\n### TIMEOUT: too late\n\nSee POOL_CLOSED.\n");
    expect(run(root, { errorCodes: ["POOL_TIMEOUT", "TIMEOUT", "POOL_CLOSED"] })).toEqual([
      "README.md:1 the error code POOL_CLOSED has no heading",
    ]);
  });

  test("the heading of a longer code does not stand for a shorter one", () => {
    const root = withReadme("### `TIMEOUT_SOON`\n");
    expect(run(root, { errorCodes: ["TIMEOUT", "TIMEOUT_SOON"] })).toEqual([
      "README.md:1 the error code TIMEOUT has no heading",
    ]);
  });

  test("a heading for a code that is gone is reported", () => {
    expect(run(withReadme("# octavec\n\n### `POOL_GONE`\n"))).toEqual([
      "README.md:3 there is no error code POOL_GONE",
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

  test("a block that equals its example's region, without the common indentation, passes", () => {
    expect(run(withReadme(block(SHOWN), EXAMPLE))).toEqual([]);
  });

  test("a block that differs fails, and --update writes the example into the page and nothing else", () => {
    const root = withReadme(block("const client = 1;"), EXAMPLE);
    expect(run(root)).toEqual(["README.md:5 the block differs from test/examples/search.example.ts"]);
    expect(run(root, { update: true })).toEqual([]);
    expect(readFileSync(join(root, "README.md"), "utf8")).toBe(block(SHOWN));
    expect(run(root)).toEqual([]);
  });

  test("--update keeps the indentation of a block inside a list and writes several blocks of different length", () => {
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

  test.each(["ts", "typescript", "js"])("a %s block without an example is refused", (language) => {
    expect(run(withReadme(`\`\`\`${language}\nanything();\n\`\`\`\n`))).toEqual([
      `README.md:1 a ${language} block belongs to no example, so nobody runs it`,
    ]);
  });

  test("a shell block and a block of another language need no example", () => {
    expect(run(withReadme("```sh\nnpm install octavec\n```\n\n```\nplain\n```\n"))).toEqual([]);
  });

  test("a comment that is not right above the block does not count", () => {
    const page = "<!-- example: search -->\n\nText.\n\n```ts\nx();\n```\n";
    expect(run(withReadme(page, EXAMPLE))).toEqual([
      "README.md:5 a ts block belongs to no example, so nobody runs it",
      "test/examples/search.example.ts:1 README.md shows this example nowhere",
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
    expect(run(root)).toEqual([
      "test/examples/search.example.ts:1 an example has exactly one region for the README",
    ]);
  });
});

describe("links", () => {
  test("links to files, folders, headings and the web pass when they lead somewhere", () => {
    const page =
      "# What it is, and is not\n\n[a](src/README.md) [b](./src/) [c](#what-it-is-and-is-not) [d](https://redis.io/x) [e](src/README.md#rooms) [f](mailto:a@b.c)\n";
    expect(run(withReadme(page, { "src/README.md": `# Rooms\n\n${MAP}` }))).toEqual([]);
  });

  test("a link to a missing file or heading is reported on every page, relative to that page", () => {
    const root = withReadme("[a](gone.md)\n\n[b](#gone)\n\n![c](src/README.md#gone)\n", {
      "quantization/README.md": "[up](../README.md)\n\n[ref][1]\n\n[1]: README.md/../gone.ts\n",
    });
    expect(run(root)).toEqual([
      "README.md:1 there is no gone.md",
      "README.md:3 README.md has no heading #gone",
      "README.md:5 src/README.md has no heading #gone",
      "quantization/README.md:5 there is no quantization/gone.ts",
    ]);
  });

  test("a link out of the repository or from the root of the disk is reported", () => {
    expect(run(withReadme("[a](../other/x.md) [b](/etc/hosts)\n"))).toEqual([
      "README.md:1 the link ../other/x.md leads out of the repository",
      "README.md:1 the link /etc/hosts leads out of the repository",
    ]);
  });
});

describe("the map of rooms", () => {
  test("the map lists each room with what it owns, its arrows and its packages", () => {
    const map = renderRoomMap(TABLE);
    expect(map.split("\n").map((row) => row.replace(/ +/g, " "))).toEqual([
      "| Room | Owns | May import | Packages |",
      expect.stringMatching(/^\| -+ \| -+ \| -+ \| -+ \|$/),
      "| `src/cache` | answers | errors, client (types) | `lru-cache` |",
      "| `src/client.ts` | assembly | — | `redis` (on demand) |",
      "| `src/errors` | codes | — | `lru-cache` (`src/errors/codes*.ts`) |",
    ]);
    expect(new Set(map.split("\n").map((row) => row.length)).size).toBe(1);
  });

  test("a map that differs from the table fails until --update writes it, with the text around it kept", () => {
    const page = "# Rooms\n\n<!-- rooms -->\nold\n<!-- end of rooms -->\n\nWhere things go.\n";
    const root = withReadme("# octavec\n", { "src/README.md": page });
    expect(run(root)).toEqual([
      "src/README.md:1 the map differs from the room table in scripts/checks/room-table.ts",
    ]);
    expect(run(root, { update: true })).toEqual([]);
    expect(readFileSync(join(root, "src/README.md"), "utf8")).toBe(`# Rooms\n\n${MAP}\nWhere things go.\n`);
    expect(run(root)).toEqual([]);
  });

  test("a map without a place for the table, a missing map and a missing README are reported", () => {
    expect(run(withReadme("# octavec\n", { "src/README.md": "# Rooms\n" }))).toEqual([
      "src/README.md:1 the map has no place for the table of rooms",
    ]);
    expect(run(fakeRepository({}))).toEqual([
      "src/README.md:1 the page is missing",
      "README.md:1 the page is missing",
    ]);
  });
});
