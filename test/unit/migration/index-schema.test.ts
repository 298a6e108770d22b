import { describe, expect, test } from "vitest";
import { readIndexInfo } from "../../../src/migration/redisearch/index-schema.js";
import { type FtIndex, ftInfoReply } from "../../helpers/ft-replies.js";

const index: FtIndex = {
  name: "articles",
  keyType: "HASH",
  prefixes: ["doc:", "note:"],
  filter: "@year > 2000",
  count: 42,
  failures: 3,
  indexing: 1,
  fields: [
    { path: "lang", type: "TAG", separator: ";", flags: ["CASESENSITIVE", "SORTABLE"] },
    { path: "SORTABLE", as: "odd", type: "TAG", flags: ["WITHSUFFIXTRIE"] },
    { path: "title", type: "TEXT", flags: ["SORTABLE", "NOSTEM"] },
    { path: "year", as: "published", type: "NUMERIC", flags: ["SORTABLE", "UNF"] },
    { path: "vec", as: "embedding", type: "VECTOR", vector: { type: "FLOAT16", dimension: 8, metric: "IP" } },
  ],
};

describe.each([2, 3] as const)("FT.INFO of RESP%i", (protocol) => {
  test("is parsed to names, paths, separators, flags and the vector's parameters", () => {
    const schema = readIndexInfo(ftInfoReply(index, protocol));
    expect(schema).toMatchObject({
      name: "articles",
      keyType: "HASH",
      prefixes: ["doc:", "note:"],
      filter: "@year > 2000",
      count: 42,
      failures: 3,
      indexing: true,
    });
    expect(schema.fields).toEqual([
      { name: "lang", path: "lang", type: "TAG", separator: ";", caseSensitive: true, vector: {} },
      { name: "odd", path: "SORTABLE", type: "TAG", separator: ",", caseSensitive: false, vector: {} },
      { name: "title", path: "title", type: "TEXT", separator: "", caseSensitive: false, vector: {} },
      { name: "published", path: "year", type: "NUMERIC", separator: "", caseSensitive: false, vector: {} },
      {
        name: "embedding",
        path: "vec",
        type: "VECTOR",
        separator: "",
        caseSensitive: false,
        vector: { type: "FLOAT16", dimension: 8, metric: "IP" },
      },
    ]);
  });

  test("of an old server has no parameters of the vector", () => {
    const fields = [{ path: "vec", type: "VECTOR" as const }];
    const schema = readIndexInfo(ftInfoReply({ name: "old", keyType: "HASH", fields }, protocol));
    expect(schema).toMatchObject({ prefixes: [""], filter: undefined, fields: [{ vector: {} }] });
  });
});

test("a reply that does not describe an index is refused", () => {
  for (const reply of [
    null,
    "OK",
    [],
    ["index_name", "x"],
    ["attributes", [], "index_definition", ["key_type", "X"]],
  ]) {
    expect(() => readIndexInfo(reply)).toThrow(expect.objectContaining({ code: "UNEXPECTED_REPLY" }));
  }
});
