import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLangChainPrompt } from "../../../src/requests/index.js";
import { HOSTILE_VALUES } from "../../helpers/hostile-values.js";
import { FORMATS, type Said } from "./formats.js";
import { identify } from "./keys.js";

/** Words that the canonical form of a question leaves as they are. */
const text = fc
  .array(fc.constantFrom("alpha", "beta", "gamma"), { minLength: 1, maxLength: 3 })
  .map((words) => words.join("\n"));
const part = fc.oneof(
  { weight: 3, arbitrary: text.map((value) => ({ kind: "text" as const, value })) },
  fc.constantFrom("AAAA", "AAAB").map((value) => ({ kind: "file" as const, value })),
);
const said: fc.Arbitrary<Said> = fc.record({
  role: fc.constantFrom("system", "user", "assistant"),
  parts: fc.array(part, { minLength: 1, maxLength: 3 }),
});
/** It ends with a question. */
const conversation = fc
  .tuple(fc.array(said, { maxLength: 4 }), fc.array(part, { maxLength: 2 }), text)
  .map(([before, parts, value]): readonly Said[] => [
    ...before,
    { role: "user", parts: [...parts, { kind: "text", value }] },
  ]);

/** Every place of a tree that holds no further places. */
function leavesOf(tree: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof tree !== "object" || tree === null) return [path];
  return Object.entries(tree).flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

function replaced(tree: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const copy: unknown = Array.isArray(tree) ? [...tree] : { ...Object(tree) };
  Reflect.set(Object(copy), name, replaced(Reflect.get(Object(tree), name), rest, value));
  return copy;
}

/** The same value with the members of all objects in another order. */
function shuffled(value: unknown, keys: readonly number[]): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, keys));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member], at) => ({
    name,
    member: shuffled(member, keys),
    at,
  }));
  members.sort((one, other) => (keys[one.at % keys.length] ?? 0) - (keys[other.at % keys.length] ?? 0));
  return Object.fromEntries(members.map(({ name, member }) => [name, member]));
}

describe.each(FORMATS)("of $name", ({ base, read, question, ignored, say }) => {
  const body: unknown = JSON.parse(base);
  const known = identify(read(body));
  const leaves = leavesOf(body).filter(
    (path) => path.join() !== question.join() && !ignored.includes(path[0] ?? ""),
  );
  const isOfTransport = (path: readonly string[]) => path.join() === "key,stream";

  test("any change beside the question changes the scope, or is not cacheable", () => {
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.jsonValue(), (path, value) => {
        const changed = replaced(body, path, value);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(body) && !isOfTransport(path));
        const found = identify(read(changed));
        if ("scopeId" in found) expect(found).not.toMatchObject({ scopeId: Reflect.get(known, "scopeId") });
      }),
      { numRuns: 300 },
    );
  });

  test("a field that nobody knows changes the scope, and so does each of its values", () => {
    const unknown = fc.string({ minLength: 1 }).map((suffix) => `x-${suffix.replace(/[^a-z]/g, "")}`);
    fc.assert(
      fc.property(unknown, fc.jsonValue(), fc.jsonValue(), (field, one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const place =
          question[0] === "prompt" && Object.hasOwn(Object(body), "key") ? ["key", field] : [field];
        const scopes = [body, replaced(body, place, one), replaced(body, place, other)].map((given) =>
          Reflect.get(identify(read(given)), "scopeId"),
        );
        expect(new Set(scopes).size).toBe(3);
      }),
    );
  });

  test("another question leaves the scope as it is", () => {
    const [prefix = ""] =
      /^System.*\nHuman: /s.exec(
        question.length === 1 ? String(Reflect.get(Object(body), question[0]!)) : "",
      ) ?? [];
    fc.assert(
      fc.property(text, (value) => {
        const found = identify(read(replaced(body, question, prefix + value)));
        expect(found).toMatchObject({ scopeId: Reflect.get(known, "scopeId"), text: value });
      }),
    );
  });

  test("the order of the members of objects changes nothing", () => {
    fc.assert(
      fc.property(conversation, fc.array(fc.nat(), { minLength: 1, maxLength: 7 }), (messages, keys) => {
        const given = say(messages);
        expect(identify(read(shuffled(given, keys)))).toEqual(identify(read(given)));
        expect(identify(read(shuffled(body, keys)))).toEqual(known);
      }),
    );
  });

  test("what never changes an answer changes nothing, whatever it says", () => {
    for (const field of ignored) {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          expect(identify(read(replaced(body, [field], value)))).toEqual(known);
        }),
        { numRuns: 20 },
      );
    }
  });

  test("two different conversations never share a key", () => {
    const keyOf = (given: unknown) => {
      const found = identify(read(given));
      return "entryId" in found ? found.entryId : `not cacheable: ${found.reason} ${JSON.stringify(given)}`;
    };
    fc.assert(
      fc.property(fc.array(conversation, { minLength: 30, maxLength: 40 }), (conversations) => {
        const holders = new Map<string, string>();
        for (const given of conversations.map(say)) {
          const key = keyOf(given);
          const body = JSON.stringify(given);
          expect(holders.get(key) ?? body).toBe(body);
          holders.set(key, body);
        }
      }),
    );
  });
});

/** What is hostile to the text of LangChain is below. */
const TREES = FORMATS.filter(({ name }) => name !== "LangChain");

describe.each(TREES)("of $name", ({ base, read, question }) => {
  const body: unknown = JSON.parse(base);
  test("whatever is given, nothing is thrown, and the cache takes what is cacheable", () => {
    const places = [[], question, ...Object.keys(Object(body)).map((field) => [field])];
    for (const path of places) {
      for (const makeValue of Object.values(HOSTILE_VALUES))
        identify(read(replaced(body, path, makeValue())));
    }
    const anywhere = fc.constantFrom(...leavesOf(body));
    fc.assert(
      fc.property(anywhere, fc.anything(), (path, value) => void identify(read(replaced(body, path, value)))),
    );
    fc.assert(fc.property(fc.anything(), (given) => void identify(read(given))));
  });
});

test("of LangChain: whatever is given, nothing is thrown, and the cache takes what is cacheable", () => {
  const key = 'model:"m",stop:["a"]';
  for (const makeValue of Object.values(HOSTILE_VALUES)) {
    identify(readLangChainPrompt(makeValue(), key));
    identify(readLangChainPrompt("Human: Hi", makeValue()));
  }
  const given = fc.oneof(
    fc.string(),
    fc.anything(),
    fc.stringMatching(/^(?:(?:Human|AI|Tool|System): .?\n|a:[1"],?)*$/),
  );
  fc.assert(
    fc.property(given, given, (prompt, llmKey) => void identify(readLangChainPrompt(prompt, llmKey))),
  );
});
