/** The value as an object with unknown fields; an empty object if it is none. For replies whose shape is not known. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
