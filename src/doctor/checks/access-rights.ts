import type { Command, StepResult } from "../../executor.js";
import { type Check, Unseen } from "../contract/check.js";
import type { Finding } from "../contract/finding.js";
import { commandsOf, ruleOf } from "../facts/rights.js";

/**
 * Whether this user may call what its role needs, and whether the server has it. The commands are queued in a transaction that
 * is then discarded: the server checks their names and the user's rights when they are queued, and runs none of them.
 */
export const accessRights: Check = {
  name: "access-rights",
  run: async ({ client, options: { role = "cache", namespace, signal } }) => {
    const commands = commandsOf(role, `{${namespace ?? "octavec"}:doctor}:v`);
    const results = await client.lease(
      (connection) => connection.pipeline([["MULTI"], ...commands, ["DISCARD"]], { signal }),
      { signal },
    );
    const [opened, ...queued] = results;
    if (opened?.ok === false) throw new Unseen(`a transaction is refused: ${opened.error.message}`);
    const denied = denials(commands, queued);
    return [
      ...missingCommands(denied.missing, client.serverVersion),
      ...missingRights(denied.rules, role),
      // Without a namespace it is unknown which keys the user needs.
      ...(namespace === undefined || denied.keys.length === 0 ? [] : [missingKeys(namespace)]),
    ];
  },
};

interface Denials {
  readonly missing: readonly string[];
  readonly rules: readonly string[];
  readonly keys: readonly string[];
}

function denials(commands: readonly Command[], results: readonly StepResult[]): Denials {
  const denied = { missing: [] as string[], rules: [] as string[], keys: [] as string[] };
  for (const [at, command] of commands.entries()) {
    const result = results[at];
    if (result === undefined || result.ok) continue;
    const rule = ruleOf(command);
    const { code, message } = result.error;
    if (code === "UNSUPPORTED_COMMAND") denied.missing.push(rule);
    // A full server and a replica refuse writes for reasons that other checks tell.
    else if (code === "OUT_OF_MEMORY" || code === "READ_ONLY") continue;
    else if (code !== "NOT_AUTHORIZED") throw result.error;
    else if (/to access (a|one of the) key/.test(message)) denied.keys.push(rule);
    else denied.rules.push(rule);
  }
  return denied;
}

function missingCommands(missing: readonly string[], version: string): Finding[] {
  if (missing.length === 0) return [];
  return [
    {
      id: "missing-commands",
      severity: "error",
      cause: "The server does not know commands that octavec sends.",
      evidence: `Redis ${version} has no ${missing.join(", ")}`,
      remedy:
        "Use Redis 8.0 or later with its vector sets, and remove rename-command lines for these commands.",
    },
  ];
}

function missingRights(rules: readonly string[], role: string): Finding[] {
  if (rules.length === 0) return [];
  return [
    {
      id: "missing-rights",
      severity: "error",
      cause: `This user may not call commands that the role ${role} needs.`,
      evidence: `refused: ${rules.join(", ")}`,
      remedy: `ACL SETUSER … ${rules.map((rule) => `+${rule}`).join(" ")}; or examine another role.`,
    },
  ];
}

function missingKeys(namespace: string): Finding {
  return {
    id: "missing-keys",
    severity: "error",
    cause: "The rules of this user do not cover the keys of the namespace.",
    evidence: `a key that begins with {${namespace}: is refused`,
    remedy: `ACL SETUSER … ~{${namespace}:*`,
  };
}
