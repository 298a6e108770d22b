/**
 * The texts at a path of a value, as LangGraph's stores read paths: `$` the whole value, `a.b` fields, `a[0]`, `a[-1]` and `a[*]`
 * items of lists, `*` all members, `{a,b.c}` several fields. Numbers, booleans, lists and objects are texts, too. Blank texts have
 * no meaning and are left out.
 */
export function textsAtPath(value: unknown, path: string): string[] {
  return alternativesOf(path)
    .flatMap((one) => valuesAt(value, one === "$" ? [] : (one.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [])))
    .flatMap(textOf)
    .filter((text) => text.trim() !== "");
}

/** `a.{b,c}.d` is `a.b.d` and `a.c.d`. */
function alternativesOf(path: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(path);
  if (braces === null) return [path];
  const [whole, inner = ""] = braces;
  return inner.split(",").flatMap((part) => alternativesOf(path.replace(whole, () => part.trim())));
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (step === undefined) return [value];
  return membersAt(value, step).flatMap((member) => valuesAt(member, rest));
}

function membersAt(value: unknown, step: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.values(value);
  if (!step.startsWith("[")) return Object.hasOwn(value, step) ? [Reflect.get(value, step)] : [];
  if (!Array.isArray(value)) return [];
  if (step === "[*]") return value;
  return /^\[-?\d+\]$/.test(step) ? [value.at(Number(step.slice(1, -1)))] : [];
}

function textOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return [typeof value === "object" ? JSON.stringify(value, null, 2) : String(value)];
}
