import { decodeFloat32Blob } from "../../commands/index.js";
import { Script } from "../../script.js";
import type { MetricsTarget, PolicyHost } from "../contract/index.js";
import { checkEntryId, scopeIdOfEntry } from "../question/index.js";
import type { EntryContext } from "./entry-context.js";
import { dropAnswers } from "./invalidation/drop-around.js";
import { readEntry } from "./read-entry.js";
import { RELINK_ENTRY } from "./scripts/relink-entry.lua.js";
import { exportEntries } from "./transfer/export-entries.js";

const relinkScript = new Script(RELINK_ENTRY, { readOnly: false });
const RELINK_TIMEOUT_MS = 5_000;

/** What the cache lets its decision policy use. */
export function policyHostOf(parts: EntryContext, metrics: MetricsTarget | undefined): PolicyHost {
  const { executor, keys, settings, generation } = parts;
  return {
    tenant: settings.tenant,
    space: parts.space,
    executor,
    metrics,
    key: (name) => keys.base + name,
    async readEntry(entryId, options) {
      const { found } = await readEntry(parts, entryId, options);
      return found === undefined || found === "corrupt" ? undefined : found.entry;
    },
    async *entries({ signal }) {
      parts.lifecycle.use();
      const reply = await executor.send(["GET", keys.generation], { readOnly: true, signal });
      generation.note(typeof reply === "string" ? reply : "0");
      for await (const { entryId, answerId, vector } of exportEntries(parts, { signal })) {
        const bytes = vector === undefined ? undefined : Buffer.from(vector, "base64");
        yield {
          entryId,
          scopeId: scopeIdOfEntry(entryId),
          answerId,
          vector: bytes === undefined ? undefined : decodeFloat32Blob(bytes),
        };
      }
    },
    async relink(entryId, { from = "", to }) {
      const reply = await relinkScript.run(executor, keys.generation, [checkEntryId(entryId), from, to], {
        idempotent: true,
        timeoutMs: RELINK_TIMEOUT_MS,
      });
      parts.memory?.delete(entryId);
      return reply === 1;
    },
    removeAnswers(answers, { signal }) {
      parts.lifecycle.use();
      return dropAnswers(parts, answers, signal);
    },
    reportFailure: (job, error) => parts.failures.report(job, error),
  };
}
