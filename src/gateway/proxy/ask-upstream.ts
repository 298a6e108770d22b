import type { GatewayRecorder } from "../../telemetry/index.js";
import type { Upstream } from "./upstreams.js";

/** Calls the provider, measures it, and lets it continue the trace. @throws what `fetch` throws. */
export async function askUpstream(
  recorder: GatewayRecorder,
  { name }: Upstream,
  url: URL,
  init: RequestInit = {},
): Promise<Response> {
  const call = recorder.upstream({ upstream: name, method: init.method ?? "GET", url });
  const traced = Object.entries(call.headers);
  const headers = new Headers(init.headers);
  for (const [header, value] of traced) headers.set(header, value);
  try {
    const response = await fetch(url, traced.length === 0 ? init : { ...init, headers });
    const { status } = response;
    call.end({ status, errorType: status >= 400 ? String(status) : undefined });
    return response;
  } catch (error) {
    call.end({ errorType: init.signal?.aborted === true ? "aborted" : "unreachable" });
    throw error;
  }
}
