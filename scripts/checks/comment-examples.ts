import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";
import { isLibraryFile, listCodeFiles } from "./source-tree.js";

/** The code below an `@example` of a doc comment. */
export interface CommentExample {
  file: string;
  /** Of the first line of code. */
  line: number;
  text: string;
}

/** What the examples may use without saying where it comes from, with its type. */
const GIVEN: Readonly<Record<string, string>> = {
  client: 'import("octavec").VectorClient',
  articles: 'import("octavec").VectorRepository',
  embedder: 'import("octavec/embedding").Embedder',
  texts: "readonly string[]",
  cache: 'import("octavec/cache").SemanticCache',
  health: 'import("octavec").HealthHandlers',
  app: '{ get(path: string, handler: import("octavec").HealthHandler): void }',
  askModel:
    "(prompt: string, options: { signal: AbortSignal | undefined }) => Promise<{ text: string; usage: { inputTokens: number; outputTokens: number } }>",
};

/** Every `@example` of the library. */
export function readCommentExamples(root: string): CommentExample[] {
  return listCodeFiles(root)
    .filter(isLibraryFile)
    .flatMap((file) => examplesOf(file, readFileSync(join(root, file), "utf8").split("\n")));
}

/** An example ends where the comment ends or its next tag begins. */
function examplesOf(file: string, lines: readonly string[]): CommentExample[] {
  return lines.flatMap((content, row) => {
    if (!/^\s*\* @example$/.test(content)) return [];
    const below = lines.slice(row + 1);
    const code = below.slice(
      0,
      below.findIndex((line) => /^\s*\*(\/| @\w)/.test(line)),
    );
    return [{ file, line: row + 2, text: code.map((line) => line.replace(/^\s*\* ?/, "")).join("\n") }];
  });
}

/**
 * Compiles the examples as a user would who has the package in `consumer/node_modules`.
 *
 * @param compiler - The compiler's program file, as JavaScript.
 */
export async function checkCommentExamples(
  consumer: string,
  compiler: string,
  examples: readonly CommentExample[],
): Promise<Problem[]> {
  const folder = join(consumer, "examples");
  mkdirSync(folder);
  const given = Object.entries(GIVEN).map(([name, type]) => `  var ${name}: ${type};`);
  writeFileSync(join(folder, "given.d.mts"), `declare global {\n${given.join("\n")}\n}\nexport {};\n`);
  const nameOf = (place: number) => `example-${place}.mts`;
  for (const [place, { text }] of examples.entries()) {
    // The last line makes a module of it, which may have variables of any name.
    writeFileSync(join(folder, nameOf(place)), `${text}\nexport {};\n`);
  }
  const compilerOptions = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2022", "esnext.disposable"],
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.mts"] }));
  const output = await run(compiler, folder);
  return output
    .split("\n")
    .filter((line) => line.includes("error TS"))
    .map((line) => {
      const [, place = "", row = "1", message = line] =
        /^example-(\d+)\.mts\((\d+),\d+\): (.*)$/.exec(line) ?? [];
      const example = examples[Number(place || -1)];
      return {
        file: example?.file ?? "scripts/checks/comment-examples.ts",
        line: (example?.line ?? 1) + Number(row) - 1,
        rule: `an @example does not compile: ${message}`,
        fix: `import what it uses, or use one of the names that are given: ${Object.keys(GIVEN).join(", ")}`,
      };
    });
}

function run(compiler: string, folder: string): Promise<string> {
  return new Promise((done) => {
    const args = [compiler, "--pretty", "false", "--project", "tsconfig.json"];
    execFile(process.execPath, args, { cwd: folder }, (_failure, stdout) => done(stdout));
  });
}
