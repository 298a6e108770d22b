import { describe, expect, it } from "vitest";
import * as commands from "../../../src/commands/index.js";
import type { Reply } from "../../../src/executor.js";
import { RECORDINGS, recordedError, recordedReply } from "../../helpers/recorded-replies.js";

/** The elements of the recorded set, nearest to the recorded query first. */
const RANKED = ["10", "2", "1", "__proto__", "", "plain"];

/** The recorded attributes of the i-th element. */
const attributesOf = (i: number) => `{"lang":"en","year":${2020 + i},"title":"a \\"quoted\\" Käse"}`;

describe.each(RECORDINGS)("decoders on replies of Redis $version in RESP$protocol", (recording) => {
  const reply = (name: string) => recordedReply(recording, name);
  const bytes = (name: string) => recordedReply(recording, name, { binary: true });

  it("keep the rank of ids that an object would reorder or lose", () => {
    const matches = commands.decodeVsim(reply("vsim-scores"));
    expect(matches.map(({ element }) => element)).toEqual(RANKED);
    const scores = matches.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBe(0.9996654987335205);
  });

  it("read scores from buffers too", () => {
    expect(commands.decodeVsim(bytes("vsim-scores"))).toEqual(commands.decodeVsim(reply("vsim-scores")));
  });

  it("read the score 1 of an unquantized element compared with itself", () => {
    expect(commands.decodeVsim(reply("vsim-scores-of-element"))).toEqual([
      { element: "plain", score: 1 },
      { element: "other", score: 0.8102335929870605 },
    ]);
  });

  it.each(["vsim-scores-missing-key", "vsim-attributes-missing-key", "vsim-nothing-matches"])(
    "return an empty list for %s",
    (name) => {
      expect(commands.decodeVsim(reply(name))).toEqual([]);
      expect(commands.decodeVsimWithAttributes(reply(name))).toEqual([]);
    },
  );

  it("read scores and attributes if the version has WITHATTRIBS", () => {
    if (recording.version === "8.0.2") {
      expect(recordedError(recording, "vsim-attributes")).toBe("ERR syntax error in VSIM command");
      return;
    }
    const expected = commands.decodeVsim(reply("vsim-scores")).map((match, i) => ({
      ...match,
      attributes: i < 3 ? attributesOf(i) : undefined,
    }));
    expect(commands.decodeVsimWithAttributes(reply("vsim-attributes"))).toEqual(expected);
    expect(commands.decodeVsimWithAttributes(bytes("vsim-attributes"))).toEqual(expected);
  });

  it("rely on the server's error texts for an absent element and an absent key", () => {
    expect(recordedError(recording, "vsim-missing-element")).toBe("ERR element not found in set");
    expect(recordedError(recording, "vdim-missing-key")).toBe("ERR key does not exist");
  });

  it.each([
    ["vemb-raw-int8", "vemb-int8", 8],
    ["vemb-raw-f32", "vemb-f32", 8],
    ["vemb-raw-bin", "vemb-bin", 70],
    ["vemb-raw-reduced", "vemb-reduced", 4],
    ["vemb-raw-nan", "vemb-nan", 2],
  ])("dequantize %s to exactly the vector of %s", (rawName, plainName, dimension) => {
    const raw = commands.decodeVembRaw(bytes(rawName));
    const plain = commands.decodeVemb(reply(plainName));
    expect(plain).toHaveLength(dimension);
    expect(raw && commands.dequantize(raw, dimension)).toEqual(plain);
    expect(commands.decodeVemb(bytes(plainName))).toEqual(plain);
  });

  it("read encoding, blob and norm of a raw vector, and the range if the encoding is int8", () => {
    expect(commands.decodeVembRaw(bytes("vemb-raw-int8"))).toEqual({
      encoding: "int8",
      blob: Buffer.from("0d5b7f671ec88b86", "hex"),
      norm: 6.1373209953308105,
      range: 0.48758816719055176,
    });
    const f32 = commands.decodeVembRaw(bytes("vemb-raw-f32"));
    expect(f32).toEqual({ encoding: "f32", blob: expect.any(Buffer), norm: 6.1373209953308105 });
    expect(f32?.blob).toHaveLength(32);
    const bin = commands.decodeVembRaw(bytes("vemb-raw-bin"));
    expect(bin).toEqual({ encoding: "bin", blob: expect.any(Buffer), norm: 17.711891174316406 });
    expect(bin?.blob).toHaveLength(16);
    expect(commands.decodeVembRaw(bytes("vemb-raw-nan"))?.norm).toBeNaN();
  });

  it("return undefined for the vector of an absent element or key", () => {
    expect(commands.decodeVemb(reply("vemb-missing-element"))).toBeUndefined();
    expect(commands.decodeVemb(reply("vemb-missing-key"))).toBeUndefined();
    expect(commands.decodeVembRaw(bytes("vemb-raw-missing-element"))).toBeUndefined();
  });

  it("refuse a VEMB RAW reply whose blob was read as text", () => {
    expect(() => commands.decodeVembRaw(reply("vemb-raw-int8"))).toThrow(/binary: true/);
  });

  it("read the number of elements and of dimensions", () => {
    expect(commands.decodeVcard(reply("vcard"))).toBe(6);
    expect(commands.decodeVcard(reply("vcard-missing-key"))).toBe(0);
    expect(commands.decodeVdim(reply("vdim"))).toBe(4);
  });

  it("read the information about a set", () => {
    const integer = expect.any(Number);
    const common = { maxLevel: integer, uid: integer, maxNodeUid: integer };
    expect(commands.decodeVinfo(reply("vinfo-int8"))).toEqual({
      ...common,
      quantization: "q8",
      m: 16,
      dimension: 8,
      projectionInputDimension: 0,
      size: 6,
      attributesCount: 3,
    });
    expect(commands.decodeVinfo(bytes("vinfo-bin"))).toEqual({
      ...common,
      quantization: "bin",
      m: 8,
      dimension: 70,
      projectionInputDimension: 0,
      size: 1,
      attributesCount: 0,
    });
    expect(commands.decodeVinfo(reply("vinfo-f32"))?.quantization).toBe("none");
    expect(commands.decodeVinfo(reply("vinfo-reduced"))).toMatchObject({
      dimension: 4,
      projectionInputDimension: 8,
    });
    expect(commands.decodeVinfo(reply("vinfo-missing-key"))).toBeUndefined();
  });

  it("read the neighbours of each level, with and without scores", () => {
    const levels = commands.decodeVlinks(reply("vlinks"));
    expect(levels?.at(-1)?.toSorted()).toEqual(RANKED.slice(1).toSorted());
    const scored = commands.decodeVlinksWithScores(reply("vlinks-scores"));
    expect(scored?.map((level) => level.map(({ element }) => element))).toEqual(levels);
    expect(scored?.at(-1)?.find(({ element }) => element === "2")?.score).toBe(0.9768416285514832);
    expect(commands.decodeVlinksWithScores(bytes("vlinks-scores"))).toEqual(scored);
    expect(commands.decodeVlinks(reply("vlinks-missing-element"))).toBeUndefined();
    expect(commands.decodeVlinksWithScores(reply("vlinks-missing-element"))).toBeUndefined();
  });

  it("read one random element or several", () => {
    expect(["plain", "other"]).toContain(commands.decodeVrandmember(reply("vrandmember")));
    expect(commands.decodeVrandmember(reply("vrandmember-missing-key"))).toBeUndefined();
    expect(commands.decodeVrandmembers(reply("vrandmember-count")).toSorted()).toEqual(RANKED.toSorted());
    expect(commands.decodeVrandmembers(reply("vrandmember-count-missing-key"))).toEqual([]);
  });

  it("read stored attributes, and return undefined if there are none", () => {
    expect(commands.decodeVgetattr(reply("vgetattr"))).toBe(attributesOf(0));
    expect(commands.decodeVgetattr(reply("vgetattr-no-attributes"))).toBeUndefined();
    expect(commands.decodeVgetattr(reply("vgetattr-missing-key"))).toBeUndefined();
  });

  it("read booleans", () => {
    expect(commands.decodeVadd(reply("vadd-new"))).toBe(true);
    expect(commands.decodeVadd(reply("vadd-replaced"))).toBe(false);
    expect(commands.decodeVrem(reply("vrem-removed"))).toBe(true);
    expect(commands.decodeVrem(reply("vrem-missing-element"))).toBe(false);
    expect(commands.decodeVsetattr(reply("vsetattr-set"))).toBe(true);
    expect(commands.decodeVsetattr(reply("vsetattr-missing-element"))).toBe(false);
    expect(commands.decodeVismember(reply("vismember"))).toBe(true);
    expect(commands.decodeVismember(reply("vismember-missing-element"))).toBe(false);
  });
});

describe("the VRANGE decoder", () => {
  // These replies are written by hand after the server's source.
  it("keeps the server's order", () => {
    expect(commands.decodeVrange(["", "1", "10", "2", "__proto__"])).toEqual([
      "",
      "1",
      "10",
      "2",
      "__proto__",
    ]);
    expect(commands.decodeVrange([])).toEqual([]);
  });
});

describe("decoders on replies of another shape", () => {
  const UNEXPECTED: readonly [sentence: string, decode: () => unknown, expected: string, actual: string][] = [
    ["a boolean of 2", () => commands.decodeVadd(2), "a boolean (or 1 or 0)", "a number"],
    ["a boolean as text", () => commands.decodeVrem("OK"), "a boolean (or 1 or 0)", "a string of length 2"],
    ["null for a count", () => commands.decodeVcard(null), "an integer", "null"],
    ["a count that is no integer", () => commands.decodeVdim(1.5), "an integer", "a number"],
    ["a count as text", () => commands.decodeVcard("6"), "an integer", "a string of length 1"],
    ["null for a search", () => commands.decodeVsim(null), "an array", "null"],
    [
      "an element without score",
      () => commands.decodeVsim(["a"]),
      "pairs of element and score",
      "an array of 1",
    ],
    ["a score that is no number", () => commands.decodeVsim(["a", "b"]), "a double", "a string of length 1"],
    ["an empty score", () => commands.decodeVsim(["a", ""]), "a double", "a string of length 0"],
    ["an element that is a number", () => commands.decodeVsim([1, 1]), "a string", "a number"],
    ["a null score", () => commands.decodeVsim(["a", null]), "a double", "null"],
    [
      "an incomplete triple",
      () => commands.decodeVsimWithAttributes(["a", "1", null, "b"]),
      "triples of element, score and attributes",
      "an array of 4",
    ],
    [
      "a nested pair of three items",
      () => commands.decodeVsimWithAttributes(["a", [1, null, 2]]),
      "a pair of score and attributes",
      "an array of 3",
    ],
    [
      "an incomplete nested pair",
      () => commands.decodeVsimWithAttributes(["a", [1, null], "b"]),
      "pairs of element and [score, attributes]",
      "an array of 3",
    ],
    [
      "an unknown encoding",
      () => commands.decodeVembRaw(["int4", Buffer.of(1), 1]),
      'an encoding of "int8", "f32" or "bin"',
      "a string of length 4",
    ],
    [
      "an int8 blob without range",
      () => commands.decodeVembRaw(["int8", Buffer.of(1), 1]),
      "a double",
      "nothing",
    ],
    [
      "set information that lacks a field",
      () => commands.decodeVinfo(["quant-type", "int8"]),
      "an integer",
      "nothing",
    ],
    ["links that are not nested", () => commands.decodeVlinks(["a"]), "an array", "a string of length 1"],
    [
      "a link without score",
      () => commands.decodeVlinksWithScores([["a"]]),
      "pairs of element and score",
      "an array of 1",
    ],
    ["attributes that are a list", () => commands.decodeVgetattr([]), "a string", "an array of 0"],
  ];

  it.each(UNEXPECTED)(
    "refuse %s, and the error names types but no values",
    (_sentence, decode, expected, actual) => {
      expect(decode).toThrow(
        expect.objectContaining({
          code: "UNEXPECTED_REPLY",
          message: expect.stringContaining(expected),
          details: { command: expect.stringMatching(/^V[A-Z]+( RAW)?$/), expected, actual },
        }),
      );
    },
  );

  it("never repeat a value of the reply in the error", () => {
    const secret = "s3cret-value";
    const decoders: readonly ((reply: Reply) => unknown)[] = [
      commands.decodeVadd,
      commands.decodeVcard,
      commands.decodeVsim,
      commands.decodeVemb,
      commands.decodeVembRaw,
      commands.decodeVinfo,
      commands.decodeVlinks,
    ];
    for (const decode of decoders) {
      expect(() => decode([secret, secret])).toThrow();
      expect(() => decode([secret, secret])).not.toThrow(new RegExp(secret));
    }
  });
});

describe("decoders on bigint replies", () => {
  it("read an integer if a number can represent it exactly", () => {
    expect(commands.decodeVcard(6n)).toBe(6);
    expect(commands.decodeVadd(1n)).toBe(true);
    expect(() => commands.decodeVcard(2n ** 60n)).toThrow(/an integer/);
  });
});
