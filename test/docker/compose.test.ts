import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFreePort } from "../../src/testing/free-port.js";
import { ask, info } from "../helpers/ask.js";
import { eventually } from "../helpers/processes.js";

const FILE = resolve(import.meta.dirname, "../../docker-compose.redis8.yml");
const PUBLISHED = "127.0.0.1:6379:6379";

const program = process.env.OCTAVEC_COMPOSE;
if (program === undefined) console.warn("Skipped: the compose file: no docker-compose is known to be here");

describe.skipIf(program === undefined)("docker-compose.redis8.yml", () => {
  const folder = mkdtempSync(join(tmpdir(), "octavec-compose-"));
  let url = "";

  async function compose(...words: string[]): Promise<string> {
    const args = ["--project-name", "octavec-test", "--file", join(folder, "compose.yml"), ...words];
    return (await promisify(execFile)(program ?? "", args, { cwd: folder })).stdout;
  }

  async function health(): Promise<string> {
    const shown: { Health: string } = JSON.parse(await compose("ps", "--all", "--format", "json"));
    return shown.Health;
  }

  beforeAll(async () => {
    const text = readFileSync(FILE, "utf8");
    expect(text).toContain(PUBLISHED);
    // The port of the file may be taken on a developer's machine.
    const port = await findFreePort();
    writeFileSync(join(folder, "compose.yml"), text.replace(PUBLISHED, `127.0.0.1:${port}:6379`));
    url = `redis://127.0.0.1:${port}`;
    await compose("up", "--wait");
  }, 180_000);
  afterAll(async () => {
    await compose("down", "--volumes");
    rmSync(folder, { recursive: true, force: true });
  });

  test("is healthy when up --wait returns, and serves Vector Sets with the settings that it names", async () => {
    expect(await health()).toBe("healthy");
    expect(await ask(url, "VADD", "things", "VALUES", "2", "1", "0", "a")).toBe("1");
    expect(await info(url, "memory", "maxmemory")).toBe(String(2 ** 30));
    expect(await info(url, "memory", "maxmemory_policy")).toBe("noeviction");
    expect(await info(url, "persistence", "aof_enabled")).toBe("1");
  });

  test("comes back by itself with its data when the server ends", async () => {
    await ask(url, "SHUTDOWN").catch(() => {});
    await eventually("it is back", async () => (await ask(url, "VCARD", "things").catch(() => "")) === "1");
    await eventually("it is healthy", async () => (await health()) === "healthy");
  });

  test("keeps its data when it is taken down and up again", async () => {
    await compose("down");
    await compose("up", "--wait");
    expect(await ask(url, "VCARD", "things")).toBe("1");
  });
});
