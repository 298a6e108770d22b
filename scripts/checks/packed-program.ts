import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

const DEADLINE_MS = 60_000;

/** One start of a program, and how it must end. */
export interface ProgramRun {
  readonly args: readonly string[];
  readonly code: number;
  /** On standard output if `code` is 0 or 2, else on standard error. */
  readonly says: RegExp;
}

/** Files for the runs: vectors, and labelled pairs with texts. */
const PROGRAM_FILES: Readonly<Record<string, string | Uint8Array>> = {
  "vectors.f32": new Uint8Array(
    Float32Array.from({ length: 400 * 8 }, (_, at) => Math.sin(at * at + 1)).buffer,
  ),
  "pairs.jsonl": '{"a":"Send 5 euros","b":"Send 6 euros","same":false}\n',
  "octavec.yaml": "namespace: check\n",
  "similarities.jsonl": '{"similarity":0.5,"same":true}\n'.repeat(60),
};

/** Between them they load every part of the program that needs neither a server nor an optional package. */
export const OCTAVEC_RUNS: readonly ProgramRun[] = [
  { args: ["--help"], code: 0, says: /Usage: octavec COMMAND/ },
  { args: ["serve", "--help"], code: 0, says: /octavec serve --demo/ },
  { args: ["serve"], code: 1, says: /^MISSING_DEPENDENCY: .*npm install fastify yaml/ },
  { args: ["mcp", "--help"], code: 0, says: /octavec mcp \[options\]/ },
  { args: ["mcp"], code: 1, says: /^MISSING_DEPENDENCY: .*npm install @modelcontextprotocol\/server/ },
  { args: ["dashboard", "--help"], code: 0, says: /octavec dashboard --namespace/ },
  { args: ["config", "schema"], code: 0, says: /"adminPort"/ },
  { args: ["calibrate", "--help"], code: 0, says: /octavec calibrate --collection/ },
  { args: ["plan", "--elements", "1000", "--dimension", "8", "--json"], code: 0, says: /"bytesPerElement"/ },
  { args: ["doctor", "--redis", "redis://127.0.0.1:1"], code: 1, says: /^CONNECTION_FAILED: / },
  { args: ["migrate", "hashes", "--help"], code: 0, says: /octavec migrate hashes run --prefix/ },
  {
    args: ["migrate", "jsonl", "run", "--file", "none.jsonl", "--to", "a:b", "--dry-run"],
    code: 1,
    says: /^SOURCE_NOT_FOUND: /,
  },
  { args: ["calibrate", "--file", "vectors.f32", "--dimension", "8"], code: 0, says: /from 400 vectors/ },
  { args: ["calibrate", "guards", "--pairs", "pairs.jsonl"], code: 0, says: /numbers .* 1 = 100/ },
  {
    args: ["calibrate", "threshold", "--pairs", "similarities.jsonl", "--plot", "plot.svg"],
    code: 2,
    says: /No threshold reaches/,
  },
  {
    args: ["calibrate", "threshold", "--pairs", "none.jsonl"],
    code: 1,
    says: /^INVALID_ARGUMENT: --pairs: .*\nSee octavec calibrate threshold --help/,
  },
];

/** Starts a program of an installed package as `npx` does, by its link in `node_modules/.bin`. */
export function checkProgram(
  consumer: string,
  { packageName, name }: { readonly packageName: string; readonly name: string },
  runs: readonly ProgramRun[],
): Problem[] {
  const command = linkProgram(consumer, packageName, name);
  for (const [file, content] of Object.entries(PROGRAM_FILES)) writeFileSync(join(consumer, file), content);
  return runs.flatMap(({ args, code, says }) => {
    const ended = spawnSync(command, args, {
      cwd: consumer,
      encoding: "utf8",
      timeout: DEADLINE_MS,
      killSignal: "SIGKILL",
    });
    const { status, stdout, stderr, error } = ended;
    if (status === code && says.test(code === 1 ? stderr : stdout)) return [];
    const happened = error?.message ?? `ended with ${status}: ${stderr.trim() || stdout.trim()}`;
    return [
      {
        file: "package.json",
        line: 1,
        rule: `the packed program \`${[name, ...args].join(" ")}\` ${happened}`,
        fix: `it should end with ${code} and say ${says}; build with \`npm run build\` and start it from dist`,
      },
    ];
  });
}

/** What `npm install` does with `bin`. */
function linkProgram(consumer: string, packageName: string, name: string): string {
  const home = join(consumer, "node_modules", packageName);
  const manifest: { bin?: Record<string, string> } = JSON.parse(
    readFileSync(join(home, "package.json"), "utf8"),
  );
  const target = join(home, manifest.bin?.[name] ?? `no-${name}`);
  const link = join(consumer, "node_modules/.bin", name);
  mkdirSync(join(consumer, "node_modules/.bin"), { recursive: true });
  chmodSync(target, 0o755);
  symlinkSync(target, link);
  return link;
}
