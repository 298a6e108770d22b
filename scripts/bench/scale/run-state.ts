import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What the figures depend on. A run goes on only where all of it is the same. */
export interface RunKey {
  readonly dimension: number;
  readonly seed: number;
  readonly redisVersion: string;
}

/** The figures so far, beside the data that the server saved with them: a run that was stopped goes on from there. */
export class RunState<F extends { readonly elements: number }> {
  private constructor(
    /** The server's data folder. */
    readonly folder: string,
    private readonly key: RunKey,
    readonly sizes: F[],
  ) {}

  /** @param folder - Where the state is kept; removed if it belongs to another run. */
  static async open<F extends { readonly elements: number }>(
    folder: string,
    key: RunKey,
  ): Promise<RunState<F>> {
    const file = join(folder, "state.json");
    if (existsSync(file)) {
      const { sizes, ...known } = JSON.parse(await readFile(file, "utf8"));
      if (JSON.stringify(known) === JSON.stringify(key)) return new RunState<F>(folder, key, sizes);
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new RunState<F>(folder, key, []);
  }

  /** Call it when the server has saved its data. */
  async add(figures: F): Promise<void> {
    this.sizes.push(figures);
    const text = JSON.stringify({ ...this.key, sizes: this.sizes });
    await writeFile(join(this.folder, "state.json"), text);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
