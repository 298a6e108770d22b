import type { Caller, Grant } from "./grant.js";
import { hashOfKey, isKeyOfHash, keyIdOf } from "./key-hash.js";

interface HeldKey {
  readonly hash: Buffer;
  readonly caller: Caller & { readonly grants: Grant[] };
}

/** The keys of the configuration, hashed, and what each may do. */
export class KeyRing {
  readonly #keys: HeldKey[] = [];

  /** The same key may be given for several caches. */
  add(key: string, grant: Grant): void {
    const hash = hashOfKey(key);
    const known = this.#keys.find((held) => isKeyOfHash(held.hash, hash));
    if (known !== undefined) known.caller.grants.push(grant);
    else {
      this.#keys.push({ hash, caller: { keyId: keyIdOf(hash), grants: [grant] } });
    }
  }

  /** Compares with every key, so that the time does not say which one it was. @returns undefined for an unknown key. */
  callerOf(key: string): Caller | undefined {
    const hash = hashOfKey(key);
    let found: Caller | undefined;
    for (const held of this.#keys) if (isKeyOfHash(held.hash, hash)) found = held.caller;
    return found;
  }
}
