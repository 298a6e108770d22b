import { createSecureContext, type SecureContext } from "node:tls";
import { OctavecError } from "../errors/index.js";
import {
  type CredentialsProvider,
  parseServerUrl,
  type ResolvedConnectOptions,
  type ResolvedTlsOptions,
  type ServerAddress,
} from "../options/index.js";

/** Where a connection goes and as whom. Only `label` may be shown to people: it holds no credentials. */
export interface Endpoint {
  readonly address: ServerAddress;
  readonly tls: TlsTarget | false;
  readonly username?: string;
  readonly password?: string;
  /** Asked at every new connection; its answer wins over `username` and `password`. */
  readonly credentials?: CredentialsProvider;
  readonly database: number;
  /** `host:port` or the path of the socket, for messages. */
  readonly label: string;
}

/** How to speak TLS. */
export interface TlsTarget {
  /** Certificates and key, read once for all connections. */
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
}

/** Splits the URL and lays the explicit options over it. @throws OctavecError `INVALID_OPTIONS` (never quoting the URL). */
export function resolveEndpoint(options: ResolvedConnectOptions): Endpoint {
  const url = parseServerUrl(options.url);
  if ("problem" in url) {
    throw new OctavecError("INVALID_OPTIONS", `Invalid connect options: url: ${url.problem}.`, {
      details: { issues: [{ path: "url", problem: url.problem }] },
    });
  }
  const { username = url.username, password = url.password, credentials } = options;
  return {
    address: url.address,
    tls: url.tls && tlsTarget(options.tls),
    database: options.database ?? url.database ?? 0,
    label: labelOf(url.address),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function tlsTarget(options: ResolvedTlsOptions | undefined): TlsTarget {
  const { rejectUnauthorized = true, servername, ...files } = options ?? {};
  return {
    secureContext: createSecureContext(files),
    rejectUnauthorized,
    ...(servername === undefined ? {} : { servername }),
  };
}

function labelOf(address: ServerAddress): string {
  if ("path" in address) return address.path;
  const { host, port } = address;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
