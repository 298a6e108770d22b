import { ErrorReply } from "@redis/client";
import type { OctavecError } from "../errors/index.js";
import type { Command, Reply, Transaction } from "../executor.js";
import type { ReplyReceiver } from "./reply-receiver.js";

interface Connection {
  send(command: Command, binary: boolean, receiver: ReplyReceiver): void;
  translate(error: unknown, command: Command): OctavecError;
}

/**
 * MULTI … EXEC, written in one turn of the event loop, so no other command of this connection comes between.
 * Fails with the first error of a command, queued or executed.
 */
export async function transact(
  wire: Connection,
  { transaction }: Transaction,
  binary: boolean,
  receiver: ReplyReceiver,
): Promise<void> {
  const ask = (command: Command) =>
    new Promise<Reply>((resolve, reject) => wire.send(command, binary, { resolve, reject }));
  const outcomes = await Promise.allSettled([["MULTI"], ...transaction, ["EXEC"]].map(ask));
  // A command refused while queueing makes EXEC fail with EXECABORT; its own error comes first and says more.
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  const executed = outcomes.at(-1);
  const replies = executed?.status === "fulfilled" ? executed.value : null;
  const failed = Array.isArray(replies) ? replies.findIndex((reply) => reply instanceof ErrorReply) : -1;
  if (refused !== undefined) receiver.reject(refused.reason);
  else if (!Array.isArray(replies) || failed === -1) receiver.resolve(replies);
  else receiver.reject(wire.translate(replies[failed], transaction[failed] ?? ["EXEC"]));
}
