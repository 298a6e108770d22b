import { inspect } from "node:util";

/** Everything that a log could show of it: message, stack, causes, details, hidden fields. */
export function shown(value: unknown): string {
  const seen = inspect(value, { depth: 20, showHidden: true, getters: true });
  return value instanceof Error
    ? `${seen}\n${value.message}\n${value.stack}\n${JSON.stringify(value)}`
    : seen;
}
