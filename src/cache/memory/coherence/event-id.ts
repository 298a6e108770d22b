/** What a stream that never had an entry is at. */
export const BEFORE_ALL_EVENTS = "0-0";

/** Whether one stream id (`milliseconds-sequence`) comes after another. */
export function isAfter(id: string, other: string): boolean {
  if (id === other) return false;
  const [ms = 0, sequence = 0] = numbersOf(id);
  const [otherMs = 0, otherSequence = 0] = numbersOf(other);
  return ms === otherMs ? sequence > otherSequence : ms > otherMs;
}

function numbersOf(id: string): number[] {
  return id.split("-").map(Number);
}
