import { expect, test } from "vitest";
import { textsAtPath } from "../../../../src/adapters/langgraph/text-paths.js";

const VALUE = {
  title: "tea",
  pages: 3,
  done: false,
  none: null,
  blank: " ",
  meta: { author: { name: "Ada" }, tags: ["a", "b"] },
  parts: [{ title: "one" }, { title: "two", notes: ["x"] }, { other: 1 }],
};

test.each([
  ["title", ["tea"]],
  ["pages", ["3"]],
  ["done", ["false"]],
  ["none", []],
  ["blank", []],
  ["missing.deep", []],
  ["meta.author.name", ["Ada"]],
  ["meta.tags", ['[\n  "a",\n  "b"\n]']],
  ["meta.tags[*]", ["a", "b"]],
  ["meta.tags[0]", ["a"]],
  ["meta.tags[-1]", ["b"]],
  ["meta.tags[7]", []],
  ["meta.tags[x]", []],
  ["parts[*].title", ["one", "two"]],
  ["parts[1].notes[0]", ["x"]],
  ["meta.*.name", ["Ada"]],
  ["{title,meta.author.name}", ["tea", "Ada"]],
  ["meta.{author.name,tags[0]}", ["Ada", "a"]],
  ["title.length", []],
  ["constructor", []],
])("the path %s leads to %j", (path, expected) => {
  expect(textsAtPath(VALUE, path)).toEqual(expected);
});

test("the path $ is the whole value as one text", () => {
  expect(textsAtPath({ a: 1 }, "$")).toEqual(['{\n  "a": 1\n}']);
});
