/**
 * Text inside attributes, in the form that the server's filter language can compare.
 *
 * A filter literal is taken byte for byte up to its closing quote: up to 8.8 no escape is decoded in it, later code
 * does decode them, so a backslash means different things on different servers; a zero byte ends the whole filter;
 * and text with both kinds of quotes fits into neither. The server's reader of stored JSON in turn decodes only
 * `\" \\ \n \r \t`, not `\b`, `\f` or `\uXXXX`. (Seen on 8.0.2 and 8.2.3.)
 *
 * Such text is therefore stored in another spelling, and the filter asks for that spelling: a marker and the text
 * with the troublesome characters percent-encoded. All other text, by far the most, is stored as it is, so that
 * other readers of the same set see plain JSON. Tab, line feed and carriage return need nothing: both sides carry them.
 */

/** A `%` that is followed by `!` starts no percent-encoding, so text in URL form does not begin like this. */
const MARKER = "%!";

/** Backslash, lone surrogates (no UTF-8 exists for them) and the control characters below space, save tab, LF and CR. */
const NOT_CARRIED = /\\|\p{Cs}|(?![\t\n\r\u007f-\u009f])\p{Cc}/u;

/** What is spelled out after the marker: the above, the percent sign itself and one of the two kinds of quotes. */
const SPELLED_OUT = /[%"\\]|\p{Cs}|(?![\t\n\r\u007f-\u009f])\p{Cc}/gu;

const SPELLING = /%(?:u(D[89A-F][0-9A-F]{2})|([0-7][0-9A-F]))/g;

/** The stored spelling of a text: the text itself wherever the server can compare it as it is. */
export function encodeAttributeText(text: string): string {
  if (!text.startsWith(MARKER) && !NOT_CARRIED.test(text) && !(text.includes('"') && text.includes("'"))) {
    return text;
  }
  return MARKER + text.replace(SPELLED_OUT, spellOut);
}

/**
 * The text of a stored spelling. Text of another writer that begins with the marker by chance, and that
 * `encodeAttributeText` would have spelled otherwise, is returned as it is.
 */
export function decodeAttributeText(stored: string): string {
  if (!stored.startsWith(MARKER)) return stored;
  const text = stored
    .slice(MARKER.length)
    .replace(SPELLING, (_, unit: string | undefined, byte: string | undefined) =>
      String.fromCharCode(Number.parseInt(unit ?? byte ?? "", 16)),
    );
  return encodeAttributeText(text) === stored ? text : stored;
}

/** True when JSON text can hold a spelling that has to be decoded; a cheap test that spares most texts the search. */
export function mayHoldEncodedText(json: string): boolean {
  return json.includes(`"${MARKER}`);
}

function spellOut(character: string): string {
  const unit = character.charCodeAt(0);
  const digits = unit.toString(16).toUpperCase();
  return unit < 0x80 ? `%${digits.padStart(2, "0")}` : `%u${digits}`;
}
