/** `npm run check:package` builds and packs the package, and then uses it as an application would. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { checkBundles } from "./checks/bundles.js";
import { checkCleanImports } from "./checks/clean-import.js";
import { checkCommentExamples, readCommentExamples } from "./checks/comment-examples.js";
import { checkConsumerTypes } from "./checks/consumer-types.js";
import { readEntryPoints } from "./checks/entry-points.js";
import { neededPeers } from "./checks/needed-peers.js";
import { checkOfflineEmbedder } from "./checks/offline-embedder.js";
import { checkPackedNames } from "./checks/packed-names.js";
import { checkPackedFiles, installPacked, packPackage } from "./checks/packed-package.js";
import { checkProgram, OCTAVEC_RUNS } from "./checks/packed-program.js";
import { finishCheck, type Problem } from "./checks/problem.js";
import { checkTypeResolution } from "./checks/type-resolution.js";

const TYPESCRIPT_7 = "node_modules/typescript/bin/tsc";
const TYPESCRIPT_6 = "node_modules/@typescript/typescript6/bin/tsc6";

const root = resolve(import.meta.dirname, "..");
const manifest: { name: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const consumer = mkdtempSync(join(tmpdir(), "octavec-package-"));
try {
  const { entryPoints, problems } = readEntryPoints(root);
  const { tarball, files, unpackedBytes } = packPackage(root, consumer);
  const bytes = new Uint8Array(readFileSync(tarball));
  problems.push(...checkPackedFiles(files, unpackedBytes), ...(await lintManifest(bytes)));
  problems.push(...(await checkTypeResolution(bytes)));

  const peers = [...new Set(entryPoints.flatMap((entryPoint) => neededPeers(root, entryPoint)))];
  installPacked(root, tarball, consumer, peers);
  problems.push(...checkPackedNames(join(consumer, "node_modules", manifest.name), files));
  const specifiers = entryPoints.map(({ specifier }) => specifier);
  problems.push(...checkCleanImports(consumer, specifiers));
  problems.push(...checkProgram(consumer, { packageName: manifest.name, name: "octavec" }, OCTAVEC_RUNS));
  problems.push(...(await checkOfflineEmbedder(root, consumer)));
  const bundles = await checkBundles(consumer, specifiers, peers);
  problems.push(...bundles.problems);
  for (const { specifier, format, bytes } of bundles.sizes) {
    console.log(`${specifier} bundled as ${format}: ${bytes.toLocaleString("en")} bytes`);
  }
  const examples = readCommentExamples(root);
  problems.push(...(await checkCommentExamples(consumer, join(root, TYPESCRIPT_7), examples)));
  const from = { consumer, packageName: manifest.name, specifiers };
  problems.push(
    ...(await checkConsumerTypes({ ...from, version: "7", compiler: join(root, TYPESCRIPT_7) })),
    ...(await checkConsumerTypes({
      ...from,
      version: "6",
      compiler: join(root, TYPESCRIPT_6),
      // It takes several times as long as 7; the other resolutions it checks in `npm run test:full`.
      resolutions: ["nodenext"],
    })),
  );
  const size = `${files.length} files with ${unpackedBytes.toLocaleString("en")} bytes`;
  finishCheck(
    "package",
    problems,
    `${size}, ${specifiers.length} entry points, ${examples.length} examples of doc comments`,
  );
} finally {
  rmSync(consumer, { recursive: true, force: true });
}

/** Applies publint's rules about the fields of package.json and the formats of the files that they name. */
async function lintManifest({ buffer }: Uint8Array<ArrayBuffer>): Promise<Problem[]> {
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => ({
    file: "package.json",
    line: 1,
    rule: `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
    fix: `see ${message.code} in publint's rules`,
  }));
}
