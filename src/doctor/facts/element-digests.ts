import { createHash } from "node:crypto";
import { encodeVembRaw, encodeVgetattr, encodeVrandmember } from "../../commands/index.js";
import type { Executor, Reply, SendOptions } from "../../executor.js";
import { listOf, replyOf } from "../../reply.js";

/** Elements by the key of their set. */
export type Sample = ReadonlyMap<string, readonly Buffer[]>;

/** For each key, and in it for each element (its name in hexadecimal): a hash of the stored vector and attributes, or `""` if the element is missing. */
export type SampleDigests = ReadonlyMap<string, ReadonlyMap<string, string>>;

const PAGE = 250;

/** Random elements of each set. */
export async function sampleElements(
  executor: Executor,
  keys: readonly string[],
  size: number,
  options: SendOptions,
): Promise<Sample> {
  const sample = new Map<string, readonly Buffer[]>();
  for (let at = 0; at < keys.length; at += PAGE) {
    const page = keys.slice(at, at + PAGE);
    const results = await executor.pipeline(
      page.map((key) => encodeVrandmember(key, size)),
      { ...options, binary: true },
    );
    for (const [place, key] of page.entries()) {
      const result = results[place];
      // A key of another type belongs to another program.
      if (result?.ok !== true) continue;
      sample.set(
        key,
        listOf(result.value).filter((element): element is Buffer => Buffer.isBuffer(element)),
      );
    }
  }
  return sample;
}

/** What these elements are on one server. */
export async function readDigests(
  executor: Executor,
  sample: Sample,
  options: SendOptions,
): Promise<SampleDigests> {
  const elements = [...sample].flatMap(([key, names]) => names.map((element) => ({ key, element })));
  const digests = new Map<string, Map<string, string>>();
  for (let at = 0; at < elements.length; at += PAGE) {
    const page = elements.slice(at, at + PAGE);
    const steps = page.flatMap(({ key, element }) => [
      encodeVembRaw(key, element.toString("utf8")),
      encodeVgetattr(key, element.toString("utf8")),
    ]);
    const results = await executor.pipeline(steps, { ...options, binary: true });
    for (const [place, { key, element }] of page.entries()) {
      const ofKey = digests.get(key) ?? new Map<string, string>();
      digests.set(key, ofKey);
      const stored = replyOf(results[2 * place], options.signal);
      const attributes = replyOf(results[2 * place + 1], options.signal);
      ofKey.set(element.toString("hex"), stored === null ? "" : digestOf(stored, attributes));
    }
  }
  return digests;
}

function digestOf(...replies: readonly Reply[]): string {
  const hash = createHash("sha1");
  const add = (reply: Reply): void => {
    if (Array.isArray(reply)) for (const item of reply) add(item);
    else hash.update(Buffer.isBuffer(reply) ? reply : String(reply)).update("\0");
  };
  for (const reply of replies) add(reply);
  return hash.digest("hex");
}
