import { resolveEndpoint } from "../../connection/index.js";
import type { AddressMap, ResolvedConnectOptions, ServerAddress } from "../../options/index.js";

/** `host:port`: names a server in maps and for people. */
export function labelOf({ host, port }: ServerAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Makes the address to dial of a host and a port that a server told. */
export type AddressReader = (host: unknown, port: number) => ServerAddress;

/**
 * Servers that do not know how they are reached tell no host, or `?` where a host name is preferred and none is set: then
 * it is the one that was asked, which needs no mapping.
 */
export function addressReader(askedHost: string, addressMap: AddressMap | undefined): AddressReader {
  return (told, port) => {
    if (typeof told !== "string" || told === "" || told === "?") return { host: askedHost, port };
    const host = told.replace(/^\[(.*)\]$/, "$1");
    return addressMap === undefined ? { host, port } : addressMap(host, port);
  };
}

/** Reads what a redirection names: `host:port`, an IPv6 host bare (`::1:6379`). Undefined for anything else. */
export function parseTarget(text: string, read: AddressReader): ServerAddress | undefined {
  const colon = text.lastIndexOf(":");
  const port = Number(text.slice(colon + 1));
  if (colon === -1 || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return read(text.slice(0, colon), port);
}

/** The server of the URL. Several servers are only ever reached by host and port: the options' schema sees to that. */
export function addressOf(options: ResolvedConnectOptions): ServerAddress {
  const { address } = resolveEndpoint(options);
  if ("path" in address) throw new Error("a Unix socket leads to one server only");
  return address;
}

/** The same options for another server: its address in the URL, credentials, database and TLS as they were. */
export function optionsFor(options: ResolvedConnectOptions, address: ServerAddress): ResolvedConnectOptions {
  const { protocol, username, password, pathname } = new URL(options.url);
  const login = username === "" && password === "" ? "" : `${username}:${password}@`;
  return { ...options, url: `${protocol}//${login}${labelOf(address)}${pathname}` };
}
