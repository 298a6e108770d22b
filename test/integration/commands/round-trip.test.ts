import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import * as commands from "../../../src/commands/index.js";
import { type CommandClient, openCommandClient } from "../../helpers/command-client.js";
import { isAtLeast } from "../../helpers/is-at-least.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const version = inject("redisVersion");

/** A vector that is the same in every run and has components of both signs, none of them 0. */
function vectorOf(dimension: number, seed: number): Float32Array {
  return Float32Array.from({ length: dimension }, (_, i) => 5 * Math.sin(1 + i * 1.7 + seed * 2.3));
}

describe.each([2, 3] as const)("commands on a server in RESP%i", (protocol) => {
  let client: CommandClient;
  let key: string;
  let emptyKey: string;

  const add = async (element: string, seed: number, options: Partial<commands.VaddOptions> = {}) => {
    const vector = commands.encodeFloat32Blob(vectorOf(16, seed));
    const command = commands.encodeVadd({ key, element, vector, quantization: "q8", ...options });
    return commands.decodeVadd(await client.send(command));
  };
  const query = { vector: commands.encodeFloat32Blob(vectorOf(16, 0)) };
  const search = async (options: Partial<commands.VsimOptions> = {}) =>
    commands.decodeVsim(await client.send(commands.encodeVsim({ key, query, ...options })));

  beforeAll(async () => {
    client = await openCommandClient(inject("redisUrl"), protocol);
  });
  afterAll(() => client.close());

  describe("on one set", () => {
    const elements = ["10", "2", "1", "__proto__", "", "ünï😀"];

    beforeAll(async () => {
      key = uniquePrefix("commands");
      emptyKey = uniquePrefix("absent");
      for (const [i, element] of elements.entries()) {
        const attributes = i % 2 === 0 ? commands.encodeAttributes({ i, path: `C:\\${i}` }) : undefined;
        expect(await add(element, i / 4, { attributes })).toBe(true);
      }
    });
    afterAll(() => client.send(["DEL", key]));

    it("ranks elements by their exact cosine, with a score of (1 + cosine) / 2", async () => {
      const exact = elements
        .map((element, i) => ({ element, score: (1 + cosine(vectorOf(16, 0), vectorOf(16, i / 4))) / 2 }))
        .sort((a, b) => b.score - a.score);
      const matches = await search({ truth: true });
      expect(matches.map(({ element }) => element)).toEqual(exact.map(({ element }) => element));
      for (const [i, { score }] of matches.entries()) expect(score).toBeCloseTo(exact[i]?.score ?? -1, 2);
    });

    it("finds the neighbours of an element, including itself", async () => {
      const matches = await search({ query: { element: "__proto__" }, count: 1 });
      expect(matches).toEqual([{ element: "__proto__", score: expect.closeTo(1, 2) }]);
    });

    it("accepts all search options at once", async () => {
      const all = {
        count: 3,
        ef: 200,
        epsilon: 2,
        filter: ".i >= 0",
        filterEf: 1000,
        noThread: true,
      } as const;
      expect(await search(all)).toHaveLength(3);
      expect(await search({ ...all, truth: true })).toHaveLength(3);
    });

    it("accepts an epsilon that JavaScript writes with an exponent", async () => {
      const near = await search({ epsilon: 1e-7, truth: true });
      expect(near.length).toBeLessThan(elements.length);
      for (const { score } of near) expect(score).toBeGreaterThan(0.999);
    });

    it("returns scores and attributes, or an error if the version lacks WITHATTRIBS", async () => {
      const command = commands.encodeVsim({ key, query, withAttributes: true, count: 6 });
      if (!isAtLeast(version, "8.0.3")) {
        await expect(client.send(command)).rejects.toThrow("ERR syntax error in VSIM command");
        return;
      }
      const matches = commands.decodeVsimWithAttributes(await client.send(command));
      expect(matches.map(({ element, score }) => ({ element, score }))).toEqual(await search({ count: 6 }));
      for (const { element, attributes } of matches) {
        const i = elements.indexOf(element);
        const expected = i % 2 === 0 ? { i, path: `C:\\${i}` } : undefined;
        expect(attributes === undefined ? undefined : commands.decodeAttributes(attributes)).toEqual(
          expected,
        );
      }
    });

    it("returns count, dimension and information of the set", async () => {
      expect(commands.decodeVcard(await client.send(commands.encodeVcard(key)))).toBe(elements.length);
      expect(commands.decodeVdim(await client.send(commands.encodeVdim(key)))).toBe(16);
      expect(commands.decodeVinfo(await client.send(commands.encodeVinfo(key)))).toMatchObject({
        quantization: "q8",
        m: 16,
        dimension: 16,
        projectionInputDimension: 0,
        size: elements.length,
        attributesCount: 3,
      });
    });

    it("returns whether an element exists, and random elements", async () => {
      const isMember = async (element: string) =>
        commands.decodeVismember(await client.send(commands.encodeVismember(key, element)));
      expect(await isMember("")).toBe(true);
      expect(await isMember("absent")).toBe(false);
      const one = commands.decodeVrandmember(await client.send(commands.encodeVrandmember(key)));
      expect(elements).toContain(one);
      const randomMembers = async (count: number) =>
        commands.decodeVrandmembers(await client.send(commands.encodeVrandmember(key, count)));
      expect((await randomMembers(100)).toSorted()).toEqual(elements.toSorted());
      expect(await randomMembers(-20)).toHaveLength(20);
      expect(await randomMembers(0)).toEqual([]);
    });

    it("links a small set completely on its lowest level", async () => {
      const links = { key, element: "10" };
      const levels = commands.decodeVlinks(await client.send(commands.encodeVlinks(links)));
      expect(levels?.at(-1)?.toSorted()).toEqual(elements.filter((element) => element !== "10").toSorted());
      const scored = commands.decodeVlinksWithScores(
        await client.send(commands.encodeVlinks({ ...links, withScores: true })),
      );
      expect(scored?.map((level) => level.map(({ element }) => element))).toEqual(levels);
    });

    it("answers for absent keys and elements with undefined, false, 0 or an empty list", async () => {
      const absent = "absent";
      const send = (command: Parameters<CommandClient["send"]>[0]) => client.send(command, { binary: true });
      for (const where of [key, emptyKey]) {
        expect(commands.decodeVemb(await send(commands.encodeVemb(where, absent)))).toBeUndefined();
        expect(commands.decodeVembRaw(await send(commands.encodeVembRaw(where, absent)))).toBeUndefined();
        expect(commands.decodeVgetattr(await send(commands.encodeVgetattr(where, absent)))).toBeUndefined();
        expect(commands.decodeVrem(await send(commands.encodeVrem(where, absent)))).toBe(false);
        const setting = { key: where, element: absent, attributes: "{}" };
        expect(commands.decodeVsetattr(await send(commands.encodeVsetattr(setting)))).toBe(false);
        const links = commands.encodeVlinks({ key: where, element: absent });
        expect(commands.decodeVlinks(await send(links))).toBeUndefined();
      }
      expect(commands.decodeVcard(await send(commands.encodeVcard(emptyKey)))).toBe(0);
      expect(commands.decodeVinfo(await send(commands.encodeVinfo(emptyKey)))).toBeUndefined();
      expect(commands.decodeVrandmember(await send(commands.encodeVrandmember(emptyKey)))).toBeUndefined();
      expect(commands.decodeVrandmembers(await send(commands.encodeVrandmember(emptyKey, 3)))).toEqual([]);
      expect(await search({ key: emptyKey })).toEqual([]);
      await expect(send(commands.encodeVdim(emptyKey))).rejects.toThrow("ERR key does not exist");
      await expect(search({ query: { element: absent } })).rejects.toThrow("ERR element not found in set");
    });

    it("lists elements sorted by their bytes, or an error if the version lacks VRANGE", async () => {
      const range = async (options: Omit<commands.VrangeOptions, "key">) =>
        commands.decodeVrange(await client.send(commands.encodeVrange({ key, ...options })));
      if (!isAtLeast(version, "8.4.0")) {
        await expect(range({})).rejects.toThrow("ERR unknown command 'VRANGE'");
        return;
      }
      const inOrder = elements.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await range({})).toEqual(inOrder);
      expect(await range({ start: { element: "", inclusive: false }, count: 2 })).toEqual(
        inOrder.slice(1, 3),
      );
      expect(await range({ end: { element: "", inclusive: true } })).toEqual([""]);
      expect(
        await range({ start: { element: "10", inclusive: true }, end: { element: "2", inclusive: false } }),
      ).toEqual(["10"]);
    });
  });

  it("adds an element, replaces it with and without attributes, and removes it", async () => {
    key = uniquePrefix("lifecycle");
    const attributes = async () =>
      commands.decodeVgetattr(await client.send(commands.encodeVgetattr(key, "e")));
    expect(await add("e", 0, { attributes: '{"a":1}' })).toBe(true);
    expect(await add("e", 1)).toBe(false);
    expect(await attributes()).toBe('{"a":1}');
    expect(await add("e", 1, { attributes: '{"a":2}' })).toBe(false);
    expect(await attributes()).toBe('{"a":2}');
    expect(await add("e", 1, { attributes: "" })).toBe(false);
    expect(await attributes()).toBeUndefined();
    const setting = { key, element: "e", attributes: '{"a":3}' };
    expect(commands.decodeVsetattr(await client.send(commands.encodeVsetattr(setting)))).toBe(true);
    expect(await attributes()).toBe('{"a":3}');
    expect(commands.decodeVrem(await client.send(commands.encodeVrem(key, "e")))).toBe(true);
    expect(await client.send(["EXISTS", key])).toBe(0);
  });

  it("returns an error if a VADD does not repeat the parameters of the first one", async () => {
    key = uniquePrefix("parameters");
    expect(await add("e", 0, { m: 8, efConstruction: 50, quantization: "bin" })).toBe(true);
    await expect(add("other", 0, { m: 8 })).rejects.toThrow(
      "ERR asked quantization mismatch with existing vector set",
    );
    await expect(add("other", 0, { quantization: "bin" })).rejects.toThrow(
      "ERR asked M value mismatch with existing vector set",
    );
    expect(await add("other", 1, { m: 8, quantization: "bin" })).toBe(true);
    await client.send(["DEL", key]);
  });

  describe.each([
    ["q8", undefined],
    ["none", undefined],
    ["bin", undefined],
    ["q8", 24],
    ["none", 24],
  ] as const)("a vector stored as %s, REDUCE %s,", (quantization, reduce) => {
    it.each([1, 7, 64, 70, 384])(
      "of %i dimensions is dequantized to the same bits as by VEMB",
      async (dimension) => {
        key = uniquePrefix("dequantize");
        const reduced = reduce === undefined ? undefined : Math.min(reduce, dimension);
        for (const seed of [0, 1, 2]) {
          const element = String(seed);
          const blob = commands.encodeFloat32Blob(vectorOf(dimension, seed));
          await client.send(
            commands.encodeVadd({ key, element, vector: blob, quantization, reduce: reduced }),
          );
          const plain = commands.decodeVemb(await client.send(commands.encodeVemb(key, element)));
          const raw = commands.decodeVembRaw(
            await client.send(commands.encodeVembRaw(key, element), { binary: true }),
          );
          expect(plain).toHaveLength(reduced ?? dimension);
          expect(raw && commands.dequantize(raw, reduced ?? dimension)).toEqual(plain);
        }
        await client.send(["DEL", key]);
      },
    );
  });

  it("stores float32 vectors to within rounding, and int8 vectors to within half a step", async () => {
    key = uniquePrefix("precision");
    const vector = vectorOf(100, 3);
    const norm = Math.hypot(...vector);
    const range = Math.max(...vector.map((x) => Math.abs(x / norm)));
    for (const [quantization, tolerance] of [
      ["none", 1e-5],
      ["q8", (range / 254) * norm * 1.001],
    ] as const) {
      const blob = commands.encodeFloat32Blob(vector);
      await client.send(commands.encodeVadd({ key, element: "e", vector: blob, quantization }));
      const stored = commands.decodeVemb(await client.send(commands.encodeVemb(key, "e")));
      for (const [i, x] of vector.entries()) {
        expect(Math.abs((stored?.[i] ?? Number.NaN) - x)).toBeLessThanOrEqual(tolerance);
      }
      await client.send(["DEL", key]);
    }
  });
});

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}
