import { z } from "zod";
import { described, type HttpServer } from "../http/index.js";
import { type DescribedRoute, type DocumentFacts, openApiDocument } from "./openapi-document.js";

/**
 * Serves `/openapi.json`, the document of the routes that are registered after this call. It asks for no key, because it tells only
 * what the guide tells.
 */
export function serveDocument(app: HttpServer, facts: DocumentFacts): void {
  const routes: DescribedRoute[] = [];
  app.addHook("onRoute", ({ method, url, config }) => {
    const api = config?.api;
    if (api !== undefined) routes.push(...[method].flat().map((one) => ({ method: one, path: url, api })));
  });
  let text: string | undefined;
  app.get(
    "/openapi.json",
    described({
      ...{ name: "openapi", summary: "This document", key: "none" },
      replies: {
        200: { meaning: "A document of OpenAPI 3.1", schema: z.looseObject({ openapi: z.string() }) },
      },
    }),
    (_request, reply) => {
      text ??= JSON.stringify(openApiDocument(routes, facts));
      return reply.type("application/json; charset=utf-8").send(text);
    },
  );
}
