import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the page lies, in a checkout and in the package. The built program lies elsewhere, so it is looked for from there upwards. */
const FOLDER = "src/cli/dashboard/page";
const FIRST = "index.html";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

export interface PageFile {
  readonly type: string;
  readonly text: string;
}

/** The files of the page, by their paths on the server. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = findFolder();
  const names = await readdir(folder);
  const files = names.map(async (name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) throw new Error(`${name} is no file of the page`);
    const path = name === FIRST ? "/" : `/${name}`;
    return [path, { type, text: await readFile(join(folder, name), "utf8") }] as const;
  });
  return new Map(await Promise.all(files));
}

function findFolder(): string {
  for (let above = dirname(fileURLToPath(import.meta.url)); ; above = dirname(above)) {
    const folder = join(above, FOLDER);
    if (existsSync(join(folder, FIRST))) return folder;
    if (above === dirname(above)) throw new Error(`the package lacks ${FOLDER}`);
  }
}
