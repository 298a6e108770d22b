/** The parts of a connection URL. */
export interface ServerUrl {
  readonly address: EndpointAddress;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
}

/** A host and port, or the path of a Unix socket. */
export type EndpointAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** Why a URL is invalid. `problem` never quotes the URL. */
export interface UrlProblem {
  readonly problem: string;
}

/** The schemes that Redis clients share: those registered with IANA, and those for Unix sockets (redis-py, go-redis, node-redis, redis-rs). */
const SCHEME = /^(redis|rediss|unix|redis\+unix):\/\//;

/**
 * Reads `redis://[user:password@]host[:port][/database]`, `rediss://…`, or
 * `unix://[user:password@]/path/to/socket[?db=database]` (`redis+unix://…` is the same). Escapes (`%40`) are decoded.
 */
export function parseServerUrl(text: string): ServerUrl | UrlProblem {
  const scheme = SCHEME.exec(text)?.[1];
  if (scheme === undefined) return { problem: missingScheme(text) };
  try {
    return scheme.endsWith("unix") ? parseSocketUrl(text) : parseHostUrl(text);
  } catch (error) {
    // decodeURIComponent throws it.
    if (error instanceof URIError) {
      return { problem: "user, password or path contains a % that is no escape; write it as %25" };
    }
    throw error;
  }
}

/** Names no part of the text: it may hold a password. */
function missingScheme(text: string): string {
  const forms = "redis://HOST:PORT, rediss://HOST:PORT for TLS, or unix:///PATH of a socket";
  const isWeb = /^(https?|wss?):\/\//i.test(text);
  return `expected ${forms}${isWeb ? "; this is the address of a web server" : ""}`;
}

function parseHostUrl(text: string): ServerUrl | UrlProblem {
  if (!URL.canParse(text)) return { problem: "expected redis:// or rediss:// with a host" };
  const url = new URL(text);
  // The usual cause is a password with an unescaped ? or #.
  if (url.search !== "" || url.hash !== "") {
    return { problem: "expected nothing after the database; write ? and # in a password as %3F and %23" };
  }
  const path = url.pathname.replace(/^\//, "");
  if (path !== "" && !isDatabase(path)) {
    return { problem: "expected a database number after the host, as in redis://host:6379/0" };
  }
  return {
    address: {
      // URL keeps the brackets of an IPv6 host; sockets need it without them.
      host: url.hostname.replace(/^\[(.*)\]$/, "$1") || "localhost",
      port: url.port === "" ? 6379 : Number(url.port),
    },
    tls: url.protocol === "rediss:",
    ...login(url.username, url.password),
    ...(path === "" ? {} : { database: Number(path) }),
  };
}

/** Does not use `URL`, which refuses a user without a host. */
function parseSocketUrl(text: string): ServerUrl | UrlProblem {
  const parts = /^[^:]+:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\/[^?#]+)(?:\?([^#]*))?$/.exec(text);
  if (parts === null) {
    return {
      problem:
        "expected unix:// and the socket's absolute path, as in unix:///run/redis/redis.sock; write / @ ? and # in a password as %2F %40 %3F and %23",
    };
  }
  const [, username = "", password = "", path = "", query] = parts;
  const database = query === undefined ? undefined : /^db=(.*)$/.exec(query)?.[1];
  if (query !== undefined && (database === undefined || !isDatabase(database))) {
    return { problem: "expected nothing but ?db=NUMBER after the socket's path" };
  }
  return {
    address: { path: decodeURIComponent(path) },
    tls: false,
    ...login(username, password),
    ...(database === undefined ? {} : { database: Number(database) }),
  };
}

function isDatabase(text: string): boolean {
  return /^\d{1,6}$/.test(text);
}

function login(username: string, password: string): Pick<ServerUrl, "username" | "password"> {
  return {
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
  };
}
