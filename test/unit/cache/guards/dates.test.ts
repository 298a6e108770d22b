import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of dates", () => {
  it.each([
    ["revenue in 2023", "revenue in 2024", "different year"],
    ["due 2023-01-05", "due 2023-01-06", "different day"],
    ["due Jan 5", "due 6th of January", "different day"],
    ["due 13/1/2023", "due 14/1/2023", "different day"],
    ["holidays in march", "holidays in april", "different month"],
    ["weather tomorrow", "weather yesterday", "different relative"],
    ["open on monday", "open on tuesday", "different weekday"],
    ["weather on monday", "weather tomorrow", "days named differently"],
    ["report of next week", "report of last week", "different period"],
    ["results for Q1", "results for Q3", "different quarter"],
  ])("rejects %j for %j: %s", (query, entry, detail) => {
    expect(judge("dates", query, entry)).toMatchObject({ verdict: "reject", detail });
  });

  it.each([
    ["due 2023-01-05", "due Jan 5, 2023"],
    ["due 5.1.2023", "due january 5th 2023"],
    ["due 25/12/2023", "due 12/25/2023"],
    ["meet on friday", "meet on Fridays"],
    ["in sept", "in September"],
    ["last year", "the previous year"],
    ["may 5", "5th of May"],
    ["events in 2023 and 2024", "events in 2024"],
  ])("passes %j for %j", (query, entry) => {
    expect(judge("dates", query, entry).verdict).toBe("pass");
  });

  it.each([
    ["weather", "weather tomorrow"],
    ["events in 2023", "events in march"],
    ["may i ask you to march on", "april showers"],
    ["it costs 2023 dollars", "it costs 2024 dollars"],
  ])("says nothing of %j and %j", (query, entry) => {
    expect(judge("dates", query, entry).verdict).toBe("not-applicable");
  });

  it("leaves a year to dates and an amount to numbers", () => {
    expect(judge("numbers", "sales in 2023", "sales in 2024").verdict).toBe("not-applicable");
    expect(judge("numbers", "it costs 2023 dollars", "it costs 2024 dollars").verdict).toBe("reject");
  });
});
