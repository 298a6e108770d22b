/**
 * Encodes text inside attributes so that the server's filter language can compare it.
 *
 * Some texts cannot be written as a literal in a filter. Up to 8.8 the server decodes no escapes in a literal, later
 * versions do, so the meaning of a backslash depends on the version. A zero byte ends the whole filter. Text with both
 * kinds of quotes cannot be quoted. Besides, when the server reads the stored JSON for a filter, it decodes only
 * `\" \\ \n \r \t`, not `\b`, `\f` or `\uXXXX`. (Seen on 8.0.2 and 8.2.3.)
 *
 * Such text is stored as a marker and the percent-encoded text, and a filter compares with this encoded form. Most text
 * is stored unchanged, so that other readers of the set see plain JSON. Tab, line feed and carriage return need no
 * encoding.
 */

/** `%!` is no valid percent-encoding, so URL-encoded text does not begin with it. */
const MARKER = "%!";

/** Backslash, lone surrogates (which UTF-8 cannot encode) and control characters below space except tab, LF and CR. */
const NEEDS_ENCODING = /\\|\p{Cs}|(?![\t\n\r\u007f-\u009f])\p{Cc}/u;

/** Characters that are encoded after the marker: those above, the percent sign and one of the two kinds of quotes. */
const ENCODED_CHARACTER = /[%"\\]|\p{Cs}|(?![\t\n\r\u007f-\u009f])\p{Cc}/gu;

const ENCODED_FORM = /%(?:u(D[89A-F][0-9A-F]{2})|([0-7][0-9A-F]))/g;

/** The stored form of a text. It is the text itself unless filters could not compare it. */
export function encodeAttributeText(text: string): string {
  if (!text.startsWith(MARKER) && !NEEDS_ENCODING.test(text) && !(text.includes('"') && text.includes("'"))) {
    return text;
  }
  return MARKER + text.replace(ENCODED_CHARACTER, encodeCharacter);
}

/**
 * The text of a stored form. Text of another program that begins with the marker by chance, but is nothing that
 * `encodeAttributeText` writes, is returned unchanged.
 */
export function decodeAttributeText(stored: string): string {
  if (!stored.startsWith(MARKER)) return stored;
  const text = stored
    .slice(MARKER.length)
    .replace(ENCODED_FORM, (_, unit: string | undefined, byte: string | undefined) =>
      String.fromCharCode(Number.parseInt(unit ?? byte ?? "", 16)),
    );
  return encodeAttributeText(text) === stored ? text : stored;
}

/** Whether each text that contains this one also contains it in its stored form, so that the server can search for it there. */
export function isFoundInStoredText(text: string): boolean {
  return text.search(ENCODED_CHARACTER) === -1;
}

/** Whether JSON text may contain encoded text. A cheap test, because most JSON contains none. */
export function mayHoldEncodedText(json: string): boolean {
  return json.includes(`"${MARKER}`);
}

function encodeCharacter(character: string): string {
  const unit = character.charCodeAt(0);
  const digits = unit.toString(16).toUpperCase();
  return unit < 0x80 ? `%${digits.padStart(2, "0")}` : `%u${digits}`;
}
