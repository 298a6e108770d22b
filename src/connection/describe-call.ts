import type { Command, Transaction } from "../executor.js";
import type { OperationFacts } from "../telemetry/index.js";

type Step = Command | Transaction;

/**
 * How telemetry calls one command. Names are given as the caller spelled them.
 *
 * @param captureKeys - Look at the key, too. Nothing else of the arguments is ever looked at.
 */
export function describeCommand(command: Command, captureKeys: boolean): OperationFacts {
  return {
    name: nameOf(command),
    batchSize: 1,
    collection: captureKeys ? collectionOf(command) : undefined,
  };
}

/** How telemetry calls a pipeline. A single step is called what it is, as it is no batch. */
export function describePipeline(steps: readonly Step[], captureKeys: boolean): OperationFacts {
  const [only] = steps;
  const collection = captureKeys ? sharedBy(steps.flatMap(commandsOf), collectionOf) : undefined;
  if (steps.length === 1 && only !== undefined) {
    if (!isTransaction(only)) return describeCommand(only, captureKeys);
    const { transaction } = only;
    return {
      name: withName("MULTI", sharedBy(transaction, nameOf)),
      batchSize: transaction.length,
      collection,
    };
  }
  return {
    name: withName(
      "PIPELINE",
      sharedBy(steps, (step) => (isTransaction(step) ? "MULTI" : nameOf(step))),
    ),
    batchSize: steps.reduce((sum, step) => sum + (isTransaction(step) ? step.transaction.length : 1), 0),
    collection,
  };
}

function isTransaction(step: Step): step is Transaction {
  return "transaction" in step;
}

function commandsOf(step: Step): readonly Command[] {
  return isTransaction(step) ? step.transaction : [step];
}

/** Guards against a whole command line in the place of the name: it would carry keys and ids along. */
const COMMAND_NAME = /^[a-z][a-z0-9._|-]{0,63}$/i;

function nameOf(command: Command): string {
  const name = String(command[0] ?? "");
  return COMMAND_NAME.test(name) ? name : "_OTHER";
}

function withName(kind: string, name: string | undefined): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

/** The text that is the same for all, or undefined. */
function sharedBy<T>(items: readonly T[], textOf: (item: T) => string | undefined): string | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  const text = textOf(first);
  return items.every((item) => textOf(item) === text) ? text : undefined;
}

/**
 * The collection that a command uses: `shop:articles` for the key `{shop:articles}:v`. The key is the first argument of a V
 * command, or the first key of a script. A key of a V command without a hash tag is not this library's and is returned as it is.
 */
function collectionOf([name, key, , scriptKey]: Command): string | undefined {
  if (typeof name !== "string") return undefined;
  if (/^eval/i.test(name)) return /^\{([^}]+)\}:v$/.exec(String(scriptKey))?.[1];
  if (!/^v/i.test(name) || key === undefined) return undefined;
  const text = String(key);
  return /^\{([^}]+)\}/.exec(text)?.[1] ?? text;
}
