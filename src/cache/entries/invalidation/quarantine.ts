import { OctavecError } from "../../../errors/index.js";
import { listOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import { checkWriter, writerLabel } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { QUARANTINE } from "../scripts/quarantined.lua.js";
import { dropLabel } from "./drop-label.js";

export interface QuarantineOptions {
  /**
   * `hold`: none of the writer's answers is served or stored from now on. `lift`: they are again. `remove`: the same as `hold`, and they
   * are deleted, 32 at a time. Default `hold`.
   */
  readonly action?: "hold" | "lift" | "remove" | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface QuarantineReport {
  /** Entries of the writer: those that are held back, served again, or removed. May count some that had just expired. */
  readonly entries: number;
  /** Whether the writer was not in this state before. */
  readonly changed: boolean;
}

const quarantineScript = new Script(QUARANTINE, { readOnly: false });
const ACTIONS: readonly unknown[] = ["hold", "lift", "remove"];

/**
 * Holds back everything that a writer has stored, lifts that, or removes the entries. `hold` and `lift` are one step in Redis.
 *
 * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands.
 */
export async function quarantine(
  context: EntryContext,
  writer: string,
  { action = "hold", signal }: QuarantineOptions,
): Promise<QuarantineReport> {
  if (writer === undefined) throw refused("expected a writer");
  checkWriter(writer);
  if (!ACTIONS.includes(action)) throw refused('action: expected "hold", "lift" or "remove"');
  context.lifecycle.use();
  const label = writerLabel(context.hasher, writer);
  const report = await announceWriter(context, label, action === "lift" ? "lift" : "hold", signal);
  if (action !== "remove") return report;
  return { ...report, entries: await dropLabel(context, label, signal) };
}

/** The event is that of an invalidation by label: other processes drop what they hold in memory. */
async function announceWriter(
  { executor, keys, settings, memory, traces, generation: known }: EntryContext,
  label: string,
  how: "hold" | "lift",
  signal: AbortSignal | undefined,
): Promise<QuarantineReport> {
  const args = [label, how, String(settings.coherence.streamMaxLength), traces?.origin() ?? ""];
  const reply = await quarantineScript.run(executor, keys.generation, args, { signal, idempotent: true });
  if (reply === "full") {
    throw refused("there are 1,000 writers in quarantine already; remove their entries and lift some");
  }
  const [generation, entries, eventId, changed] = listOf(reply);
  if (typeof generation !== "string" || typeof entries !== "number" || typeof eventId !== "string") {
    throw unexpectedReply("The quarantine script", "a generation, a count and the id of an event", reply);
  }
  known.note(generation);
  known.invalidated();
  memory?.apply({ id: eventId, kind: "label", what: label });
  return { entries, changed: changed === 1 };
}

function refused(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `quarantine: ${problem}.`);
}
