import { type ExamineOptions, examine, type Role, repairOrphans } from "../../doctor/index.js";
import type { VectorClient } from "../../index.js";
import { formatExamination } from "../doctor/format-examination.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, connectToReplica, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { oneOf, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { UsageError } from "../terminal/usage-error.js";
import { workProgress } from "../terminal/work-progress.js";

interface DoctorFlags {
  readonly redis?: string;
  readonly namespace?: string;
  readonly role: Role;
  readonly ignore?: readonly string[];
  readonly sample: number;
  readonly fix: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `octavec doctor`. */
export const doctorCommand: MakeCommand = ({ signal, exitWith }) =>
  commandOf("doctor", {
    about: "what is wrong with a server, and with what is stored there",
    more: `It only reads. The exit code is 2 if there are findings. --fix counts what was left behind by records and cache entries that are
gone; --fix --yes removes it, a hundred at a time.`,
    examples: [
      "octavec doctor --redis redis://localhost:6379",
      "octavec doctor --namespace shop --ignore no-overcommit,no-maxmemory --json",
      "octavec doctor --fix",
      "octavec doctor --fix --yes",
    ],
  })
    .option(...REDIS_FLAG)
    .option("--namespace <name>", "look only at collections and caches of this namespace")
    .option(
      "--role <name>",
      "what the user must be able to do: reader, writer or cache",
      oneOf("--role", ["reader", "writer", "cache"]),
      "cache",
    )
    .option("--ignore <ids>", "ids of findings that are accepted, with commas between", (text) =>
      text.split(","),
    )
    .option(
      "--sample <count>",
      "elements of each set that are compared with each replica",
      wholeNumber("--sample", 1, 1_000),
      20,
    )
    .option("--fix", "count orphaned codes, entries and vectors, and with --yes remove them", false)
    .option("--yes", "with --fix: remove them", false)
    .option("--json", "print the result as JSON", false)
    .action(async (flags: DoctorFlags) => {
      if (flags.yes && !flags.fix) throw new UsageError("--yes: only with --fix");
      await using client = await connectFromFlags(flags.redis);
      if (flags.fix) return fix(client, flags, signal);
      const { namespace, role, ignore, sample: sampleSize } = flags;
      const connectTo: ExamineOptions["connectTo"] = (address) => connectToReplica(flags.redis, address);
      const options = { namespace, role, ignore, sampleSize, connectTo, signal };
      const examination = await examine(client, options);
      if (flags.json) printJson(examination);
      else console.log(formatExamination(examination));
      if (examination.findings.length > 0) exitWith(EXIT_CODES.no);
    });

async function fix(client: VectorClient, { namespace, yes, json }: DoctorFlags, signal: AbortSignal) {
  const progress = workProgress(yes ? "Removing" : "Counting", null);
  try {
    const report = await repairOrphans(client, {
      apply: yes,
      namespace,
      signal,
      onProgress: ({ found }) => progress.update(found),
    });
    progress.stop();
    if (json) return printJson(report);
    const { applied, codes, expiries, entries, vectors, generationKeys } = report;
    console.log(
      `${applied ? "Removed" : "Would remove"} ${codes} codes, ${expiries} instants of expiry, ${entries} cache entries, ${vectors} cache vectors, and ${generationKeys} keys of forgotten generations.`,
    );
    if (!applied) console.log("octavec doctor --fix --yes removes them.");
  } finally {
    progress.stop();
  }
}
