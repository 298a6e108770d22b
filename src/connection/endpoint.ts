import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import { OctavecError } from "../errors/index.js";
import {
  type CredentialsProvider,
  type EndpointAddress,
  parseServerUrl,
  type ResolvedConnectOptions,
  type ResolvedTlsOptions,
} from "../options/index.js";

/** Where a connection goes and as whom. Only `label` may be shown to people: it holds no credentials. */
export interface Endpoint {
  readonly address: EndpointAddress;
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
    throw invalid("url", url.problem);
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
    secureContext: secureContextOf(files),
    rejectUnauthorized,
    ...(servername === undefined ? {} : { servername }),
  };
}

function secureContextOf(files: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(files);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw invalid("tls", `OpenSSL cannot use these certificates (${reason})`);
  }
}

function invalid(path: string, problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid connect options: ${path}: ${problem}.`, {
    details: { issues: [{ path, problem }] },
  });
}

function labelOf(address: EndpointAddress): string {
  if ("path" in address) return address.path;
  const { host, port } = address;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
