/** Address and credentials of a server. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** File with the certificate authority to trust instead of those that Node knows. */
  readonly caFile?: string;
}

const DEFAULT_PORT = 6379;

/** Reads `redis://[[user]:password@]host[:port][/db]` or `rediss://…`. @throws a plain error that does not quote the URL. */
export function parseRedisUrl(text: string): RedisAddress {
  if (!URL.canParse(text)) throw new Error("is not a URL; expected redis://[user:password@]host:port");
  const url = new URL(text);
  if (url.protocol !== "redis:" && url.protocol !== "rediss:") {
    throw new Error(`starts with ${url.protocol}//; expected redis:// or rediss://`);
  }
  return {
    // In a URL an IPv6 address has brackets; a socket needs it without.
    host: url.hostname.replace(/^\[|\]$/g, "") || "127.0.0.1",
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    tls: url.protocol === "rediss:",
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === "" ? {} : { password: decodeURIComponent(url.password) }),
  };
}

/** The URL of an address, with user and password. */
export function redisUrl({ host, port, tls, username = "", password }: RedisAddress): string {
  const login =
    password === undefined ? "" : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return `${tls ? "rediss" : "redis"}://${login}${host.includes(":") ? `[${host}]` : host}:${port}`;
}
