import { connect, optionsFromEnv, type VectorClient } from "../../index.js";

/** The option `--redis` of every command that reads a server. */
export const REDIS_FLAG = [
  "--redis <url>",
  "the server; REDIS_USERNAME, REDIS_PASSWORD and the REDIS_TLS_ variables hold too (default: REDIS_URL, else redis://localhost:6379)",
] as const;

/** A client by a URL and the `REDIS_` variables of the environment. @throws OctavecError as `connect` does. */
export function connectFromFlags(url: string | undefined): Promise<VectorClient> {
  return connect(optionsFromEnv(url === undefined ? process.env : { ...process.env, REDIS_URL: url }));
}

/** A client of a replica, at the address that its primary names, as the same user. @throws OctavecError as `connect` does. */
export function connectToReplica(
  url: string | undefined,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<VectorClient> {
  const options = optionsFromEnv(url === undefined ? process.env : { ...process.env, REDIS_URL: url });
  const primary = options.url ?? "redis://localhost:6379";
  const replica = new URL(primary.startsWith("unix:") ? "redis://localhost" : primary);
  replica.hostname = host.includes(":") ? `[${host}]` : host;
  replica.port = String(port);
  return connect({ ...options, url: replica.href });
}
