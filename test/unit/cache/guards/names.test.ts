import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of names", () => {
  it.each([
    ["weather in Paris", "weather in Rome"],
    ["the capital of New York", "the capital of New Jersey"],
    ["who is the head of NASA", "who is the head of ESA"],
    ["Tell me about Šiauliai", "Tell me about Kaunas"],
  ])("rejects %j for %j", (query, entry) => {
    expect(judge("names", query, entry)).toMatchObject({ verdict: "reject", detail: "different names" });
  });

  it.each([
    ["flights to NYC now", "flights to New York City now"],
    ["how big is Brazil", "is the Brazilian team big"],
    ["ask Anna's sister", "ask Anna and her sister"],
    ["flights to Paris", "flights to Paris in France"],
    ["flights to Paris", "paris flights with KLM"],
  ])("passes %j for %j", (query, entry) => {
    expect(judge("names", query, entry).verdict).toBe("pass");
  });

  it.each([
    ["weather in paris", "weather in rome"],
    ["Paris weather", "Rome weather"],
    ["What is it. Paris", "So is it. Rome"],
    ["What Is The Weather In Paris", "What Is The Weather In Rome"],
    ["TELL ME MORE", "GO AWAY NOW"],
    ["how am I to go", "how do I get to Rome"],
    ["open on Monday", "open on Friday"],
    ["Wie ist das Wetter in der Stadt", "Wie ist die Lage in dem Dorf"],
  ])("says nothing of %j and %j", (query, entry) => {
    expect(judge("names", query, entry).verdict).toBe("not-applicable");
  });

  it.each([
    ["What did Spain sell to China", "Which Spanish goods went to the Chinese"],
    ["is it hot at 25 degrees Celsius", "is 25 °C hot"],
  ])("takes a country and its people, and a unit and its sign, for one: %j and %j", (query, entry) => {
    expect(judge("names", query, entry).verdict).not.toBe("reject");
  });
});
