import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Benches that take half an hour, or need files. */
const LONG: ReadonlySet<string> = new Set(["gateway-soak", "quality"]);

/**
 * `bench -- all --json FILE`: every bench that needs no file and less than half an hour, one after the other, each in a process and
 * with a server of its own. The file holds the figures by name of the bench. Benches whose figures it has already are left out, so a
 * run that was stopped goes on where it was.
 *
 * @param flags - Passed on to each bench.
 * @returns whether all have run to their end.
 */
export async function runAll(
  names: readonly string[],
  file: string,
  flags: readonly string[],
): Promise<boolean> {
  const figures: Record<string, unknown> = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : {};
  const wanted = names.filter((name) => !LONG.has(name) && !(name in figures));
  const folder = await mkdtemp(join(tmpdir(), "octavec-bench-"));
  const failed: string[] = [];
  for (const [place, name] of wanted.entries()) {
    console.log(`\n── ${name} (${place + 1} of ${wanted.length})`);
    const result = join(folder, `${name}.json`);
    if (await runOne([name, "--json", result, ...flags])) {
      figures[name] = JSON.parse(await readFile(result, "utf8"));
      await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
    } else {
      failed.push(name);
    }
  }
  await rm(folder, { recursive: true });
  if (failed.length > 0) console.error(`\nThese benches failed: ${failed.join(", ")}.`);
  return failed.length === 0;
}

async function runOne(args: readonly string[]): Promise<boolean> {
  const program = join(import.meta.dirname, "index.ts");
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  return code === 0;
}
