import { type JsonObject, parseObject } from "./provider.js";

/** A request by POST with a JSON object. */
export interface Post {
  readonly url: URL;
  readonly body: JsonObject;
  /** Those for the cache are taken out when the call is read. */
  readonly headers: Headers;
  /** For a call of the provider; with `headers`. */
  readonly init: RequestInit;
}

/** Undefined for a body that is no JSON object: the provider says what is wrong with it. */
export function postOf(
  url: URL,
  text: string,
  init: RequestInit & { readonly headers: Headers },
): Post | undefined {
  const body = parseObject(text);
  return body && { url, body, headers: init.headers, init: { ...init, method: "POST", body: text } };
}
