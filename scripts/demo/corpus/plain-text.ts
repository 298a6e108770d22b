import type { Nodes } from "mdast";

/**
 * The visible text of Markdown nodes, without markup, images (most are badges), tags and link addresses, and with collapsed
 * white space.
 */
export function plainText(nodes: readonly Nodes[]): string {
  return foldBlanks(nodes.map(rawText).join(""));
}

function rawText(node: Nodes): string {
  if (node.type === "html" || node.type === "image" || node.type === "imageReference") return "";
  if (node.type === "break") return " ";
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map(rawText).join("") : "";
}

/** The text in a block of HTML. */
export function htmlText(html: string): string {
  const withoutTags = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(script|style|svg)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<[^>]*>/g, " ");
  return foldBlanks(decodeEntities(withoutTags));
}

export function foldBlanks(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  amp: "&",
};

/** Decodes common named entities and decimal ones. Others stay unchanged. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|(\w+));/g, (whole, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const codePoint = Number(decimal);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
  });
}
