/** `npm run check:package`: builds and packs the package, then uses it as a stranger would. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { checkCleanImports } from "./checks/clean-import.js";
import { checkConsumerTypes } from "./checks/consumer-types.js";
import { readEntryPoints } from "./checks/entry-points.js";
import { checkPackedFiles, installPacked, packPackage } from "./checks/packed-package.js";
import { finishCheck, type Problem } from "./checks/problem.js";

const root = resolve(import.meta.dirname, "..");
const manifest: { name: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const consumer = mkdtempSync(join(tmpdir(), "octavec-package-"));
try {
  const { entryPoints, problems } = readEntryPoints(root);
  const { tarball, files } = packPackage(root, consumer);
  problems.push(...checkPackedFiles(files), ...(await lintManifest(tarball)));

  installPacked(root, tarball, consumer);
  const specifiers = entryPoints.map(({ specifier }) => specifier);
  problems.push(...checkCleanImports(consumer, specifiers));
  problems.push(...checkConsumerTypes(root, consumer, manifest.name, specifiers));
  finishCheck("package", problems, `${files.length} files, ${specifiers.length} entry points`);
} finally {
  rmSync(consumer, { recursive: true, force: true });
}

/** publint's rules about fields of package.json and the formats of the files that they name. */
async function lintManifest(tarball: string): Promise<Problem[]> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  return messages.map((message) => ({
    file: "package.json",
    line: 1,
    rule: `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
    mend: `see ${message.code} in publint's rules`,
  }));
}
