import { createClient, RESP_TYPES } from "@redis/client";
import type { Command, Reply } from "../../src/executor.js";

const TEXT = { [RESP_TYPES.MAP]: Array };
const BINARY = { [RESP_TYPES.MAP]: Array, [RESP_TYPES.BLOB_STRING]: Buffer };

/** One plain connection on which replies have the shape that the executor port promises. */
export interface CommandClient {
  send(command: Command, options?: { binary?: boolean }): Promise<Reply>;
  close(): Promise<void>;
}

/** For tests of single commands in either protocol; the library's own connections are another matter. */
export async function openCommandClient(url: string, protocol: 2 | 3): Promise<CommandClient> {
  const client = createClient({ url, RESP: protocol });
  await client.connect();
  return {
    send: (command, { binary = false } = {}) =>
      client.sendCommand<Reply>([...command], { typeMapping: binary ? BINARY : TEXT }),
    close: () => client.close(),
  };
}
