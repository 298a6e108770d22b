import { expect, test } from "vitest";
import type { Command, Reply, StepResult } from "../../../src/executor.js";
import { type KeyWalk, type SourceExecutor, walkKeys } from "../../../src/migration/source/walk-keys.js";
import { collect } from "../../helpers/collect.js";
import { codeOf } from "../../helpers/outcome.js";

/** Answers each SCAN with the next of the given steps, which names the server's run, the next cursor and the keys. */
class ScriptedServer implements SourceExecutor {
  readonly scans: Command[] = [];

  constructor(private readonly steps: readonly (readonly [runId: string, next: string, keys: string[]])[]) {}

  async send(): Promise<Reply> {
    throw new Error("walkKeys sends pipelines only.");
  }

  async pipeline(commands: readonly Command[]): Promise<StepResult[]> {
    const [runId, next, keys] = this.steps[Math.min(this.scans.length, this.steps.length - 1)]!;
    this.scans.push(commands[1]!);
    return [
      { ok: true, value: `# Server\r\nrun_id:${runId}\r\n` },
      { ok: true, value: [next, keys.map((key) => Buffer.from(key))] },
    ];
  }

  get cursors(): unknown[] {
    return this.scans.map(([, cursor]) => cursor);
  }
}

const walk: KeyWalk = { type: "hash", prefixes: ["doc:"], stepSize: 10 };

function textOf(
  steps: Awaited<ReturnType<typeof collect<{ keys: readonly Buffer[]; cursor: string | null }>>>,
) {
  return steps.map(({ keys, cursor }) => [keys.map(String), cursor]);
}

test("steps without a key are skipped, repeated and foreign keys are left out, and the last step has no cursor", async () => {
  const server = new ScriptedServer([
    ["r1", "5", []],
    ["r1", "9", ["doc:a", "doc:a", "other"]],
    ["r1", "0", []],
  ]);
  expect(textOf(await collect(walkKeys(server, walk)))).toEqual([
    [["doc:a"], "r1:9"],
    [[], null],
  ]);
  expect(server.scans[0]).toEqual(["SCAN", "0", "COUNT", "10", "MATCH", "doc:*", "TYPE", "hash"]);
});

test("a walk begins again when another server process answers", async () => {
  const server = new ScriptedServer([
    ["r2", "3", ["doc:wrong"]],
    ["r2", "7", ["doc:a"]],
    ["r2", "0", ["doc:b"]],
  ]);
  expect(textOf(await collect(walkKeys(server, { ...walk, cursor: "r1:42" })))).toEqual([
    [["doc:a"], "r2:7"],
    [["doc:b"], null],
  ]);
  expect(server.cursors).toEqual(["42", "0", "7"]);
});

test("one step examines at most 1,000 keys, and several prefixes are compared by the client", async () => {
  const server = new ScriptedServer([["r1", "0", ["a:1", "b:1", "c:1"]]]);
  const steps = await collect(walkKeys(server, { ...walk, prefixes: ["a:", "b:"], stepSize: 5_000 }));
  expect(textOf(steps)).toEqual([[["a:1", "b:1"], null]]);
  expect(server.scans).toEqual([["SCAN", "0", "COUNT", "1000", "TYPE", "hash"]]);
});

test("a cursor of another format is refused before anything is sent", async () => {
  const server = new ScriptedServer([["r1", "0", []]]);
  expect(await codeOf(collect(walkKeys(server, { ...walk, cursor: "after:a" })))).toBe("INVALID_ARGUMENT");
  expect(server.scans).toEqual([]);
});
