import { z } from "zod";
import { problemBody, type ReplyDescription, type RouteDescription } from "../http/index.js";

/** A route as it is registered: `/v1/caches/:cacheId`, `/openai/*`. */
export interface DescribedRoute {
  readonly method: string;
  readonly path: string;
  readonly api: RouteDescription;
}

export interface DocumentFacts {
  readonly title: string;
  readonly description: string;
}

/** Kinds of keys, by the words of `RouteDescription`. */
const KEYS = {
  cache: { type: "http", scheme: "bearer", description: "A key of the cache." },
  admin: { type: "http", scheme: "bearer", description: "The key of the admin." },
  provider: {
    type: "http",
    scheme: "bearer",
    description:
      "A key of the gateway, or one of the provider. Headers of the providers for keys are taken as well.",
  },
} as const;

/** The document of some routes. https://spec.openapis.org/oas/v3.1.1.html */
export function openApiDocument(routes: readonly DescribedRoute[], facts: DocumentFacts): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  const used = new Set(routes.map(({ api }) => api.key));
  return {
    openapi: "3.1.1",
    info: { ...facts, version: "1" },
    paths,
    components: {
      schemas: { Problem: jsonSchemaOf(problemBody, "output") },
      securitySchemes: Object.fromEntries(Object.entries(KEYS).filter(([name]) => used.has(name as "cache"))),
    },
  };
}

/** `/v1/caches/{cacheId}`. What `*` stands for is the parameter `path`, which may have slashes. */
function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}").replace(/\*$/, "{path}");
}

function operationOf({ method, path, api }: DescribedRoute): object {
  const { name, summary, key, body, query = {} } = api;
  const parameters = [
    ...[...templateOf(path).matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
      ...{ name: parameter, in: "path", required: true },
      schema: { type: "string" },
    })),
    ...Object.entries(query).map(([parameter, schema]) => ({
      ...{ name: parameter, in: "query", required: false },
      schema: jsonSchemaOf(schema, "input"),
    })),
  ];
  const isAlone = ["POST", "GET", "PATCH", "DELETE"].includes(method) && !path.endsWith("*");
  return {
    operationId: isAlone ? name : `${name}-${method.toLowerCase()}`,
    summary,
    security: key === "none" ? [] : [{ [key]: [] }],
    parameters,
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(jsonSchemaOf(body, "input")) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(api.replies).map(([status, reply]) => [status, replyOf(reply, method === "HEAD")]),
      ),
      ...Object.fromEntries((api.problems ?? []).map((status) => [status, PROBLEM])),
    },
  };
}

const PROBLEM = {
  description: "What is wrong",
  headers: {
    "Retry-After": { description: "Whole seconds, with some problems", schema: { type: "integer" } },
  },
  content: jsonContent({ $ref: "#/components/schemas/Problem" }),
};

function replyOf({ meaning, schema, contentType }: ReplyDescription, isHead: boolean): object {
  const described = { description: meaning };
  if (isHead || (schema === undefined && contentType === undefined)) return described;
  const shown = schema === undefined ? {} : { schema: jsonSchemaOf(schema, "output") };
  return { ...described, content: { [contentType ?? "application/json"]: shown } };
}

function jsonContent(schema: object): object {
  return { "application/json": { schema } };
}

/** OpenAPI 3.1 has the JSON Schema of draft 2020-12. */
function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
