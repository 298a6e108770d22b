import type { ReadRequest, UncacheableReason } from "../../../../src/requests/index.js";

/**
 * What is true of two requests. `same`: one answer is right for both without a further look. `near`: only the question differs, so its
 * meaning decides. `different`: never the same answer. Any other word: the second request is not cacheable, for this reason.
 */
export type Verdict = "same" | "near" | "different" | UncacheableReason;

export interface Pair {
  readonly verdict: Verdict;
  readonly one: unknown;
  readonly other: unknown;
  readonly why: string;
}

/** The pairs of one format. */
export interface Corpus {
  readonly name: string;
  readonly read: (body: unknown) => ReadRequest;
  readonly pairs: readonly Pair[];
}

/**
 * Reads pairs from lines `verdict | changes | why`. Changes are JSON: what to change in the base to get the second request. The first
 * request is the base, or the base with other changes before a ` ~ `. A change names a member, or a path such as
 * `/messages/0/content`; `/messages/-` appends. A name with a minus before it is removed.
 */
export function pairsOf(base: string, ...lists: readonly string[]): Pair[] {
  return lists
    .flatMap((lines) => lines.trim().split("\n"))
    .map((line) => {
      const [verdict, changes = "", why = ""] = line.split(" | ");
      const sides = changes.split(" ~ ");
      const [one = "{}", other = "{}"] = sides.length === 1 ? ["{}", ...sides] : sides;
      if (why === "") throw new Error(`No reason: ${line}`);
      return { verdict: verdict as Verdict, one: changed(base, one), other: changed(base, other), why };
    });
}

function changed(base: string, changes: string): unknown {
  let body: unknown = JSON.parse(base);
  for (const [path, value] of Object.entries(JSON.parse(changes))) {
    const isRemoved = path.startsWith("-");
    const place = isRemoved ? path.slice(1) : path;
    body = put(
      body,
      place.startsWith("/") ? place.slice(1).split("/") : [place],
      isRemoved ? undefined : value,
    );
  }
  return body;
}

/** The tree with another value at a path. New members come first, so that the order of names differs from the base. */
function put(tree: unknown, [name = "", ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(tree)) {
    if (name === "-") return [...tree, value];
    return tree.map((item, index) =>
      String(index) !== name ? item : rest.length === 0 ? value : put(item, rest, value),
    );
  }
  const members = Object(tree);
  const member = rest.length === 0 ? value : put(members[name], rest, value);
  const others = Object.entries(members).filter(([one]) => one !== name);
  return Object.fromEntries(member === undefined ? others : [[name, member], ...others]);
}
