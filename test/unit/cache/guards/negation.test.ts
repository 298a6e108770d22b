import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of negation", () => {
  it.each([
    ["is it safe to fly", "is it not safe to fly"],
    ["do eggs expire", "don't eggs expire"],
    ["pizza with cheese", "pizza without cheese"],
    ["my card is working", "my card is no longer working"],
    ["i always eat meat", "i never eat meat"],
    ["accounts with fees", "accounts with no fees"],
    ["pizza without ham with cheese", "pizza without cheese with ham"],
    ["ist das sicher für die kinder", "ist das nicht sicher für die kinder"],
  ])("rejects a denial: %j, %j", (query, entry) => {
    expect(judge("negation", query, entry)).toMatchObject({
      verdict: "reject",
      detail: "denied in one text only",
    });
  });

  it.each([
    ["how to enable 2fa", "how do i disable 2fa"],
    ["enabling logs", "disabled logs"],
    ["should i eat before the run", "should i eat after the run"],
    ["when can i buy it", "when can i sell it"],
    ["turn the lights on", "turn off the lights"],
    ["how do i add a user", "how to remove a user"],
    ["is the store open", "is the store closed"],
    ["increase the volume", "decrease the volume"],
    ["stopping the engine", "start the engine"],
    ["can they deny it", "can they allow it"],
    ["lock my card", "unlock my card"],
  ])("rejects opposites: %j, %j", (query, entry) => {
    expect(judge("negation", query, entry)).toMatchObject({ verdict: "reject", detail: "opposites" });
  });

  it.each([
    ["flights from paris to london", "flights from london to paris"],
    ["flights to paris from london", "flights from paris to london"],
    ["convert usd to eur", "convert eur to usd"],
    ["is a cat bigger than a dog", "is a dog bigger than a cat"],
    ["what is 5 minus 3", "what is 3 minus 5"],
    ["divide 10 by 2", "divide 2 by 10"],
    ["how many ounces in a pound", "how many pounds in an ounce"],
    ["translate english into spanish", "translate spanish to english"],
  ])("rejects the opposite direction: %j, %j", (query, entry) => {
    expect(judge("negation", query, entry)).toMatchObject({
      verdict: "reject",
      detail: "opposite direction",
    });
  });

  it.each([
    ["my card is not working", "why was my card declined"],
    ["can't you tell me the time", "can you tell me the time"],
    ["i don't know what this song is", "do you know what this song is"],
    ["no, that's right", "that is right"],
    ["tell me whether or not it was approved", "was it approved"],
    ["the store is not open", "is the store closed"],
    ["why was my card not accepted", "why did my card not get accepted"],
    ["i can't give you an answer", "i can't answer that"],
    ["flights to london from paris", "flights from paris to london"],
    ["do i like tea more than coffee", "do i like tea and coffee"],
    ["open the door before you close the window", "close the window"],
    ["not only cats", "cats"],
  ])("lets through %j for %j", (query, entry) => {
    expect(judge("negation", query, entry).verdict).not.toBe("reject");
  });

  it("names the words that differ apart from the kind", () => {
    expect(judge("negation", "enabling logs", "disabled logs").tokens).toEqual({
      query: ["enabling"],
      entry: ["disabled"],
    });
    expect(judge("negation", "can i not fly", "can i fly").tokens).toEqual({ query: ["not fly"], entry: [] });
  });

  it("is not applicable when one text denies nothing, has no opposites and no direction", () => {
    expect(judge("negation", "my card", "my card is not here").verdict).toBe("not-applicable");
    expect(judge("negation", "it is not safe", "it is not safe now").verdict).toBe("pass");
  });

  it.each([
    ["Why doesn't the app sync my photos?", "My pictures aren't being synced by the app, why?"],
    ["Which users have no email?", "Which users are lacking an email?"],
    ["Quels aliments ne contiennent pas de gluten ?", "Dans quels aliments ne trouve-t-on pas de gluten ?"],
  ])("lets pass a denial that stands elsewhere or is hidden in a word: %s / %s", (query, entry) => {
    expect(judge("negation", query, entry).verdict).not.toBe("reject");
  });
});
