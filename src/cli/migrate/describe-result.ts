/** A result as text: one line per figure, and one line per item of a list. */
export function describeResult(command: string, result: object): string {
  return [`${command}:`, ...Object.entries(result).flatMap(([name, value]) => lines(name, value, "  "))].join(
    "\n",
  );
}

function lines(name: string, value: unknown, indent: string): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    return [`${indent}${words(name)}:`, ...value.map((item) => `${indent}  - ${short(item)}`)];
  }
  if (typeof value === "object" && value !== null) {
    const inner = Object.entries(value).flatMap(([key, item]) => lines(key, item, `${indent}  `));
    return inner.length === 0 ? [] : [`${indent}${words(name)}:`, ...inner];
  }
  return [`${indent}${words(name)}: ${short(value)}`];
}

/** `recordsPerSecond` → `records per second`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function short(value: unknown): string {
  if (typeof value === "number") return value.toLocaleString("en", { maximumFractionDigits: 6 });
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
