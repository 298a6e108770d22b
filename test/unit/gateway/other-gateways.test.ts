import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  OTHER_GATEWAY_NAMES,
  type OtherGatewayName,
  translateControls,
} from "../../../src/gateway/other-gateways/index.js";

const HIT = { outcome: "hit-semantic", isHit: true, entryId: "e1", similarity: "0.9100" };
const MISS = { outcome: "miss", isHit: false, entryId: undefined, similarity: undefined };

/** The headers for octavec that a request leads to, and the body that remains. */
function translated(name: OtherGatewayName, headers: Record<string, string>, body?: object) {
  const own = new Headers(headers);
  const { body: rest, tell } = translateControls([name], own, body && JSON.stringify(body));
  return { own: Object.fromEntries(own), rest, tell };
}

const namespaceOf = (value: string | undefined) => JSON.parse(decodeURIComponent(value ?? "null"));

describe("LiteLLM", () => {
  const said = (cache: unknown) => translated("litellm", {}, { model: "m", cache });

  test.each([
    [{ "no-cache": true }, { "x-octavec-refresh": "1" }],
    [{ "no-store": true }, { "x-octavec-no-store": "1" }],
    [{ "no-cache": true, "no-store": true }, { "x-octavec-bypass": "1" }],
    [{ "use-cache": false }, { "x-octavec-bypass": "1" }],
    [{ "use-cache": true }, {}],
    [
      { ttl: 300, "s-maxage": 60 },
      { "x-octavec-ttl-ms": "300000", "x-octavec-max-age-ms": "60000" },
    ],
  ])("the field cache %j is %j", (cache, headers) => {
    expect(said(cache).own).toEqual(headers);
  });

  test("the field does not stay in the body, and a namespace keeps answers apart", () => {
    const { rest, own } = said({ namespace: "a" });
    expect(rest).toBe('{"model":"m"}');
    expect(namespaceOf(own["x-octavec-namespace"])).toEqual([null, "a"]);
  });

  test.each([
    ["a text", "The field cache expects an object"],
    [{ ttl: -1 }, "cache.ttl expects a number of seconds above 0"],
    [{ "no-cache": "perhaps" }, "cache.no-cache expects true or false"],
    [{ namespace: 7 }, "cache.namespace expects a text of up to 256 characters"],
  ])("%j is refused", (cache, message) => {
    expect(() => said(cache)).toThrow(message);
  });

  test("a hit has the key and the similarity, and unknown fields are said to be ignored", () => {
    expect(said({ other: 1 }).tell(HIT)).toEqual({
      "x-litellm-cache-hit": "True",
      "x-litellm-cache-key": "e1",
      "x-litellm-semantic-similarity": "0.9100",
      "x-octavec-ignored": "cache: unknown fields",
    });
    expect(said({}).tell(MISS)).toEqual({ "x-litellm-cache-hit": "False" });
  });
});

describe("Portkey", () => {
  const said = (headers: Record<string, string>) => translated("portkey", headers);

  test.each([
    [{ "x-portkey-cache-force-refresh": "True" }, { "x-octavec-refresh": "1" }],
    [{ "x-portkey-cache": "simple" }, { "x-octavec-threshold": "1" }],
    [{ "x-portkey-cache": '{"mode":"semantic","max_age":60}' }, { "x-octavec-ttl-ms": "60000" }],
    [
      { "x-portkey-config": '{"cache":{"mode":"simple","max_age":60}}' },
      { "x-octavec-threshold": "1", "x-octavec-ttl-ms": "60000" },
    ],
  ])("%j is %j", (headers, own) => {
    expect(said(headers).own).toEqual(own);
  });

  test("its keys and routing do not reach the provider, and a configuration that is kept at Portkey is said to be ignored", () => {
    const { own, tell } = said({ "x-portkey-api-key": "k", "x-portkey-config": "pc-1", "x-other": "1" });
    expect(own).toEqual({ "x-other": "1" });
    expect(tell(MISS)).toEqual({ "x-portkey-cache-status": "MISS", "x-octavec-ignored": "x-portkey-config" });
  });

  test.each([
    [{}, HIT, "SEMANTIC HIT"],
    [{}, { ...HIT, outcome: "hit-memory" }, "HIT"],
    [{}, { ...MISS, outcome: "bypass" }, "DISABLED"],
    [{ "x-portkey-cache-force-refresh": "true" }, MISS, "REFRESH"],
  ])("with %j and %j the status is %s", (headers, facts, status) => {
    expect(said(headers as Record<string, string>).tell(facts)["x-portkey-cache-status"]).toBe(status);
  });

  test("a mode that Portkey does not have is refused", () => {
    expect(() => said({ "x-portkey-cache": "fuzzy" })).toThrow("expects the cache mode simple or semantic");
  });
});

describe("Helicone", () => {
  const said = (headers: Record<string, string>) => translated("helicone", headers);

  test("max-age is the life of the answer where the cache is asked for, and what the standard says elsewhere", () => {
    const control = { "cache-control": "max-age=60, no-store" };
    expect(said({ "helicone-cache-enabled": "true", ...control }).own).toEqual({
      "cache-control": "no-store",
      "x-octavec-ttl-ms": "60000",
    });
    expect(said(control).own).toEqual(control);
    expect(said({ "helicone-cache-enabled": "false", "helicone-auth": "Bearer k" }).own).toEqual({
      "x-octavec-bypass": "1",
    });
  });

  test("a seed keeps answers apart, a bucket of several answers is said to be ignored, and one of too many is refused", () => {
    const { own, tell } = said({ "helicone-cache-seed": "s", "helicone-cache-bucket-max-size": "3" });
    expect(namespaceOf(own["x-octavec-namespace"])).toEqual([null, "s"]);
    expect(tell(HIT)).toEqual({
      "helicone-cache": "HIT",
      "x-octavec-ignored": "helicone-cache-bucket-max-size",
    });
    expect(() => said({ "helicone-cache-bucket-max-size": "21" })).toThrow("expects a number from 1 to 20");
  });
});

describe("Cloudflare", () => {
  const said = (headers: Record<string, string>) => translated("cloudflare", headers);

  test("skips the cache, sets the life of the answer, and its key keeps answers apart", () => {
    expect(said({ "cf-aig-skip-cache": "true" }).own).toEqual({ "x-octavec-bypass": "1" });
    const { own, tell } = said({
      "cf-aig-cache-ttl": "120",
      "cf-aig-cache-key": "k",
      "cf-aig-authorization": "s",
    });
    expect(Object.keys(own)).toEqual(["x-octavec-namespace", "x-octavec-ttl-ms"]);
    expect(own["x-octavec-ttl-ms"]).toBe("120000");
    expect(tell(MISS)).toEqual({ "cf-aig-cache-status": "MISS" });
    expect(() => said({ "cf-aig-cache-ttl": "soon" })).toThrow(
      "cf-aig-cache-ttl expects a number of seconds above 0",
    );
  });
});

describe("all together", () => {
  test("what the request says in octavec's words wins, and a threshold is never loosened", () => {
    const headers = new Headers({
      "x-octavec-ttl": "5",
      "x-octavec-threshold": "0.1",
      "cf-aig-cache-ttl": "120",
      "x-portkey-cache": "simple",
    });
    translateControls(OTHER_GATEWAY_NAMES, headers, undefined);
    expect(Object.fromEntries(headers)).toEqual({ "x-octavec-ttl": "5", "x-octavec-threshold": "1" });
  });

  test("two requests with different namespaces are never given one place", () => {
    const text = fc.option(fc.string({ maxLength: 8, unit: "binary" }), { nil: undefined });
    const place = (ours: string | undefined, litellm: string | undefined) => {
      const headers = new Headers(
        ours === undefined ? {} : { "x-octavec-namespace": encodeURIComponent(ours) },
      );
      translateControls(["litellm"], headers, JSON.stringify({ cache: { namespace: litellm } }));
      return headers.get("x-octavec-namespace");
    };
    fc.assert(
      fc.property(text, text, text, text, (ours, theirs, otherOurs, otherTheirs) => {
        fc.pre(theirs !== "" && theirs !== undefined && otherTheirs !== "" && otherTheirs !== undefined);
        fc.pre(ours !== otherOurs || theirs !== otherTheirs);
        fc.pre(ours !== "" && otherOurs !== "" && isWellFormed(ours) && isWellFormed(otherOurs));
        return place(ours, theirs) !== place(otherOurs, otherTheirs);
      }),
    );
  });

  test("a body that is no JSON object, or has no such field, stays as it is", () => {
    for (const body of ['{ "cache": ', '["cache"]', '{"seed":12345678901234567890}']) {
      expect(translateControls(["litellm"], new Headers(), body).body).toBe(body);
    }
  });
});

function isWellFormed(text: string | undefined): boolean {
  return text === undefined || !/\p{Surrogate}/u.test(text);
}
