import { expect, test } from "vitest";
import { CACHE_ID } from "../../helpers/gateway.js";
import { chat, startedProxy } from "../../helpers/gateway-proxy.js";

const PATH = "/openai/v1/chat/completions";
const PROMPT = "I am ada@example.org. Call 12345.";

test("lines of the log have the prompt only if the configuration says so, redacted by it and by the program", async () => {
  const silent = await startedProxy();
  await silent.post(PATH, chat(PROMPT));
  expect(JSON.stringify(silent.lines)).not.toContain("ada");

  const { lines, post } = await startedProxy(
    {},
    { log: { content: true, redact: ["[^ ]+@[^ ]+"] } },
    { redact: (text) => text.replaceAll(/\d/g, "#") },
  );
  await (await post(PATH, chat(PROMPT))).text();
  await (await post(`/v1/caches/${CACHE_ID}/entries/search`, { prompt: PROMPT })).text();
  const contents = () => lines.filter(({ event }) => event === "request").map(({ content }) => content);
  await expect.poll(contents).toEqual(Array(2).fill("I am [redacted] Call #####."));
  expect(JSON.stringify(lines)).not.toContain("Use the link");
});
