import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type DeclarationFile, type ForeignName, parseDeclarationFile } from "./declaration-file.js";
import type { EntryPoint } from "./entry-points.js";

/** Where a name is declared: in a `.d.ts` file, as a whole `.d.ts` file (`*`), or in another package. */
type Origin = { file: string; name: string } | { packageName: string; name: string };

/**
 * The public names of each entry point as reviewable text, by specifier: each name with its kind, the signatures without
 * comments, and the declarations that the signatures use but no entry point exports, because these are part of the public
 * interface too. Names that another entry point exports are only listed.
 */
export function apiReports(declarationRoot: string, entryPoints: readonly EntryPoint[]): Map<string, string> {
  const files = new DeclarationFiles(declarationRoot);
  const exportsOf = new Map(
    entryPoints.map(({ specifier, source }) => [specifier, files.exportsOf(declarationOf(source))] as const),
  );
  const homes = new Map<string, string>();
  for (const [specifier, origins] of exportsOf) {
    for (const origin of origins.values()) homes.set(keyOf(origin), homes.get(keyOf(origin)) ?? specifier);
  }
  return new Map(
    [...exportsOf].map(([specifier, origins]) => [specifier, report(files, specifier, origins, homes)]),
  );
}

function report(
  files: DeclarationFiles,
  specifier: string,
  origins: ReadonlyMap<string, Origin>,
  homes: ReadonlyMap<string, string>,
): string {
  const exported = [...origins].sort(([a], [b]) => compare(a, b));
  const { hidden, elsewhere } = files.reachableFrom([...origins.values()], homes);
  const sections = [
    `${specifier}: ${exported.length} names. Written by \`npm run check:api -- --update\`; a change here is a change for users.`,
    exported.map(([name, origin]) => `${files.kindOf(origin)} ${name}`).join("\n"),
    ...exported.map(([name, origin]) => files.signatureOf(origin, name)),
  ];
  if (hidden.length > 0) sections.push("Not exported, but part of the signatures above:", ...hidden);
  if (elsewhere.length > 0) sections.push(`Exported elsewhere: ${elsewhere.join(", ")}`);
  return `${sections.join("\n\n")}\n`;
}

/** Finds the declarations of names across files. */
class DeclarationFiles {
  readonly #root: string;
  readonly #parsed = new Map<string, DeclarationFile>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Every exported name of a file with its origin. Members of an exported namespace are named `namespace.member`. */
  exportsOf(file: string): Map<string, Origin> {
    const { exports, stars } = this.#parse(file);
    const found = new Map<string, Origin>();
    for (const star of stars) {
      const origin = this.#resolve(file, { specifier: star, name: "*" });
      if ("packageName" in origin) found.set(`* from ${origin.packageName}`, origin);
      else
        for (const [name, one] of this.exportsOf(origin.file)) if (name !== "default") found.set(name, one);
    }
    for (const [name, target] of exports) {
      const origin =
        typeof target === "string" ? this.#resolveLocal(file, target) : this.#resolve(file, target);
      if ("file" in origin && origin.name === "*") {
        for (const [member, one] of this.exportsOf(origin.file)) found.set(`${name}.${member}`, one);
      } else {
        found.set(name, origin);
      }
    }
    return found;
  }

  kindOf(origin: Origin): string {
    if ("packageName" in origin) return `from ${origin.packageName}`;
    const kinds = this.#declarationsOf(origin).map(({ kind }) => kind);
    return [...new Set(kinds)].join("+");
  }

  signatureOf(origin: Origin, exportedName?: string): string {
    if ("packageName" in origin) return `export { ${origin.name} } from "${origin.packageName}";`;
    const texts = this.#declarationsOf(origin).map(({ text }) => text);
    if (exportedName !== undefined && exportedName !== origin.name) texts.unshift(`${exportedName}:`);
    return texts.join("\n");
  }

  /**
   * The declarations that the origins use, directly or indirectly: the signatures of those without a home, and for those
   * that another entry point exports only its name.
   */
  reachableFrom(origins: readonly Origin[], homes: ReadonlyMap<string, string>) {
    const seen = new Set(origins.map(keyOf));
    const hidden: Origin[] = [];
    const elsewhere: string[] = [];
    const queue = [...origins];
    for (let origin = queue.shift(); origin; origin = queue.shift()) {
      for (const next of this.#referencesOf(origin)) {
        if (seen.has(keyOf(next)) || "packageName" in next) continue;
        seen.add(keyOf(next));
        const home = homes.get(keyOf(next));
        if (home !== undefined) {
          elsewhere.push(`${next.name} (${home})`);
        } else {
          hidden.push(next);
          queue.push(next);
        }
      }
    }
    hidden.sort((a, b) => compare(a.name, b.name));
    return { hidden: hidden.map((origin) => this.signatureOf(origin)), elsewhere: elsewhere.sort(compare) };
  }

  #referencesOf(origin: Origin): Origin[] {
    if ("packageName" in origin) return [];
    const { file } = origin;
    const { declarations, imports } = this.#parse(file);
    const found = this.#declarationsOf(origin).flatMap(({ references, foreignReferences }) => [
      // The other names are globals and type parameters.
      ...[...references]
        .filter((name) => declarations.has(name) || imports.has(name))
        .map((name) => this.#resolveLocal(file, name)),
      ...foreignReferences.map((name) => this.#resolve(file, name)),
    ]);
    return found.flatMap((one) =>
      "file" in one && one.name === "*" ? [...this.exportsOf(one.file).values()] : [one],
    );
  }

  #declarationsOf(origin: { file: string; name: string }) {
    const declarations = this.#parse(origin.file).declarations.get(origin.name);
    if (!declarations) throw new Error(`${origin.file} exports "${origin.name}" but does not declare it`);
    return declarations;
  }

  #resolveLocal(file: string, name: string): Origin {
    const { declarations, imports } = this.#parse(file);
    const foreign = imports.get(name);
    return foreign && !declarations.has(name) ? this.#resolve(file, foreign) : { file, name };
  }

  #resolve(file: string, { specifier, name }: ForeignName): Origin {
    if (!specifier.startsWith(".")) return { packageName: specifier, name };
    const target = posix.join(posix.dirname(file), specifier.replace(/\.([cm]?)js$/, ".d.$1ts"));
    if (name === "*") return { file: target, name };
    const { exports, stars } = this.#parse(target);
    const next = exports.get(name);
    if (typeof next === "string") return this.#resolveLocal(target, next);
    if (next) return this.#resolve(target, next);
    for (const star of stars) {
      const origin = this.#resolve(target, { specifier: star, name: "*" });
      if ("file" in origin && this.exportsOf(origin.file).has(name)) {
        return this.#resolve(target, { specifier: star, name });
      }
    }
    throw new Error(`${file} imports "${name}" from ${target}, which does not export it`);
  }

  #parse(file: string): DeclarationFile {
    let parsed = this.#parsed.get(file);
    if (!parsed) {
      const path = join(this.#root, file);
      if (!existsSync(path)) throw new Error(`an export names ${file}, but the compiler did not write it`);
      parsed = parseDeclarationFile(file, readFileSync(path, "utf8"));
      this.#parsed.set(file, parsed);
    }
    return parsed;
  }
}

function declarationOf(source: string): string {
  return source.replace(/\.ts$/, ".d.ts");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(origin: Origin): string {
  return `${"file" in origin ? origin.file : origin.packageName}#${origin.name}`;
}
