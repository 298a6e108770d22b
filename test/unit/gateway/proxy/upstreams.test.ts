import { describe, expect, test } from "vitest";
import { modelOf, type Upstream, upstreamFor, urlAt } from "../../../../src/gateway/proxy/upstreams.js";

function upstream(name: string, models: string[], format: Upstream["format"] = "openai"): Upstream {
  return { name, format, baseUrl: "https://api.example.org/v1", models };
}

describe("the upstream of a call", () => {
  const upstreams = [
    upstream("exact", ["gpt-small"]),
    upstream("claude", ["claude-*"], "anthropic"),
    upstream("middle", ["gpt-*-mini", "o*x*y"]),
    upstream("rest", ["*"]),
  ];

  test.each([
    ["gpt-small", "exact"],
    ["gpt-5-mini", "middle"],
    ["gpt--mini", "middle"],
    ["gpt-mini", "rest"],
    ["oxy", "middle"],
    ["oyx", "rest"],
    ["o1xx2y", "middle"],
    ["claude-5", "rest"],
    [undefined, "exact"],
  ])("for the model %s is %s", (model, expected) => {
    expect(upstreamFor(upstreams, "openai", model)?.name).toBe(expected);
  });

  test("has the format of the call, and is missing if none takes the model", () => {
    expect(upstreamFor(upstreams, "anthropic", "claude-5")?.name).toBe("claude");
    expect(upstreamFor(upstreams, "anthropic", "gpt-5")).toBeUndefined();
    expect(upstreamFor(upstreams, "google", undefined)).toBeUndefined();
  });
});

test.each([
  ["http://host/v1", "/v1/chat/completions", "http://host/v1/chat/completions"],
  ["http://host/v1/", "/v1/models?limit=2", "http://host/v1/models?limit=2"],
  ["http://host", "/v1/messages", "http://host/v1/messages"],
  [
    "http://host/base/v1beta",
    "/v1beta/models/m:generateContent",
    "http://host/base/v1beta/models/m:generateContent",
  ],
  ["http://host/v1", "/v1beta/models", "http://host/v1/v1beta/models"],
  ["http://host/v1", "/chat/completions", "http://host/v1/chat/completions"],
])("%s and %s make %s", (baseUrl, path, expected) => {
  expect(urlAt({ ...upstream("u", ["*"]), baseUrl }, path)?.href).toBe(expected);
});

test.each([
  ["http://host/v1", "/../admin"],
  ["http://host/allowed/v1", "/v1/../../secret"],
  ["http://host/v1", "/%2e%2e/admin"],
])("below %s the path %s is refused", (baseUrl, path) => {
  expect(urlAt({ ...upstream("u", ["*"]), baseUrl }, path)).toBeUndefined();
});

test.each(["//evil.example/x", "/@evil.example/x", "/\\evil.example/x"])(
  "the path %s stays with its host",
  (path) => {
    expect(urlAt(upstream("u", ["*"]), path)?.host).toBe("api.example.org");
  },
);

test("the model comes from Google's path or from the body, and a body that cannot be read has none", () => {
  expect(modelOf("google", "/v1beta/models/gem-1:streamGenerateContent?alt=sse", undefined)).toBe("gem-1");
  expect(modelOf("openai", "/v1/chat/completions", '{"model":"gpt-5"}')).toBe("gpt-5");
  expect(modelOf("openai", "/v1/chat/completions", "{")).toBeUndefined();
  expect(modelOf("anthropic", "/v1/messages", '{"model":7}')).toBeUndefined();
});
