import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of code", () => {
  it.each([
    ["what does getUserById do", "what does getUserByName do", "different identifier"],
    ["what is user_id", "what is order_id", "different identifier"],
    ["import os.path in python", "import sys.argv in python", "different identifier"],
    ["open src/main.ts", "open src/index.ts", "different identifier"],
    ["what is `map` for", "what is `filter` for", "different identifier"],
    ["use Foo::bar there", "use Foo::baz there", "different identifier"],
    ["upgrade to v1.2.3", "upgrade to 1.2.4", "different version"],
    ["git push --force", "git push --dry-run", "different flag"],
    ["tar with -x", "tar with -c", "different flag"],
    ["write to a@b.com", "write to c@d.com", "different address"],
    ["summarise https://a.org/x", "summarise https://a.org/y", "different address"],
  ])("rejects %j for %j: %s", (query, entry, detail) => {
    expect(judge("code", query, entry)).toMatchObject({ verdict: "reject", detail });
  });

  it.each([
    ["what does getUserById do", "explain getUserById to me"],
    ["upgrade to v1.2.3", "upgrade to 1.2.3"],
    ["summarise https://www.a.org/x.", "summarise a.org/x at http://a.org/x"],
    ["what is `map` versus fooBar", "what is fooBar versus map and `reduce`"],
  ])("passes %j for %j", (query, entry) => {
    expect(judge("code", query, entry).verdict).toBe("pass");
  });

  it.each([
    ["what does getUserById do", "what does it do"],
    ["use --force", "what is user_id"],
    ["tea and/or coffee, e.g. now", "his/her plan, i.e. later"],
    ["a well-known one - really", "a low-cost one - maybe"],
  ])("says nothing of %j and %j", (query, entry) => {
    expect(judge("code", query, entry).verdict).toBe("not-applicable");
  });
});
