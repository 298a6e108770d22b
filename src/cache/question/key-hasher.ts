import crypto from "node:crypto";

/** Characters of a scope id: 96 bits in base64url. */
export const SCOPE_ID_LENGTH = 16;
const PROMPT_ID_LENGTH = 27;
/** Labels whose ids are remembered. */
const MOST_LABELS = 1_000;

/**
 * Hashes texts that must not be readable in key names: SHA-256, or HMAC-SHA-256 (RFC 2104) with a secret. Without the secret
 * nobody can compare prompts with the key names. Equal texts of different kinds have different hashes.
 */
export class KeyHasher {
  readonly #secret: string | undefined;
  /** Ids of labels, which many requests share. */
  readonly #labels = new Map<string, string>();

  constructor(secret?: string) {
    this.#secret = secret;
  }

  /** 16 characters of base64url, 96 bits. */
  scopeId(canonical: string): string {
    return this.#digest("scope", canonical).slice(0, SCOPE_ID_LENGTH);
  }

  /** 27 characters of base64url, 160 bits. */
  promptId(text: string): string {
    return this.#digest("prompt", text).slice(0, PROMPT_ID_LENGTH);
  }

  /** The same for a question that is no text: its code, or the bytes of its image. */
  contentId(modality: string, content: string | Uint8Array): string {
    const text = typeof content === "string" ? content : sha256OfBytes(content);
    return this.#digest(modality, text).slice(0, PROMPT_ID_LENGTH);
  }

  /** The scope id for entries of another modality in a scope of texts. */
  scopeIdOfModality(modality: string, textScopeId: string): string {
    return this.#digest("modality", `${modality}\0${textScopeId}`).slice(0, SCOPE_ID_LENGTH);
  }

  /** 22 characters of base64url, 128 bits: the key of a tag or model. */
  labelId(label: string): string {
    const known = this.#labels.get(label);
    if (known !== undefined) return known;
    const id = this.#digest("label", label).slice(0, 22);
    if (this.#labels.size >= MOST_LABELS) this.#labels.clear();
    this.#labels.set(label, id);
    return id;
  }

  #digest(kind: string, text: string): string {
    // NUL cannot come from `kind`, so no two kinds hash the same bytes.
    const bytes = `${kind}\0${text}`;
    if (this.#secret !== undefined) {
      return crypto.createHmac("sha256", this.#secret).update(bytes, "utf8").digest("base64url");
    }
    return sha256(bytes);
  }
}

/** `crypto.hash` takes a third of the time. Node has it since 20.12. */
const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text, "base64url")
    : (text) => crypto.createHash("sha256").update(text, "utf8").digest("base64url");

function sha256OfBytes(bytes: Uint8Array): string {
  return crypto.createHash("sha256").update(bytes).digest("base64url");
}
