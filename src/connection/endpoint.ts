import { OctavecError } from "../errors/index.js";
import type { ResolvedConnectOptions } from "../options/index.js";

/** Where a connection goes and as whom. Only `label` may be shown to people: it holds no credentials. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  /** `host:port`, for messages. */
  readonly label: string;
}

/** Splits the URL and lays the explicit options over it. @throws OctavecError `INVALID_OPTIONS` (never quoting the URL). */
export function resolveEndpoint(options: ResolvedConnectOptions): Endpoint {
  const url = new URL(options.url);
  // Most often a password with a bare ? or #, which would make the rest of it a host.
  if (url.search !== "" || url.hash !== "") {
    throw invalidUrl("expected nothing after the database; write ? and # in a password as %3F and %23");
  }
  const database = options.database ?? databaseOf(url);
  const username = options.username ?? decoded(url.username);
  const password = options.password ?? decoded(url.password);
  // URL keeps the brackets of an IPv6 host; sockets want it bare.
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1") || "localhost";
  const port = url.port === "" ? 6379 : Number(url.port);
  return {
    host,
    port,
    tls: url.protocol === "rediss:",
    database,
    label: `${url.hostname || "localhost"}:${port}`,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
  };
}

function databaseOf(url: URL): number {
  const path = url.pathname.replace(/^\//, "");
  if (path === "") return 0;
  if (/^\d{1,6}$/.test(path)) return Number(path);
  throw invalidUrl("expected a database number after the host, as in redis://host:6379/0");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUrl("user or password holds a % that begins no escape; write it as %25");
  }
}

function invalidUrl(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid connect options: url: ${problem}.`, {
    details: { issues: [{ path: "url", problem }] },
  });
}
