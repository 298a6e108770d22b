import type { Executor } from "../executor.js";

/** Clients whose user was refused a script because it may run none. */
const WITHOUT_SCRIPTS = new WeakSet<Executor>();

/** False once a script was refused to this client's user: the question is not repeated for the life of the client. */
export function mayRunScripts(executor: Executor): boolean {
  return !WITHOUT_SCRIPTS.has(executor);
}

/** Remembers the refusal, and warns once for the client, because what goes without scripts is weaker. */
export function noteForbiddenScripts(executor: Executor): void {
  if (WITHOUT_SCRIPTS.has(executor)) return;
  WITHOUT_SCRIPTS.add(executor);
  process.emitWarning(
    "octavec: this Redis user may not run scripts (+evalsha +eval, for reading +evalsha_ro +eval_ro). Records are written in " +
      "transactions instead: a collection that is dropped and made anew just then can lose the elements being written, which is " +
      "reported. On servers before 8.0.3 a search reads the attributes of its hits after the hits.",
    { code: "OCTAVEC_SCRIPTS_FORBIDDEN" },
  );
}
