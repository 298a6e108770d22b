import type { Executor } from "../../executor.js";

/** Clients whose user may not run scripts. */
const WITHOUT_SCRIPTS = new WeakSet<Executor>();

/** False after the server has refused a script of this client's user. It stays false for the life of the client. */
export function mayRunScripts(executor: Executor): boolean {
  return !WITHOUT_SCRIPTS.has(executor);
}

/** Remembers the refusal and emits one process warning per client, because the ways without scripts are weaker. */
export function noteForbiddenScripts(executor: Executor): void {
  if (WITHOUT_SCRIPTS.has(executor)) return;
  WITHOUT_SCRIPTS.add(executor);
  process.emitWarning(
    "octavec: this Redis user may not run scripts (+evalsha +eval, and +evalsha_ro +eval_ro for reading). Records are written " +
      "in transactions instead. If a collection is dropped and created again during a write, elements may be lost; the write " +
      "then fails with an error. On servers before 8.0.3, a search reads the attributes of its hits in a second round trip.",
    { code: "OCTAVEC_SCRIPTS_FORBIDDEN" },
  );
}
