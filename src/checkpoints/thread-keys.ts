import { checkKeyPart, hashTag, type PlaceOptions, tenantInKeys } from "../options/index.js";

/**
 * The keys of one thread. All have one hash tag, so they share a cluster slot and a script can write them together.
 *
 * - `{tag}:index` sorted set: `<namespace>\0<checkpoint>`, in the order of the bytes, which for one namespace is that of time
 * - `{tag}:writes` sorted set: `<namespace>\0<checkpoint>\0<task path>\0<task>\0<number>`, in the order in which they apply
 * - `{tag}:data` hash, whose fields begin with a letter and the name above: `c` checkpoint, `m` metadata, `p` parent, `r` for each
 *   channel the checkpoint that has its value, `v<namespace>\0<checkpoint>\0<channel>` a value, `w` a write
 *
 * A value is found by the checkpoint that wrote it, and not by its version: two branches of a thread count the same versions.
 */
export function keysOfThread(place: PlaceOptions, threadId: string): readonly [string, string, string] {
  const tag = hashTag(place, `threads:${tenantInKeys(checkKeyPart("thread_id", threadId))}`);
  return [`${tag}:index`, `${tag}:data`, `${tag}:writes`];
}

/** A sorted set with the names of all threads, each with the instant at which it expires, in milliseconds, or +inf. */
export function keyOfThreads(place: PlaceOptions): string {
  return `${hashTag(place, "threads")}:names`;
}
