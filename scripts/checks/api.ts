import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { apiReports } from "./api-report.js";
import { readEntryPoints } from "./entry-points.js";
import type { Problem } from "./problem.js";

const SNAPSHOT_FOLDER = "test/api";
const UPDATE = "if this is intended, run `npm run check:api -- --update` and review the diff";

export interface ApiCheck {
  entryPoints: number;
  problems: Problem[];
  /** One unified diff for each snapshot that differs. */
  diffs: string[];
}

/**
 * Compares the public names of every entry point with its snapshot in `test/api`, or rewrites the snapshots if `update` is
 * true. `declarationRoot` contains the emitted `.d.ts` files in the layout of the sources.
 */
export function checkApi(root: string, declarationRoot: string, update: boolean): ApiCheck {
  const { entryPoints, problems } = readEntryPoints(root);
  const check: ApiCheck = { entryPoints: entryPoints.length, problems, diffs: [] };
  // If an entry point is missing, names may have moved to others, so those cannot be compared.
  if (problems.length > 0) return check;

  const reports = apiReports(declarationRoot, entryPoints);
  for (const { name, specifier } of entryPoints) {
    const snapshot = `${SNAPSHOT_FOLDER}/${name}.txt`;
    const now = reports.get(specifier) ?? "";
    const before = readIfThere(join(root, snapshot));
    if (now === before) continue;
    if (update) {
      mkdirSync(dirname(join(root, snapshot)), { recursive: true });
      writeFileSync(join(root, snapshot), now);
    } else if (before === undefined) {
      problems.push({ file: snapshot, line: 1, rule: `no snapshot of ${specifier} yet`, fix: UPDATE });
    } else {
      check.diffs.push(createTwoFilesPatch(snapshot, `${specifier} now`, before, now));
      const rule = `the public names of ${specifier} changed`;
      problems.push({ file: snapshot, line: 1, rule, fix: UPDATE });
    }
  }
  const expected = new Set(entryPoints.map(({ name }) => `${name}.txt`));
  for (const file of snapshotsIn(root).filter((one) => !expected.has(one))) {
    const snapshot = `${SNAPSHOT_FOLDER}/${file}`;
    const rule = "this snapshot belongs to an entry point that package.json no longer has";
    if (update) rmSync(join(root, snapshot));
    else problems.push({ file: snapshot, line: 1, rule, fix: UPDATE });
  }
  return check;
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function snapshotsIn(root: string): string[] {
  const folder = join(root, SNAPSHOT_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".txt"));
}
