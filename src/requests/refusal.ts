/**
 * Why a request is not to be answered from the cache.
 *
 * - `malformed`: no body of this format. It goes to the provider as it is, which says what is wrong.
 * - `no-model`: neither the body nor the options name the model that answers.
 * - `server-state`: the provider adds what the body does not show, such as an earlier response.
 * - `built-in-tools`: the provider searches, runs code or calls other servers for its answer, which changes with time.
 * - `agent-turn`: the conversation holds tool calls or tool results.
 * - `no-user-text`: the conversation does not end with a text of a user.
 * - `hidden-content`: the text stands for images or files that it does not show (LangChain).
 */
export type UncacheableReason =
  | "malformed"
  | "no-model"
  | "server-state"
  | "built-in-tools"
  | "agent-turn"
  | "no-user-text"
  | "hidden-content";

/** Ends the reading of a request. `readRequest` catches it, so it never leaves this room. */
export class Refusal {
  readonly reason: UncacheableReason;

  constructor(reason: UncacheableReason) {
    this.reason = reason;
  }
}

/** @throws Refusal */
export function refuse(reason: UncacheableReason): never {
  throw new Refusal(reason);
}
