import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reply } from "../../src/executor.js";
import { ErrorReply, parseReply } from "./resp.js";

/** What `scripts/record-fixtures.ts` recorded: every server version in both protocols. */
export interface Recording {
  version: "8.0.2" | "8.2.3";
  protocol: 2 | 3;
}

export const RECORDINGS: readonly Recording[] = [
  { version: "8.0.2", protocol: 2 },
  { version: "8.0.2", protocol: 3 },
  { version: "8.2.3", protocol: 2 },
  { version: "8.2.3", protocol: 3 },
];

/** The reply recorded under `name`, as the executor port gives it. */
export function recordedReply(recording: Recording, name: string, { binary = false } = {}): Reply {
  const reply = parseRecorded(recording, name, binary);
  if (reply instanceof ErrorReply) throw new Error(`${name} was recorded as an error: ${reply.text}`);
  return reply;
}

/** The text of the error recorded under `name`. */
export function recordedError(recording: Recording, name: string): string {
  const reply = parseRecorded(recording, name, false);
  if (!(reply instanceof ErrorReply)) throw new Error(`${name} was recorded as a reply, not as an error`);
  return reply.text;
}

function parseRecorded({ version, protocol }: Recording, name: string, binary: boolean): Reply | ErrorReply {
  const file = join(import.meta.dirname, `../fixtures/replies/${version}/resp${protocol}.json`);
  const { replies } = JSON.parse(readFileSync(file, "utf8")) as { replies: Record<string, { hex: string }> };
  const hex = replies[name]?.hex;
  if (hex === undefined) throw new Error(`no reply named ${name} in ${file}`);
  const bytes = Buffer.from(hex, "hex");
  const parsed = parseReply(bytes, { binary });
  if (parsed?.end !== bytes.length) throw new Error(`${name} in ${file} is not exactly one reply`);
  return parsed.reply;
}
