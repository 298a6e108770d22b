import type { z } from "zod";

/** A reply of a route. */
export interface ReplyDescription {
  readonly meaning: string;
  /** Of the JSON body. Default: no body. */
  readonly schema?: z.ZodType | undefined;
  /** Default: `application/json` where there is a schema. */
  readonly contentType?: string | undefined;
}

/** What the document of OpenAPI says of a route. The handler uses the same schemas. */
export interface RouteDescription {
  /** Unique among all routes: generators make names of functions from it. */
  readonly name: string;
  readonly summary: string;
  /** Whose key the route asks for. */
  readonly key: "none" | "cache" | "admin" | "provider";
  readonly body?: z.ZodType | undefined;
  readonly query?: Readonly<Record<string, z.ZodType>> | undefined;
  /** By status. */
  readonly replies: Readonly<Record<number | "default", ReplyDescription> | Record<number, ReplyDescription>>;
  /** Statuses of problems in the form of LangCache. */
  readonly problems?: readonly number[] | undefined;
}

declare module "fastify" {
  interface FastifyContextConfig {
    readonly api?: RouteDescription | undefined;
  }
}

/** The options of a route that the document of OpenAPI shows. */
export function described(api: RouteDescription): { readonly config: { readonly api: RouteDescription } } {
  return { config: { api } };
}
