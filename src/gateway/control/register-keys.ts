import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { type Action, hashOfKey } from "../access/index.js";
import type { CacheDirectory, StoredKey } from "../caches/index.js";
import { type HttpServer, readBody } from "../http/index.js";
import { createKeyBody } from "./bodies.js";
import { notFound } from "./problems.js";
import type { keyReply } from "./replies.js";
import { ROUTES } from "./routes.js";

type OfKey = { Params: { keyId: string } };

/** Keys of clients: create, list, rotate and revoke. A token is shown once, when it is made. */
export function registerKeys(app: HttpServer, { stored }: CacheDirectory): void {
  app.post("/v1/api-keys", ROUTES.createKey, async ({ body }, reply) => {
    const { name, grants } = readBody(createKeyBody, body);
    const made = newToken(randomBytes(16).toString("hex"));
    const key: StoredKey = {
      ...made.stored,
      name,
      grants: grants.map(({ resourceId, actions }) => ({
        cacheId: resourceId,
        actions: actions.map(actionOf),
      })),
    };
    await stored.putKey(key);
    return reply.code(201).send(shown(key, made.token));
  });
  app.get("/v1/api-keys", ROUTES.listKeys, async () => {
    await stored.refresh("now");
    return { apiKeys: stored.keys().map((key) => shown(key)) };
  });
  app.post<OfKey>("/v1/api-keys/:keyId/rotate", ROUTES.rotateKey, async ({ params: { keyId } }) => {
    const key = await keyOf(keyId);
    const made = newToken(keyId);
    const rotated = { ...key, ...made.stored };
    await stored.putKey(rotated);
    return shown(rotated, made.token);
  });
  app.delete<OfKey>("/v1/api-keys/:keyId", ROUTES.revokeKey, async ({ params: { keyId } }, reply) => {
    await keyOf(keyId);
    await stored.removeKey(keyId);
    return reply.code(204).send();
  });

  async function keyOf(keyId: string): Promise<StoredKey> {
    await stored.refresh("now");
    const key = stored.key(keyId);
    if (key === undefined) throw notFound("key");
    return key;
  }
}

/** Nobody but the client has the token itself. */
function newToken(keyId: string) {
  const token = `oct_${keyId}_${randomBytes(32).toString("base64url")}`;
  const hash = hashOfKey(token).toString("hex");
  return { token, stored: { keyId, hash, createdAtMs: Date.now() } };
}

/** Here one right allows all that changes entries. */
function actionOf(action: "read" | "write" | "full"): Action {
  return action === "full" ? "write" : action;
}

function shown({ keyId, name, grants, createdAtMs }: StoredKey, token?: string): z.output<typeof keyReply> {
  return {
    keyId,
    ...(token === undefined ? {} : { token }),
    name,
    grants: grants.map(({ cacheId, actions }) => ({
      product: "langcache",
      resourceType: "lc-cache",
      resourceId: cacheId,
      actions,
    })),
    createdAt: Math.floor(createdAtMs / 1_000),
  };
}
