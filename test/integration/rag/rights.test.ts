import { expect, inject, onTestFinished, test } from "vitest";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { createRag } from "../../../src/rag/index.js";
import { aclRole } from "../../helpers/acl-roles.js";
import { openCache } from "../../helpers/cache.js";
import { openClient } from "../../helpers/collection.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

test("documents are changed and removed by a user with the rights of a writer and the two that the guide names", async () => {
  const admin = await openClient(inject("redisUrl"));
  const namespace = `${uniquePrefix("shop")}:acme`;
  const username = uniquePrefix("writer");
  const { command } = aclRole("writer", { username, password: "hush", namespace });
  await admin.sendCommand([...command, "+zrem", "+zrange"]);
  onTestFinished(async () => {
    await admin.repository({ namespace, collection: "chunks", dimension: 64 }).drop();
    await admin.sendCommand(["ACL", "DELUSER", username]);
  });
  const client = await openClient(inject("redisUrl"), { username, password: "hush" });
  const embedder = createTestEmbedder({ dimension: 64 });
  const repository = client.repository({ namespace, collection: "chunks", dimension: 64 });
  const { cache } = await openCache(inject("redisUrl"), { embedder });
  const rag = createRag({ repository, embedder, cache });
  await rag.addDocument({ id: "a", text: "One." });
  await rag.addDocument({ id: "a", text: "Two." });
  expect((await rag.retrieve("two")).chunks.map(({ text }) => text)).toEqual(["Two."]);
  expect(await rag.removeDocument("a")).toBe(true);
  expect(await admin.sendCommand(["KEYS", `{${namespace}:chunks}:v*`])).toEqual([]);
});
