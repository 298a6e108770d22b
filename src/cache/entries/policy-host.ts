import { decodeFloat32Blob } from "../../commands/index.js";
import { Script } from "../../script.js";
import type { MetricsTarget, PolicyHost } from "../contract/index.js";
import { checkEntryId, scopeIdOfEntry } from "../question/index.js";
import type { EntryContext } from "./context/entry-context.js";
import { dropAnswers } from "./invalidation/drop-around.js";
import { endProbation } from "./lifetime/end-probation.js";
import { readEntry } from "./read/read-entry.js";
import { readGeneration } from "./read/read-living.js";
import { RELINK_ENTRY } from "./scripts/change-entry.lua.js";
import { exportEntries } from "./transfer/export-entries.js";

const relinkScript = new Script(RELINK_ENTRY, { readOnly: false });
const RELINK_TIMEOUT_MS = 5_000;

/** What the cache lets its decision policy use. */
export function policyHostOf(context: EntryContext, metrics: MetricsTarget | undefined): PolicyHost {
  const { executor, keys, settings, space } = context;
  return {
    tenant: settings.tenant,
    space,
    executor,
    metrics,
    key: (name) => keys.base + name,
    async readEntry(entryId, options) {
      const { found } = await readEntry(context, entryId, options);
      return found === undefined || found === "corrupt" ? undefined : found.entry;
    },
    async *entries({ signal }) {
      context.lifecycle.use();
      context.generation.note(await readGeneration(context, signal));
      for await (const { entryId, answerId, vector } of exportEntries(context, { signal })) {
        const blob = vector === undefined ? undefined : Buffer.from(vector, "base64");
        yield {
          entryId,
          scopeId: scopeIdOfEntry(entryId),
          answerId,
          vector: blob === undefined ? undefined : decodeFloat32Blob(blob),
        };
      }
    },
    async relink(entryId, { from = "", to }) {
      const reply = await relinkScript.run(executor, keys.generation, [checkEntryId(entryId), from, to], {
        idempotent: true,
        timeoutMs: RELINK_TIMEOUT_MS,
      });
      context.memory?.delete(entryId);
      return reply === 1;
    },
    confirm: (entryId, options) => endProbation(context, entryId, options),
    removeAnswers(answers, { signal }) {
      context.lifecycle.use();
      return dropAnswers(context, answers, signal);
    },
    reportChange: (event) => context.reportChange(event),
    reportFailure: (job, error) => context.failures.report(job, error),
  };
}
