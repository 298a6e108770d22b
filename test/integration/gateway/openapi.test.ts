import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { CACHE_ID } from "../../helpers/gateway.js";
import { startedProxy } from "../../helpers/gateway-proxy.js";
import { checkRepliesByDocument, type OpenApiDocument } from "../../helpers/openapi-replies.js";

checkRepliesByDocument();

const ADMIN = "key-of-the-admin";

async function stage() {
  const started = await startedProxy(
    {},
    {
      admin: { keyEnv: "ADMIN" },
      caches: [{ id: CACHE_ID, name: "support", attributes: ["lang"] }],
    },
    { environment: { ADMIN } },
  );
  const documentOf = async (url: string) =>
    (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  return { ...started, main: await documentOf(started.url), admin: await documentOf(started.adminUrl) };
}

test("both ports have a valid document of OpenAPI 3.1 with their own routes", async () => {
  const { main, admin } = await stage();
  for (const document of [main, admin]) {
    expect(document.openapi).toBe("3.1.1");
    const { valid, errors } = await new Validator().validate({ ...document });
    expect([valid, errors]).toEqual([true, undefined]);
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => (operation as unknown as { operationId: string }).operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  }
  expect(Object.keys(main.paths)).toEqual(
    expect.arrayContaining(["/v1/caches/{cacheId}/entries", "/openai/{path}"]),
  );
  expect(Object.keys(main.paths)).not.toContain("/v1/api-keys");
  expect(Object.keys(admin.paths)).toContain("/v1/api-keys/{keyId}/rotate");
  expect(Object.keys(admin.paths)).not.toContain("/v1/caches/{cacheId}/entries/search");
});

test("the rules of bodies are those of the handlers", async () => {
  const { main, url } = await stage();
  const operation = main.paths["/v1/caches/{cacheId}/entries/search"]?.post as unknown as {
    requestBody: { content: { "application/json": { schema: { properties: { prompt: object } } } } };
  };
  const { schema } = operation.requestBody.content["application/json"];
  expect(schema.properties.prompt).toMatchObject({ type: "string", minLength: 1, maxLength: 1_024 });
  const search = (prompt: string) =>
    fetch(`${url}/v1/caches/${CACHE_ID}/entries/search`, {
      method: "POST",
      body: JSON.stringify({ prompt }),
    });
  expect((await search("x".repeat(1_024))).status).toBe(200);
  expect((await search("x".repeat(1_025))).status).toBe(400);
});

test("every registered route is in the documents, and every operation of the documents is registered", async () => {
  const registered: string[][] = [];
  const onServer = (message: unknown) => {
    const routes: string[] = [];
    registered.push(routes);
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook("onRoute", ({ method, url }) => {
      const path = url.replace(/:(\w+)/g, "{$1}").replace(/\*$/, "{path}");
      routes.push(...[method].flat().map((one) => `${one} ${path}`));
    });
  };
  subscribe("fastify.initialization", onServer);
  onTestFinished(() => void unsubscribe("fastify.initialization", onServer));
  const { main, admin } = await stage();
  for (const [index, document] of [main, admin].entries()) {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(registered[index]?.sort());
  }
});
