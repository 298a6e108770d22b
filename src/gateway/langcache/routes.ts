import { described, type RouteDescription } from "../http/index.js";
import { deleteBody, searchBody, setBody } from "./bodies.js";
import { deleteReply, healthReply, searchReply, setReply } from "./replies.js";

/** What a call of a cache may answer in place of a result. */
const PROBLEMS = [400, 401, 403, 404, 413, 424, 429, 500];

function route(description: Omit<RouteDescription, "key" | "problems">) {
  return described({ ...description, key: "cache", problems: PROBLEMS });
}

/** The routes of the data plane, for the document of OpenAPI. */
export const ROUTES = {
  set: route({
    ...{ name: "set", summary: "Store an entry", body: setBody },
    replies: { 201: { meaning: "The id of the entry", schema: setReply } },
  }),
  search: route({
    ...{ name: "search", summary: "Search an entry", body: searchBody },
    replies: { 200: { meaning: "The entry, or none", schema: searchReply } },
  }),
  deleteQuery: route({
    ...{ name: "deleteQuery", summary: "Delete entries by attributes", body: deleteBody },
    replies: { 200: { meaning: "How many there were", schema: deleteReply } },
  }),
  deleteById: route({
    ...{ name: "deleteById", summary: "Delete an entry" },
    replies: { 204: { meaning: "It is deleted" } },
  }),
  flush: route({
    ...{ name: "flush", summary: "Delete all entries" },
    replies: { 204: { meaning: "They are deleted" } },
  }),
  health: route({
    ...{ name: "health", summary: "Whether the cache can be used" },
    replies: { 200: { meaning: "It can", schema: healthReply } },
  }),
};
