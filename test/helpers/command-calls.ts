import { ask } from "./ask.js";

/** How often the server has run a command since its start. */
export async function callsOf(url: string, command: string): Promise<number> {
  const line = new RegExp(`^cmdstat_${command}:calls=(\\d+)`, "im").exec(
    await ask(url, "INFO", "commandstats"),
  );
  return Number(line?.[1] ?? 0);
}
