import { describe, expect, it } from "vitest";
import * as commands from "../../../src/commands/index.js";
import type { Command } from "../../../src/executor.js";

const vector = commands.encodeFloat32Blob([1, 2]);

const CASES: readonly [sentence: string, encoded: Command, expected: Command][] = [
  [
    "VADD names its quantization even if it is the server's default",
    commands.encodeVadd({ key: "k", element: "e", vector, quantization: "q8" }),
    ["VADD", "k", "FP32", vector, "e", "Q8"],
  ],
  [
    "VADD writes quantization none as NOQUANT",
    commands.encodeVadd({ key: "k", element: "e", vector, quantization: "none" }),
    ["VADD", "k", "FP32", vector, "e", "NOQUANT"],
  ],
  [
    "VADD puts REDUCE before the vector and every other option behind the element",
    commands.encodeVadd({
      key: "k",
      element: "",
      vector,
      quantization: "bin",
      m: 8,
      efConstruction: 400,
      attributes: '{"a":1}',
      reduce: 1,
    }),
    ["VADD", "k", "REDUCE", "1", "FP32", vector, "", "BIN", "EF", "400", "SETATTR", '{"a":1}', "M", "8"],
  ],
  [
    "VADD sends empty attributes, which remove those of a replaced element",
    commands.encodeVadd({ key: "k", element: "e", vector, quantization: "q8", attributes: "" }),
    ["VADD", "k", "FP32", vector, "e", "Q8", "SETATTR", ""],
  ],
  [
    "VADD leaves out options that are undefined",
    commands.encodeVadd({
      key: "k",
      element: "e",
      vector,
      quantization: "q8",
      m: undefined,
      efConstruction: undefined,
      attributes: undefined,
      reduce: undefined,
    }),
    ["VADD", "k", "FP32", vector, "e", "Q8"],
  ],
  [
    "VSIM of a vector always asks for scores",
    commands.encodeVsim({ key: "k", query: { vector } }),
    ["VSIM", "k", "FP32", vector, "WITHSCORES"],
  ],
  [
    "VSIM of an element sends its name, even the empty one",
    commands.encodeVsim({ key: "k", query: { element: "" } }),
    ["VSIM", "k", "ELE", "", "WITHSCORES"],
  ],
  [
    "VSIM sends every given option",
    commands.encodeVsim({
      key: "k",
      query: { vector },
      withAttributes: true,
      count: 7,
      ef: 300,
      epsilon: 0.25,
      filter: ".a == 1",
      filterEf: 5000,
      truth: true,
      noThread: true,
    }),
    [
      "VSIM",
      "k",
      "FP32",
      vector,
      "WITHSCORES",
      "WITHATTRIBS",
      "COUNT",
      "7",
      "EPSILON",
      "0.25",
      "EF",
      "300",
      "FILTER",
      ".a == 1",
      "FILTER-EF",
      "5000",
      "TRUTH",
      "NOTHREAD",
    ],
  ],
  [
    "VSIM leaves out options that are false or undefined",
    commands.encodeVsim({
      key: "k",
      query: { vector },
      withAttributes: false,
      count: undefined,
      ef: undefined,
      epsilon: undefined,
      filter: undefined,
      filterEf: undefined,
      truth: false,
      noThread: false,
    }),
    ["VSIM", "k", "FP32", vector, "WITHSCORES"],
  ],
  ["VREM names one element", commands.encodeVrem("k", "e"), ["VREM", "k", "e"]],
  ["VEMB names the element", commands.encodeVemb("k", "e"), ["VEMB", "k", "e"]],
  ["VEMB RAW names the element", commands.encodeVembRaw("k", "e"), ["VEMB", "k", "e", "RAW"]],
  ["VCARD names the key", commands.encodeVcard("k"), ["VCARD", "k"]],
  ["VDIM names the key", commands.encodeVdim("k"), ["VDIM", "k"]],
  ["VINFO names the key", commands.encodeVinfo("k"), ["VINFO", "k"]],
  ["VLINKS names the element", commands.encodeVlinks({ key: "k", element: "e" }), ["VLINKS", "k", "e"]],
  [
    "VLINKS asks for scores if withScores is true",
    commands.encodeVlinks({ key: "k", element: "e", withScores: true }),
    ["VLINKS", "k", "e", "WITHSCORES"],
  ],
  ["VRANDMEMBER without a count asks for one element", commands.encodeVrandmember("k"), ["VRANDMEMBER", "k"]],
  ["VRANDMEMBER sends a count of 0", commands.encodeVrandmember("k", 0), ["VRANDMEMBER", "k", "0"]],
  ["VRANDMEMBER sends a count below 0", commands.encodeVrandmember("k", -3), ["VRANDMEMBER", "k", "-3"]],
  ["VGETATTR names the element", commands.encodeVgetattr("k", "e"), ["VGETATTR", "k", "e"]],
  [
    "VSETATTR sends the text unchanged",
    commands.encodeVsetattr({ key: "k", element: "e", attributes: '{"a":1}' }),
    ["VSETATTR", "k", "e", '{"a":1}'],
  ],
  ["VISMEMBER names the element", commands.encodeVismember("k", "e"), ["VISMEMBER", "k", "e"]],
  [
    "VRANGE without bounds covers the whole set",
    commands.encodeVrange({ key: "k" }),
    ["VRANGE", "k", "-", "+"],
  ],
  [
    "VRANGE starts after an excluded element",
    commands.encodeVrange({ key: "k", start: { element: "last", inclusive: false }, count: 100 }),
    ["VRANGE", "k", "(last", "+", "100"],
  ],
  [
    "VRANGE marks inclusive bounds with a square bracket",
    commands.encodeVrange({
      key: "k",
      start: { element: "-", inclusive: true },
      end: { element: "+", inclusive: true },
      count: 0,
    }),
    ["VRANGE", "k", "[-", "[+", "0"],
  ],
  [
    "VRANGE from the empty element starts at the first one, because the server refuses a bracket without a name",
    commands.encodeVrange({ key: "k", start: { element: "", inclusive: true } }),
    ["VRANGE", "k", "-", "+"],
  ],
  [
    "VRANGE after the empty element starts at the next possible name",
    commands.encodeVrange({ key: "k", start: { element: "", inclusive: false } }),
    ["VRANGE", "k", "[\0", "+"],
  ],
  [
    "VRANGE up to the empty element ends before the next possible name",
    commands.encodeVrange({ key: "k", end: { element: "", inclusive: true } }),
    ["VRANGE", "k", "-", "(\0"],
  ],
];

describe("encoders", () => {
  it.each(CASES)("%s", (_sentence, encoded, expected) => {
    expect(encoded).toEqual(expected);
  });

  it("put a vector's blob into the command without copying it", () => {
    expect(commands.encodeVadd({ key: "k", element: "e", vector, quantization: "q8" })[3]).toBe(vector);
    expect(commands.encodeVsim({ key: "k", query: { vector } })[3]).toBe(vector);
  });

  it("refuse a VRANGE that ends before the empty element, because nothing sorts before it", () => {
    expect(() => commands.encodeVrange({ key: "k", end: { element: "", inclusive: false } })).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});
