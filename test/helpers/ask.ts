import { askRedis } from "../../src/testing/ask-redis.js";
import { parseRedisUrl } from "../../src/testing/redis-address.js";

/** One command, its reply as text (null as empty, of an array its length); throws what the server refuses. */
export async function ask(url: string, ...command: string[]): Promise<string> {
  const [answer] = await askRedis(parseRedisUrl(url), [command], 2_000);
  if (answer === undefined || answer.isError) throw new Error(answer?.text ?? "no answer");
  return answer.text;
}

/** A line of INFO, for example `info(url, "server", "process_id")`. */
export async function info(url: string, section: string, field: string): Promise<string> {
  const text = await ask(url, "INFO", section);
  const value = new RegExp(`^${field}:(.*?)\\r?$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`INFO ${section} has no ${field}`);
  return value;
}
