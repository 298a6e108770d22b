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
): Promise<Reply> {
  const commands: Command[] = [["MULTI"], ...transaction, ["EXEC"]];
  const ask = (command: Command) =>
    new Promise<Reply>((resolve, reject) => wire.send(command, binary, { resolve, reject }));
  const outcomes = await Promise.allSettled(commands.map(ask));
  // A command refused while queueing makes EXEC fail with EXECABORT; its own error comes first and says more.
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  if (refused !== undefined) throw refused.reason;
  const executed = outcomes.at(-1);
  const replies = executed?.status === "fulfilled" ? executed.value : null;
  if (!Array.isArray(replies)) return replies;
  const failed = replies.findIndex((reply) => reply instanceof ErrorReply);
  if (failed !== -1) throw wire.translate(replies[failed], transaction[failed] ?? ["EXEC"]);
  return replies;
}
