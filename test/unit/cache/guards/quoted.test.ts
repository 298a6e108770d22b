import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of quotations", () => {
  it.each([
    ['say "hello" in french', 'say "goodbye" in french'],
    ["say “hello” in french", "say 'good bye' in french"],
    ["que signifie « chat »", "que signifie « chien »"],
    ["「猫」とは", "「犬」とは"],
  ])("rejects %j for %j", (query, entry) => {
    expect(judge("quoted", query, entry)).toMatchObject({
      verdict: "reject",
      detail: "different quotations",
    });
  });

  it.each([
    ['say "Hello." in french', "how to say 'hello' in french"],
    ['say "hello" and "bye"', 'say "bye"'],
    ['compare "hello" with bye', 'compare "bye" with hello'],
  ])("passes %j for %j", (query, entry) => {
    expect(judge("quoted", query, entry).verdict).toBe("pass");
  });

  it.each([
    ['say "hello" in french', "say goodbye in french"],
    ["what's anna's and bob's plan", "it's 'x y' now"],
    ['a 5" pipe', 'a 6" pipe'],
  ])("says nothing of %j and %j", (query, entry) => {
    expect(judge("quoted", query, entry).verdict).toBe("not-applicable");
  });
});
