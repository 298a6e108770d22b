import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of numbers", () => {
  it.each([
    ["set a timer for 5 minutes", "set a timer for 6 minutes"],
    ["how far is 5 km", "how far is 5 mi"],
    ["take 10% of it", "take 10 of it"],
    ["pay $50 now", "pay €50 now"],
    ["is it 5 degrees", "is it -5 degrees"],
    ["wake me at 3pm", "wake me at 3 am"],
    ["wake me at 15:30", "wake me at 3:45 pm"],
    ["python 2 syntax", "python3 syntax"],
    ["the first world war", "the second world war"],
    ["two tickets", "three tickets"],
    ["move one hundred and fifty dollars", "move one hundred and sixty dollars"],
    ["a table for 4 at 7pm", "a table for 2 at 7pm"],
    ["what is 1.5 times it", "what is 15 times it"],
    ["give me 1,000", "give me 1,001"],
  ])("rejects %j for %j", (query, entry) => {
    expect(judge("numbers", query, entry)).toMatchObject({ verdict: "reject" });
  });

  it.each([
    ["pay 1,000 dollars", "pay $1000"],
    ["pay $1.5k", "pay 1500 usd"],
    ["pay 1.000,50 euros", "pay €1000.50"],
    ["2 million people", "2,000,000 people"],
    ["set twenty five alarms", "set 25 alarms"],
    ["two hundred and five miles", "205 mi"],
    ["three hundred thousand", "300k"],
    ["two thousand three hundred", "2300"],
    ["a hundred dollars", "100 bucks"],
    ["a 5-minute timer", "a timer of 5 mins"],
    ["wake me at 3pm", "wake me at 15:00"],
    ["one minute timer", "timer for 1 min"],
    ["10 percent off", "10% off"],
    ["10 % off", "10 percent off"],
    ["an income of 30,000 pounds", "an income of £30,000"],
    ["back within two weeks", "back within 14 days"],
    ["wait 90 seconds", "wait 1.5 minutes"],
    ["half a million in euros", "500,000 in euros"],
    ["the bus at half past ten", "the bus at 10:30"],
    ["at eight in the morning", "at 8 am"],
    ["the first 14 days", "14 days"],
    ["the twelfth century", "the 12th century"],
    ["the 2nd floor", "the second floor"],
    ["top 5 films", "5 best films"],
    ["wait 5", "wait 5 minutes"],
    ["5 stars in 3 reviews", "3 reviews with 5 stars and 7 more"],
  ])("passes %j for %j", (query, entry) => {
    expect(judge("numbers", query, entry)).toEqual({ guard: "numbers", verdict: "pass" });
  });

  it.each([
    ["set a timer", "set a timer for 5 minutes"],
    ["which one is best", "which two are best"],
    ["wait a second", "wait for me"],
    ["upgrade to v1.2.3", "upgrade to v1.2.4"],
  ])("says nothing of %j and %j", (query, entry) => {
    expect(judge("numbers", query, entry).verdict).toBe("not-applicable");
  });

  it("names the kind of difference, and the tokens apart from it", () => {
    expect(judge("numbers", "run 5 km", "run 5 miles")).toEqual({
      guard: "numbers",
      verdict: "reject",
      detail: "different units",
      tokens: { query: ["5 km"], entry: ["5 mile"] },
    });
    expect(judge("numbers", "run 5 km", "run 6 km").detail).toBe("different numbers");
  });

  it.each([
    ["wait 2 weeks", "wait 15 days"],
    ["half past ten", "half past nine"],
    ["at 8 am", "at nine"],
    ["£30", "30 euros"],
    ["the twelfth century", "the 13th century"],
  ])("rejects %j for %j, whose units or notation differ, too", (query, entry) => {
    expect(judge("numbers", query, entry).verdict).toBe("reject");
  });
});
