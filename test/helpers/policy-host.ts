import type { AnswersInScope, EntryVector, PolicyHost } from "../../src/cache/contract/index.js";
import { type Script, ScriptedExecutor } from "./scripted-executor.js";

export interface FakeHost extends PolicyHost {
  readonly executor: ScriptedExecutor;
  /** What was reported, as `<job>: <message>`. */
  readonly failures: string[];
  readonly removed: AnswersInScope[];
}

/** A host of policies without a cache or a server. `script`: what Redis answers. */
export function fakeHost(
  options: {
    readonly tenant?: string;
    readonly script?: Script;
    readonly entries?: readonly EntryVector[];
  } = {},
): FakeHost {
  const { tenant = "acme", script, entries = [] } = options;
  const failures: string[] = [];
  const removed: AnswersInScope[] = [];
  return {
    tenant,
    space: "test space",
    executor: new ScriptedExecutor(script),
    metrics: undefined,
    failures,
    removed,
    key: (name) => `{test:${tenant}}:${name}`,
    readEntry: async () => undefined,
    async *entries() {
      yield* entries;
    },
    relink: async () => true,
    confirm: async () => {},
    removeAnswers: async (answers) => {
      removed.push(answers);
      return 1;
    },
    reportChange: () => {},
    reportFailure: (job, error) =>
      void failures.push(`${job}: ${error instanceof Error ? error.message : String(error)}`),
  };
}
