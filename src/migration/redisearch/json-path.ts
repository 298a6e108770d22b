/**
 * The keys of a JSON path that names exactly one place, such as `$.a.b` or `$["a"]["b"]`. Undefined for a path that can match
 * several places.
 */
export function simplePath(path: string): string[] | undefined {
  const keys: string[] = [];
  let rest = path.startsWith("$") ? path.slice(1) : `.${path.replace(/^\./, "")}`;
  while (rest !== "") {
    const step = /^(?:\.([A-Za-z_][\w-]*)|\[(?:"([^"\\]*)"|'([^'\\]*)')\])/.exec(rest);
    if (step === null) return undefined;
    keys.push(step[1] ?? step[2] ?? step[3] ?? "");
    rest = rest.slice(step[0].length);
  }
  return keys.length === 0 ? undefined : keys;
}

/** A copy of the document without the values at these places, and without objects that become empty. */
export function withoutPlaces(document: unknown, places: readonly (readonly string[])[]): unknown {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return document;
  const members = Object.entries(document).flatMap(([key, value]): [string, unknown][] => {
    const inside = places.filter(([first]) => first === key).map((place) => place.slice(1));
    if (inside.length === 0) return [[key, value]];
    if (inside.some((place) => place.length === 0)) return [];
    const left = withoutPlaces(value, inside);
    return isEmptyObject(left) && !isEmptyObject(value) ? [] : [[key, left]];
  });
  return Object.fromEntries(members);
}

export function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
