/** The thread behind `openSync`: it has the connections, and answers one call after the other. */
import { runAsWorker } from "synckit";
import { connect, isOctavecError, type VectorClient } from "../index.js";
import type { SyncCall, SyncReply } from "./calls.js";

const clients = new Map<number, VectorClient>();

runAsWorker(async (call: SyncCall): Promise<SyncReply> => {
  try {
    return { kind: "value", value: await answer(call) };
  } catch (error) {
    if (!isOctavecError(error)) throw error;
    const { code, message, retryable, details } = error;
    return { kind: "failure", code, message, retryable, details };
  }
});

async function answer(call: SyncCall): Promise<unknown> {
  if (call.kind === "connect") {
    clients.set(call.client, await connect(call.options));
    return undefined;
  }
  const client = clients.get(call.client);
  if (client === undefined) throw new Error("The client is closed.");
  switch (call.kind) {
    case "command":
      return client.sendCommand([...call.command]);
    case "repository": {
      const repository = client.repository(call.place);
      const method: (...args: never[]) => unknown = repository[call.method];
      return Reflect.apply(method, repository, call.args);
    }
    case "close":
      clients.delete(call.client);
      return client.close();
  }
}
