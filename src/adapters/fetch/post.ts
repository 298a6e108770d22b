import { type JsonObject, parseObject } from "./provider.js";

/** A request by POST with a JSON object. */
export interface Post {
  readonly url: URL;
  readonly body: JsonObject;
  readonly headers: Headers;
  /** For a call of the provider; with `headers`. */
  readonly init: RequestInit;
}

/** Undefined for any other request, whose body stays unread. */
export async function readPost(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<Post | undefined> {
  const given = input instanceof Request ? input : undefined;
  const method = init?.method ?? given?.method ?? "GET";
  if (method.toUpperCase() !== "POST") return undefined;
  const text = init?.body ?? (given === undefined ? undefined : await given.clone().text());
  const body = typeof text === "string" ? parseObject(text) : undefined;
  if (body === undefined) return undefined;
  const headers = new Headers(init?.headers ?? given?.headers);
  return {
    url: new URL(given?.url ?? String(input)),
    body,
    headers,
    init: { ...init, method, headers, body: text as string, signal: init?.signal ?? given?.signal ?? null },
  };
}
