/** Takes out of a text what must not be logged. */
export type Redact = (text: string) => string;

export interface ContentLog {
  readonly maxCharacters: number;
  readonly redact: Redact;
}

/** Fields of the published interfaces that hold what people write. */
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  "prompt",
  "content",
  "text",
  "input",
  "instructions",
  "system",
]);
/** The published bodies are not as deep. */
const MAX_DEPTH = 16;
/** Redaction sees more than is shown, so that it sees the whole of what it is to take out. */
const READ_CHARACTERS = 16_384;
/** At the end of what is read, something may be cut off and stay unseen by redaction. */
const UNSURE_CHARACTERS = 1_024;

/** The texts of a request as they are logged. Undefined if it has none, or if they cannot be redacted. */
export function loggedContent(body: unknown, { maxCharacters, redact }: ContentLog): string | undefined {
  const text = [...textsIn(Buffer.isBuffer(body) ? parsed(body) : body, false, 0)].join("\n");
  if (text === "") return undefined;
  try {
    const redacted = redact(text.slice(0, READ_CHARACTERS));
    if (typeof redacted !== "string") return undefined;
    const sure = text.length > READ_CHARACTERS ? redacted.length - UNSURE_CHARACTERS : redacted.length;
    return redacted.slice(0, Math.max(0, Math.min(maxCharacters, sure)));
  } catch {
    // The text may be what the error is about.
    return undefined;
  }
}

function* textsIn(value: unknown, isText: boolean, depth: number): Generator<string> {
  if (typeof value === "string") {
    if (isText) yield value;
    return;
  }
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
  for (const [name, inner] of Object.entries(value)) {
    yield* textsIn(inner, Array.isArray(value) ? isText : TEXT_FIELDS.has(name), depth + 1);
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
