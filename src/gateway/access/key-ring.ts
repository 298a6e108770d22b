import type { Grant } from "./grant.js";
import { hashOfKey, isKeyOfHash } from "./key-hash.js";

interface HeldKey {
  readonly hash: Buffer;
  readonly grants: Grant[];
}

/** The keys of the configuration, hashed, and what each may do. */
export class KeyRing {
  readonly #keys: HeldKey[] = [];

  /** The same key may be given for several caches. */
  add(key: string, grant: Grant): void {
    const hash = hashOfKey(key);
    const known = this.#keys.find((held) => isKeyOfHash(held.hash, hash));
    if (known === undefined) this.#keys.push({ hash, grants: [grant] });
    else known.grants.push(grant);
  }

  /** Compares with every key, so that the time does not say which one it was. @returns undefined for an unknown key. */
  grantsOf(key: string): readonly Grant[] | undefined {
    const hash = hashOfKey(key);
    let found: readonly Grant[] | undefined;
    for (const held of this.#keys) if (isKeyOfHash(held.hash, hash)) found = held.grants;
    return found;
  }
}
