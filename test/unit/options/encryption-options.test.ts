import { inspect } from "node:util";
import { expect, it } from "vitest";
import { checkCacheOptions } from "../../../src/options/index.js";

const SECRET = "0123456789abcdef0123456789abcdef";

it.each<[string, object, string]>([
  ["no key", { keys: {}, current: "a" }, "encryption.keys: expected 1 to 64 keys"],
  ["a short secret", { keys: { a: "short" }, current: "a" }, "encryption.keys: expected secrets"],
  ["a secret in the place of an id", { keys: { [SECRET]: "a" }, current: SECRET }, "encryption.keys: "],
  ["an id with a space", { keys: { "a b": SECRET }, current: "a b" }, "encryption.keys: expected ids"],
  ["a current key that is not there", { keys: { a: SECRET }, current: "b" }, "encryption.current: "],
  ["the name of what every object has", { keys: { a: SECRET }, current: "toString" }, "encryption.current: "],
])("%s is refused, and the message holds no secret", (_, encryption, problem) => {
  const refused = () => checkCacheOptions({ namespace: "shop", encryption: encryption as never });
  expect(refused).toThrow(problem);
  try {
    refused();
  } catch (error) {
    expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
  }
});
