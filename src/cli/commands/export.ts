import { type CacheFlags, embedderOf, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import { checkPlace } from "../calibrate/write-whole.js";
import { cacheLines, collectionLines } from "../export/export-lines.js";
import { type ExportedLine, type LinesReport, writeResumableLines } from "../export/resumable-lines.js";
import type { CommandContext, MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { commandOf } from "../program/help.js";
import { placeOf, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { UsageError } from "../terminal/usage-error.js";
import { workProgress } from "../terminal/work-progress.js";

const RESUMES = `The lines go to FILE.part, which is renamed at the end. A run that was stopped continues there: records that it wrote are
not written again, so changes of them meanwhile are not in the file. Delete FILE.part to begin anew.`;

/** `octavec export`, with `collection` and `cache` below it. */
export const exportCommand: MakeCommand = (context) =>
  commandOf("export", {
    about: "copy a collection, or the entries of a cache, to a JSONL file",
    more: RESUMES,
    examples: [
      "octavec export collection shop:articles --file articles.jsonl",
      "octavec export cache --namespace support --tenant acme --file entries.jsonl",
    ],
  })
    .action(() => {
      throw new UsageError("octavec export: expected collection, or cache");
    })
    .addCommand(collectionCommand(context))
    .addCommand(cacheCommand(context));

interface ExportFlags {
  readonly redis?: string;
  readonly file?: string;
  readonly json: boolean;
}

function collectionCommand({ signal }: CommandContext) {
  return commandOf("collection", {
    about: "copy a collection to a JSONL file, which octavec migrate jsonl reads",
    more: RESUMES,
    examples: ["octavec export collection shop:articles --file articles.jsonl"],
  })
    .argument("<ns:name>", "the collection")
    .option(...REDIS_FLAG)
    .option("--file <file>", "the file to write")
    .option("--json", "print the result as JSON", false)
    .action(async (name: string, flags: ExportFlags) => {
      const { namespace, name: collection } = placeOf("ns:name", name);
      const file = await fileOf(flags);
      await using client = await connectFromFlags(flags.redis);
      const { count, lines, rejected } = await collectionLines(client, { namespace, collection }, signal);
      const report = await write(file, lines, { total: count, idField: "id" });
      tell(flags, file, { ...report, rejected: rejected() });
    });
}

type CacheExportFlags = ExportFlags &
  CacheFlags & { readonly model?: string; readonly dimension?: number; readonly vectors: boolean };

function cacheCommand({ signal }: CommandContext) {
  return withCacheFlags(
    commandOf("cache", {
      about: "copy the entries of one tenant's cache to a JSONL file, which cache.warm() reads",
      more: `${RESUMES}

Entries keep their ids where they are loaded only if the file names the embedder that made them: give its --model and --dimension. The
secret of keys is read from CACHE_KEY_SECRET. The file holds prompts and answers.`,
      examples: [
        "octavec export cache --namespace support --tenant acme --model text-embedding-3-small --dimension 1536 --file entries.jsonl",
      ],
    }),
  )
    .option("--model <name>", "model of the cache's embedder")
    .option("--dimension <count>", "its numbers per vector", wholeNumber("--dimension", 1, 65_536))
    .option("--no-vectors", "leave out the vectors, which cache.warm() then embeds again")
    .option(...REDIS_FLAG)
    .option("--file <file>", "the file to write")
    .option("--json", "print the result as JSON", false)
    .action(async (flags: CacheExportFlags) => {
      const { model, dimension, vectors } = flags;
      const file = await fileOf(flags);
      const embedder = embedderOf({ model, dimension });
      await using client = await connectFromFlags(flags.redis);
      await using cache = openNamedCache(client, flags, { embedder, threshold: 1 });
      const { entries } = await cache.stats({ signal });
      const lines = cacheLines(cache, { vectors, signal });
      tell(flags, file, {
        ...(await write(file, lines, { total: entries, idField: "entryId" })),
        rejected: 0,
      });
    });
}

async function fileOf({ file }: ExportFlags): Promise<string> {
  if (file === undefined) throw new UsageError("--file: expected a file to write");
  await checkPlace("--file", file);
  return file;
}

async function write(
  file: string,
  lines: AsyncIterable<ExportedLine>,
  { total, idField }: { total: number; idField: string },
): Promise<LinesReport> {
  const progress = workProgress("Exporting", total);
  try {
    const idOf = (text: string) => String(JSON.parse(text)[idField]);
    return await writeResumableLines(file, lines, { idOf, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}

function tell(
  { json }: ExportFlags,
  file: string,
  report: LinesReport & { readonly rejected: number },
): void {
  if (json) {
    printJson({ file, ...report });
    return;
  }
  const resumed = report.resumed === 0 ? "" : `, of which ${report.resumed} were there from an earlier run`;
  const rejected = report.rejected === 0 ? "" : `; ${report.rejected} records could not be read`;
  console.log(`${file}: ${report.lines} lines${resumed}${rejected}`);
}
