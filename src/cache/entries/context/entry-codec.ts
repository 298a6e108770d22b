import { OctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";
import type { CacheEntry, LivingEntry } from "../../contract/index.js";
import { type EncryptedPart, EntryCipher, type Unreadable } from "./entry-cipher.js";
import { decodeAnswer, encodeAnswer } from "./entry-fields.js";

export interface EntryCodecOptions {
  /** Undefined: entries are stored in clear. */
  readonly cipher: EntryCipher | undefined;
  /** Called with the reason why an entry could not be read. */
  readonly onUnreadable: (error: OctavecError) => void;
}

/**
 * Turns entries into the fields of their hashes and back, encrypted if the cache has keys. A cache with keys reads no entry in clear: whoever
 * can write to Redis could otherwise put answers of his own there.
 */
export class EntryCodec {
  readonly #cipher: EntryCipher | undefined;
  readonly #onUnreadable: (error: OctavecError) => void;

  constructor({ cipher, onUnreadable }: EntryCodecOptions) {
    this.#cipher = cipher;
    this.#onUnreadable = onUnreadable;
  }

  /** Fields and values of an answer in turn. The server adds `c`. */
  encodeAnswer(entry: Omit<CacheEntry, "createdAtMs">, staleMs: number): (string | Buffer)[] {
    const plain = encodeAnswer(entry, staleMs);
    if (this.#cipher === undefined) return Object.entries(plain).flat();
    const { r, p, m, ...inClear } = plain;
    const encrypted = this.#cipher.encrypt("answer", entry.entryId, JSON.stringify([r, p, m]));
    // Scripts and caches without keys expect the fields to be there.
    return Object.entries({ r: encrypted, p: "", m: "{}", ...inClear }).flat();
  }

  encodeWords(entryId: string, bytes: Buffer): Buffer {
    return this.#cipher === undefined ? bytes : this.#cipher.encrypt("words", entryId, bytes);
  }

  /**
   * Decodes the values of `ANSWER_FIELDS`, which were read as bytes and may be followed by others, and the reply of PTTL. Undefined when the entry is gone, in the format
   * of a later version, or cannot be decrypted; `"corrupt"` when it is damaged.
   */
  decodeAnswer(
    entryId: string,
    values: readonly (Reply | undefined)[],
    pttl: Reply | undefined,
  ): LivingEntry | "corrupt" | undefined {
    const stored = values[0];
    const isEncrypted = Buffer.isBuffer(stored) && EntryCipher.isEncrypted(stored);
    if (!isEncrypted && (this.#cipher === undefined || stored === null || stored === undefined)) {
      return decodeAnswer(entryId, values, pttl);
    }
    const content = isEncrypted ? this.#decrypt("answer", entryId, stored) : "in-clear";
    if (typeof content === "string") {
      this.#onUnreadable(unreadable(content));
      return undefined;
    }
    const [response, prompt, meta] = JSON.parse(content.toString("utf8")) as string[];
    const [, , answerId, , ...times] = values;
    return decodeAnswer(entryId, [response, prompt, answerId, meta, ...times], pttl);
  }

  /** The hashes of an entry's words as bytes. Undefined if they cannot be decrypted. */
  decodeWords(entryId: string, stored: Buffer): Buffer | undefined {
    if (this.#cipher === undefined) return stored;
    const bytes = this.#decrypt("words", entryId, stored);
    return typeof bytes === "string" ? undefined : bytes;
  }

  #decrypt(part: EncryptedPart, entryId: string, bytes: Buffer): Buffer | Unreadable {
    return this.#cipher === undefined ? "no-key" : this.#cipher.decrypt(part, entryId, bytes);
  }
}

const PROBLEMS = {
  "no-key": "its key is not among encryption.keys of this cache",
  changed: "it is not what was stored in this place, or the secret of its key is another one",
  "in-clear": "it is stored in clear, and this cache has keys",
} as const;

function unreadable(problem: keyof typeof PROBLEMS): OctavecError {
  return new OctavecError(
    "DECRYPTION_FAILED",
    `An entry of the cache was not served: ${PROBLEMS[problem]}. The next answer to its question takes its place.`,
    { details: { problem } },
  );
}
