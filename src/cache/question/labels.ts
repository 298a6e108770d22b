import { encodeFilter, f } from "../../commands/index.js";
import { canonicalizePrompt } from "../../text/index.js";
import type { KeyHasher } from "./key-hasher.js";

/** Ids of the labels (tags, model, writer) by which an entry can be invalidated. Hashed, so that none is readable in a key. */
export function labelsOf(
  hasher: KeyHasher,
  {
    tags,
    model,
    writer,
  }: { tags: readonly string[]; model: string | undefined; writer?: string | undefined },
): string[] {
  const labels = tags.map((tag) => tagLabel(hasher, tag));
  if (model !== undefined) labels.push(modelLabel(hasher, model));
  if (writer !== undefined) labels.push(writerLabel(hasher, writer));
  return labels;
}

/** Lists the entries of one question, upper and lower case being the same. Only where they are kept apart by their tags. */
export function questionLabel(hasher: KeyHasher, prompt: string): string {
  return hasher.labelId(`question:${canonicalizePrompt(prompt.toLowerCase())}`);
}

export function tagLabel(hasher: KeyHasher, tag: string): string {
  return hasher.labelId(`tag:${tag}`);
}

export function modelLabel(hasher: KeyHasher, model: string): string {
  return hasher.labelId(`model:${model}`);
}

export function writerLabel(hasher: KeyHasher, writer: string): string {
  return hasher.labelId(`writer:${writer}`);
}

/** Lists the entries of a writer that are on probation. */
export function probationLabel(hasher: KeyHasher, writer: string): string {
  return hasher.labelId(`probation:${writer}`);
}

/** One attribute per tag, named by the tag's hash: so no filter contains a text, which would have to be escaped. */
export function tagAttributes(hasher: KeyHasher, tags: readonly string[]): Record<string, number> {
  return Object.fromEntries(tags.map((tag) => [attributeOf(hasher, tag), 1]));
}

/** Matches elements that have all the tags; "" for no tags. */
export function tagFilter(hasher: KeyHasher, tags: readonly string[]): string {
  if (tags.length === 0) return "";
  return encodeFilter(f.and(...tags.map((tag) => f.eq(attributeOf(hasher, tag), 1))));
}

function attributeOf(hasher: KeyHasher, tag: string): string {
  return `t${tagLabel(hasher, tag)}`;
}
