import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { EncryptionSettings } from "../../../options/index.js";

/**
 * What is encrypted begins with NUL and `2`. Then come the length of the key's id in one byte, the id, NULs until the length is a multiple of
 * 4, a random nonce, the ciphertext, and the tag of AES-256-GCM (NIST SP 800-38D). A cache without keys reads the beginning as the format of
 * a later version.
 */
const MARK = Buffer.from([0, 0x32]);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** `answer`: prompt, response and what belongs to them. `words`: hashes of the prompt's words. */
export type EncryptedPart = "answer" | "words";

/** Why something cannot be decrypted. `no-key`: its key is not here. `changed`: it is not what was stored in this place with this key. */
export type Unreadable = "no-key" | "changed";

/**
 * Encrypts what the entries of one tenant say, with AES-256-GCM. Each tenant has keys of its own, made from the secrets by HKDF-SHA-256
 * (RFC 5869), so a ciphertext means nothing elsewhere. Entry and part are authenticated with it, so it means nothing under another entry.
 */
export class EntryCipher {
  readonly #settings: EncryptionSettings;
  readonly #place: string;
  readonly #keys = new Map<string, Buffer>();

  /** @param place - What the keys of the tenant begin with in Redis: names the namespace, the tenant and the cache. */
  constructor(settings: EncryptionSettings, place: string) {
    this.#settings = settings;
    this.#place = place;
  }

  static isEncrypted(bytes: Uint8Array): boolean {
    return bytes.length > 2 && bytes[0] === MARK[0] && bytes[1] === MARK[1];
  }

  encrypt(part: EncryptedPart, entryId: string, content: Uint8Array | string): Buffer {
    const { current } = this.#settings;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#keyOf(current)!, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(placeOf(part, entryId));
    const first = typeof content === "string" ? cipher.update(content, "utf8") : cipher.update(content);
    return Buffer.concat([headerOf(current), nonce, first, cipher.final(), cipher.getAuthTag()]);
  }

  decrypt(part: EncryptedPart, entryId: string, bytes: Buffer): Buffer | Unreadable {
    const idLength = bytes[2] ?? 0;
    const headerBytes = headerLength(idLength);
    const key = this.#keyOf(bytes.toString("latin1", 3, 3 + idLength));
    if (key === undefined) return "no-key";
    const end = bytes.length - TAG_BYTES;
    const start = headerBytes + NONCE_BYTES;
    if (end < start) return "changed";
    const nonce = bytes.subarray(headerBytes, start);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(placeOf(part, entryId));
    decipher.setAuthTag(bytes.subarray(end));
    try {
      const first = decipher.update(bytes.subarray(start, end));
      const last = decipher.final();
      return last.length === 0 ? first : Buffer.concat([first, last]);
    } catch {
      return "changed";
    }
  }

  /** Made at the first use. */
  #keyOf(id: string): Buffer | undefined {
    const made = this.#keys.get(id);
    if (made !== undefined) return made;
    const secret = Object.hasOwn(this.#settings.keys, id) ? this.#settings.keys[id] : undefined;
    if (secret === undefined) return undefined;
    const key = Buffer.from(hkdfSync("sha256", secret, "octavec entries 1", this.#place, KEY_BYTES));
    this.#keys.set(id, key);
    return key;
  }
}

/** A multiple of 4, because the server checks that the length of word hashes is one. */
function headerLength(idLength: number): number {
  return Math.ceil((MARK.length + 1 + idLength) / 4) * 4;
}

function headerOf(id: string): Buffer {
  const header = Buffer.alloc(headerLength(id.length));
  MARK.copy(header);
  header[MARK.length] = id.length;
  header.write(id, MARK.length + 1, "latin1");
  return header;
}

function placeOf(part: EncryptedPart, entryId: string): Buffer {
  return Buffer.from(`${part}\0${entryId}`, "utf8");
}
