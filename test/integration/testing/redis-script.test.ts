import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ask, info } from "../../helpers/ask.js";
import { findLocalSource } from "../../helpers/local-source.js";

const source = await findLocalSource();
const script = fileURLToPath(new URL("../../../scripts/redis.ts", import.meta.url));

describe.skipIf(source === undefined)("npm run redis", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "serves until %s, with the given arguments, and leaves nothing",
    async (signal) => {
      const child = spawn(process.execPath, ["--import", "tsx", script, "--maxmemory", "123456789"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const printed: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        printed.push(line);
        if (line.includes("Ctrl-C")) break;
      }
      const url = printed.map((line) => line.trim()).find((line) => line.startsWith("redis://")) ?? "";
      expect(printed.join("\n")).toMatch(/Redis \d+\.\d+\.\d+ from \w+: /);
      expect(printed.join("\n")).toContain(`redis-cli -u ${url}`);
      expect(await info(url, "memory", "maxmemory")).toBe("123456789");
      child.kill(signal);
      const [status] = await once(child, "exit");
      expect(status).toBe(0);
      await expect(ask(url, "PING")).rejects.toThrow("ECONNREFUSED");
    },
  );
});
