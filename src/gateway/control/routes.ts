import { z } from "zod";
import { described, type RouteDescription } from "../http/index.js";
import { createCacheBody, createKeyBody, patchCacheBody } from "./bodies.js";
import { cacheReply, cachesReply, createCacheReply, keyReply, keysReply, providersReply } from "./replies.js";

const PROBLEMS = [400, 401, 404, 413, 424, 500, 503];

function route(description: Omit<RouteDescription, "key" | "problems">) {
  return described({ ...description, key: "admin", problems: PROBLEMS });
}

/** The routes of the control plane, for the document of OpenAPI. */
export const ROUTES = {
  createCache: route({
    ...{ name: "createCache", summary: "Create a cache", body: createCacheBody },
    replies: { 201: { meaning: "Its id", schema: createCacheReply } },
  }),
  listCaches: route({
    ...{ name: "listCaches", summary: "List the caches" },
    replies: { 200: { meaning: "All caches", schema: cachesReply } },
  }),
  getCache: route({
    ...{ name: "getCache", summary: "Show a cache" },
    replies: { 200: { meaning: "The cache", schema: cacheReply } },
  }),
  patchCache: route({
    ...{ name: "patchCache", summary: "Change a cache", body: patchCacheBody },
    replies: { 201: { meaning: "It is changed" } },
  }),
  deleteCache: route({
    ...{ name: "deleteCache", summary: "Delete a cache", query: { flush: z.enum(["true", "false"]) } },
    replies: { 200: { meaning: "It is deleted, with `flush=true` also its entries" } },
  }),
  deleteEntries: route({
    ...{ name: "deleteEntries", summary: "Delete the entries of a cache" },
    replies: { 204: { meaning: "They are deleted" } },
  }),
  listProviders: route({
    ...{ name: "listEmbeddingProviders", summary: "Show the embedder" },
    replies: { 200: { meaning: "The embedder, or none", schema: providersReply } },
  }),
  createKey: route({
    ...{ name: "createKey", summary: "Create a key", body: createKeyBody },
    replies: { 201: { meaning: "The key, with its token", schema: keyReply } },
  }),
  listKeys: route({
    ...{ name: "listKeys", summary: "List the keys" },
    replies: { 200: { meaning: "All keys, without tokens", schema: keysReply } },
  }),
  rotateKey: route({
    ...{ name: "rotateKey", summary: "Give a key another token" },
    replies: { 200: { meaning: "The key, with its token", schema: keyReply } },
  }),
  revokeKey: route({
    ...{ name: "revokeKey", summary: "Revoke a key" },
    replies: { 204: { meaning: "It is revoked" } },
  }),
};
