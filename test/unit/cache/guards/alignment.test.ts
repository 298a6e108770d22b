import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

function detailOf(query: string, entry: string): string | undefined {
  return judge("alignment", query, entry).detail;
}

describe("the alignment guard rejects two questions", () => {
  it.each([
    ["Is basil safe for rabbits?", "Is basil safe for horses?"],
    ["How do I clean a leather sofa?", "How do I clean a velvet sofa?"],
    ["what is the melting point of lead", "what is the boiling point of lead"],
    ["How do I restart the router?", "How do I restart the printer?"],
    ["What is the interest for loans?", "What is the interest for deposits?"],
    ["Wie reinige ich ein Ledersofa?", "Wie reinige ich ein Samtsofa?"],
    ["¿Cómo limpio la cocina de gas?", "¿Cómo limpio la cocina de leña?"],
  ])("with one other word in the same frame: %s / %s", (query, entry) => {
    expect(detailOf(query, entry)).toBe("different words");
  });

  it.each([
    ["What are the side effects of aspirin?", "What are the side effects of aspirin in children?"],
    ["How do I renew my visa?", "How do I renew my student visa?"],
    ["How long does delivery take?", "How long does delivery to Iceland take?"],
    ["Combien de temps dure le trajet ?", "Combien de temps dure le trajet en bateau ?"],
  ])("of which one is narrower: %s / %s", (query, entry) => {
    expect(detailOf(query, entry)).toBe("one text says more");
  });

  it.each([
    ["Can a guest sue the hotel?", "Can the hotel sue a guest?"],
    ["Is iron harder than copper?", "Is copper harder than iron?"],
    ["Who defeated Norway in the final?", "Who did Norway defeat in the final?"],
  ])("whose words change places: %s / %s", (query, entry) => {
    expect(detailOf(query, entry)).toBe("words in another order");
  });

  it.each([
    ["Which rooms cost under 90 euros?", "Which rooms cost over 90 euros?", "different limit"],
    ["Can I send it back within 14 days?", "Can I send it back after 14 days?", "different time"],
    ["Are all berries edible?", "Are some berries edible?", "different quantity"],
    ["When did the train leave?", "When will the train leave?", "different tense"],
    ["May I leave early?", "Must I leave early?", "different mode"],
    ["When do we eat?", "Where do we eat?", "different asks"],
    ["Should cats drink milk?", "Do cats drink milk?", "different verb"],
    ["How do I turn the radio up?", "How do I turn the radio down?", "opposites"],
    ["Which shops will be open?", "Which shops will not be open?", "denied in one text only"],
    ["A room for 2 adults and 3 kids", "A room for 3 adults and 2 kids", "numbers in another order"],
  ])("that differ in a small word: %s / %s", (query, entry, detail) => {
    expect(detailOf(query, entry)).toBe(detail);
  });
});

describe("the alignment guard lets pass", () => {
  it.each([
    ["How do I delete my account?", "How can I erase my account?"],
    ["How do I buy a ticket?", "How can I purchase a ticket?"],
    ["What colour is the neighbour's car?", "What color is the neighbor's auto?"],
    ["How do I log in?", "How do I sign in?"],
    ["How do I turn off notifications?", "How can I disable notifications?"],
    ["When does the film start?", "When will the movie begin?"],
    ["When is delivery?", "When do you deliver?"],
    ["Is this deep water?", "Is this water deep?"],
    ["Where did the children go?", "Where did the child go?"],
    ["How do I recieve a package?", "How do I receive a parcel?"],
    ["Can you tell me the capital of Chad?", "What is the capital of Chad?"],
    ["How do I permanently close my account?", "How do I close my account permanently?"],
    ["Wie lösche ich mein Konto?", "Wie kann ich mein Konto entfernen?"],
  ])("one question in two wordings: %s / %s", (query, entry) => {
    expect(judge("alignment", query, entry).verdict).not.toBe("reject");
  });

  it("a question in quite other words, of which it knows nothing", () => {
    expect(
      judge("alignment", "My card was stolen, what now?", "Somebody took my wallet with the cards").verdict,
    ).toBe("not-applicable");
  });

  it("texts of more than 60 words, which would take long", () => {
    const long = "clean the leather sofa and ".repeat(20);
    const [one, other] = [`How do I ${long} cats?`, `How do I ${long} dogs?`];
    expect(judge("alignment", one, other).verdict).toBe("not-applicable");
  });

  it("questions in two languages, which another guard compares", () => {
    expect(judge("alignment", "Where is the station?", "Wo ist der Bahnhof?").verdict).not.toBe("reject");
  });
});

it("names the words that differ, and only those", () => {
  const { tokens } = judge("alignment", "Is basil safe for rabbits?", "Is basil safe for horses?");
  expect(tokens).toEqual({ query: ["rabbits"], entry: ["horses"] });
});

const WORDS = [
  "how",
  "do",
  "i",
  "clean",
  "the",
  "sofa",
  "not",
  "over",
  "under",
  "5",
  "all",
  "did",
  "will",
  "Paris",
];
const text = fc.array(fc.constantFrom(...WORDS, "wie", "ich", "c'est", "qu'il"), {
  minLength: 1,
  maxLength: 9,
});

it("says the same of two texts in either order if one of them has a word twice", () => {
  judge("alignment", "c'est sofa will wie", "sofa ich do c'est sofa");
});

it("says the same of two texts in either order, and never rejects a text for itself", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [one, other] = [a.join(" "), b.join(" ")];
      judge("alignment", one, other);
      expect(judge("alignment", one, one).verdict).not.toBe("reject");
    }),
    { numRuns: 1000 },
  );
});
