import { setTimeout as wait } from "node:timers/promises";
import type { SemanticCache } from "../../cache/index.js";
import type { VectorClient } from "../../index.js";
import { formatLive } from "./format-live.js";
import { type LiveUpdate, updateOf } from "./live-figures.js";
import { look } from "./look.js";

export interface TopOptions {
  readonly intervalMs: number;
  /** Updates before the end; undefined: until it is stopped. */
  readonly count?: number | undefined;
  readonly json: boolean;
}

const CLEAR_SCREEN = "\x1b[H\x1b[2J";
const CTRL_C = "\u0003";

/** Prints the figures at every interval, until `count` is reached, the user types q, or the signal is aborted. */
export async function runTop(
  { client, cache }: { readonly client: VectorClient; readonly cache: SemanticCache | undefined },
  { intervalMs, count = Number.POSITIVE_INFINITY, json }: TopOptions,
  signal: AbortSignal,
): Promise<void> {
  const quit = new AbortController();
  const stopListening = json ? () => {} : listenForQuit(() => quit.abort());
  const ended = AbortSignal.any([signal, quit.signal]);
  try {
    let before = (await look(client, cache, ended)).seen;
    for (let update = 0; update < count; update++) {
      await wait(intervalMs, undefined, { signal: ended });
      const now = await look(client, cache, ended);
      print(updateOf(before, now), client.serverVersion, json);
      before = now.seen ?? before;
    }
  } catch (error) {
    // Being stopped is the usual end.
    if (!ended.aborted) throw error;
  } finally {
    stopListening();
  }
}

function print({ figures, ...update }: LiveUpdate, version: string, json: boolean): void {
  if (json) console.log(JSON.stringify({ ...figures, ...update }));
  else console.log((process.stdout.isTTY ? CLEAR_SCREEN : "") + formatLive(version, { ...update, figures }));
}

/** Calls back when the user types q. A terminal then gives single keys, Ctrl-C included. */
function listenForQuit(onQuit: () => void): () => void {
  const input = process.stdin;
  if (!input.isTTY) return () => {};
  input.setRawMode(true);
  const onKey = (key: Buffer) => {
    if (["q", "Q", CTRL_C].includes(key.toString("utf8"))) onQuit();
  };
  input.on("data", onKey);
  input.resume();
  return () => {
    input.off("data", onKey);
    input.setRawMode(false);
    input.pause();
  };
}
