import { isIP } from "node:net";
import { createClient } from "@redis/client";
import { askCredentials } from "./ask-credentials.js";
import type { Endpoint } from "./endpoint.js";

export type RawClient = ReturnType<typeof createRawClient>;

/** @param signal - Ends an attempt to connect at once. */
export function createRawClient(endpoint: Endpoint, clientName: string, signal: AbortSignal) {
  return createClient({
    RESP: 3,
    name: clientName,
    database: endpoint.database,
    credentialsProvider: {
      type: "async-credentials-provider",
      credentials: () => askCredentials(endpoint),
    },
    socket: socketOptions(endpoint, signal),
    // Our own deadline replaces the library's: its timer ends with the write and costs an AbortSignal per command.
    commandOptions: { timeout: 0 },
    disableOfflineQueue: true,
    maintNotifications: "disabled",
  });
}

function socketOptions({ address, tls }: Endpoint, signal: AbortSignal) {
  // No time limit of the library's: it would end the TCP handshake only, and with words of its own.
  const common = { signal, connectTimeout: 0, reconnectStrategy: false as const };
  if ("path" in address) return { ...common, path: address.path, tls: false as const };
  if (!tls) return { ...common, ...address };
  // The library hands this to `tls.connect` as it is, which by itself tells no server name: servers that hold several
  // certificates need it. An address is not allowed there; the certificate is compared with `host` then.
  const servername = tls.servername ?? (isIP(address.host) === 0 ? address.host : undefined);
  return {
    ...common,
    ...address,
    tls: true as const,
    secureContext: tls.secureContext,
    rejectUnauthorized: tls.rejectUnauthorized,
    ...(servername === undefined ? {} : { servername }),
  };
}
