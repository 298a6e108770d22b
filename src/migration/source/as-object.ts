/** The value as an object with unknown fields; empty when it is no plain object. For replies that anybody may have written. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
