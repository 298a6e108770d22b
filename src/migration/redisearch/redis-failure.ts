import { type ErrorCode, OctavecError } from "../../errors/index.js";

const MESSAGE_CHARACTERS = 200;

const BY_FIRST_WORD: Readonly<Record<string, ErrorCode>> = {
  NOAUTH: "NOT_AUTHORIZED",
  WRONGPASS: "NOT_AUTHORIZED",
  NOPERM: "NOT_AUTHORIZED",
  DENIED: "NOT_AUTHORIZED",
  WRONGTYPE: "WRONG_TYPE",
  LOADING: "SERVER_BUSY",
  BUSY: "SERVER_BUSY",
  MASTERDOWN: "SERVER_BUSY",
  CLUSTERDOWN: "SERVER_BUSY",
  TRYAGAIN: "SERVER_BUSY",
  MOVED: "SLOT_MOVED",
  ASK: "SLOT_MOVED",
};

const BY_TEXT: readonly (readonly [RegExp, ErrorCode])[] = [
  [/unknown command/i, "UNSUPPORTED_COMMAND"],
  [/invalid username-password pair|without any password configured/i, "NOT_AUTHORIZED"],
  [/max number of clients/i, "SERVER_BUSY"],
];

/** The coded error for an error reply on a source's own connection. */
export function replyFailure(text: string, command: string, address: string): OctavecError {
  const firstWord = text.split(" ", 1)[0] ?? "";
  const code =
    BY_FIRST_WORD[firstWord] ?? BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? "COMMAND_FAILED";
  // The rest of such a message repeats the arguments.
  const reason = text.replace(/, with args beginning with:.*$/s, "").slice(0, MESSAGE_CHARACTERS);
  return new OctavecError(code, `${command} was refused by ${address}: ${reason}`, {
    details: { command, reply: firstWord },
  });
}
