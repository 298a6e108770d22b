import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Problem } from "./problem.js";

export interface PackedPackage {
  tarball: string;
  /** Paths inside the package. */
  files: string[];
  /** Size of all unpacked files. */
  unpackedBytes: number;
}

/** Runs `npm pack` on the built repository and writes the package to `folder`. */
export function packPackage(root: string, folder: string): PackedPackage {
  const answer = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder],
    { cwd: root, encoding: "utf8" },
  );
  const [packed]: { filename: string; files: { path: string }[]; unpackedSize: number }[] =
    JSON.parse(answer);
  if (!packed) throw new Error(`npm pack returned no package: ${answer}`);
  const { filename, files, unpackedSize } = packed;
  return {
    tarball: join(folder, filename),
    files: files.map(({ path }) => path),
    unpackedBytes: unpackedSize,
  };
}

const NEEDED = [
  "package.json",
  "README.md",
  "LICENSE",
  "docker-compose.redis8.yml",
  "src/cli/dashboard/page/index.html",
  "src/gateway/config/octavec.schema.json",
];
const BUILT = /^dist\/(shared-[\w-]+|(src|quantization)\/.+)\.(js|d\.ts)$/;
const GUIDE = /^(src|quantization)\/.+\.md$/;
/** What the profile `observability` of the compose file mounts. */
const MOUNTED = /^scripts\/observability\/[\w./-]+\.(yml|json)$/;
/** The page of `octavec dashboard`, which browsers read as it is. */
const PAGE = /^src\/cli\/dashboard\/page\/[\w-]+\.(html|css|js)$/;
/** Some room above what the package has. Raise them with a new entry point, guide or file of the page, and not for anything else. */
const MAX_FILES = 220;
const MAX_UNPACKED_BYTES = 3_300_000;

/** Checks that the package contains the build, the guides and the pages for users, nothing else, and that it is small enough. */
export function checkPackedFiles(files: readonly string[], unpackedBytes: number): Problem[] {
  const atManifest = (rule: string, fix: string): Problem => ({ file: "package.json", line: 1, rule, fix });
  const missing = NEEDED.filter((file) => !files.includes(file));
  const known = [BUILT, GUIDE, MOUNTED, PAGE];
  const foreign = files.filter((file) => !NEEDED.includes(file) && !known.some((form) => form.test(file)));
  const tooLarge = [
    ...(files.length > MAX_FILES ? [`${files.length} files, more than ${MAX_FILES}`] : []),
    ...(unpackedBytes > MAX_UNPACKED_BYTES
      ? [`${unpackedBytes} bytes, more than ${MAX_UNPACKED_BYTES}`]
      : []),
  ];
  return [
    ...missing.map((file) => atManifest(`the package lacks ${file}`, "add the file, or name it in `files`")),
    ...foreign.map((file) => atManifest(`the package contains ${file}`, "narrow `files`")),
    ...tooLarge.map((size) =>
      atManifest(`the package has ${size}`, "find with `npm pack --dry-run` what grew"),
    ),
  ];
}

/**
 * Unpacks the package to `consumer/node_modules`, together with its dependencies, but without optional and development
 * packages.
 *
 * @param peers - Optional packages that the user has.
 */
export function installPacked(
  root: string,
  tarball: string,
  consumer: string,
  peers: readonly string[] = [],
): void {
  const manifest: { name: string; dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const home = join(consumer, "node_modules", manifest.name);
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", home, "--strip-components=1"]);
  // Every TypeScript project on Node has the types of Node.
  for (const name of [...Object.keys(manifest.dependencies ?? {}), ...peers, "@types/node"]) {
    const target = join(root, "node_modules", name);
    const link = join(consumer, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    if (existsSync(target)) symlinkSync(target, link, "dir");
  }
}
