import { modelOfGoogleUrl } from "../../requests/index.js";

/** How a provider writes requests. The first part of the paths of the proxy. */
export type ProviderFormat = "openai" | "anthropic" | "google";

/** A provider to which calls are passed on. */
export interface Upstream {
  readonly name: string;
  readonly format: ProviderFormat;
  /** With or without the version at its end, as the SDKs of the provider take it. */
  readonly baseUrl: string;
  /** Names of models; `*` stands for any text. */
  readonly models: readonly string[];
  /** The gateway's own key for the provider, for callers with a key of the gateway. */
  readonly key?: string | undefined;
}

/** The first upstream of the format that takes the model. A call that names no model goes to the first of the format. */
export function upstreamFor(
  upstreams: readonly Upstream[],
  format: ProviderFormat,
  model: string | undefined,
): Upstream | undefined {
  return upstreams.find(
    (upstream) =>
      upstream.format === format &&
      (model === undefined || upstream.models.some((pattern) => matches(pattern, model))),
  );
}

function matches(pattern: string, model: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === model;
  if (!model.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let from = first.length;
  for (const piece of rest) {
    const at = model.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return model.length - last.length >= from && model.endsWith(last);
}

/**
 * Where a call goes. Undefined if the path leads out of that of the upstream.
 *
 * @param path - The path below the format, with its query: `/v1/chat/completions?x=1`.
 */
export function urlAt({ baseUrl }: Upstream, path: string): URL | undefined {
  // A target with a host of its own, `GET http://other/openai/…`, is for another server.
  if (!path.startsWith("/")) return undefined;
  const base = new URL(baseUrl).href.replace(/\/+$/, "");
  const version = /\/v\d+[a-z0-9]*$/.exec(base)?.[0];
  const isRepeated = version !== undefined && (path === version || path.startsWith(`${version}/`));
  const url = new URL(base + (isRepeated ? path.slice(version.length) : path));
  return url.href.startsWith(`${base}/`) ? url : undefined;
}

/** The model of a call, by its path or its body. Undefined if it names none. */
export function modelOf(format: ProviderFormat, path: string, body: string | undefined): string | undefined {
  if (format === "google") return modelOfGoogleUrl(`http://gateway${path}`);
  try {
    const { model } = JSON.parse(body ?? "") as { model?: unknown };
    return typeof model === "string" ? model : undefined;
  } catch {
    // The provider says what is wrong with the body.
    return undefined;
  }
}
