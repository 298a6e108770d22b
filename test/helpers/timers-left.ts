import { vi } from "vitest";

/**
 * Number of fake timers that are left when the common ticker of all deadlines has gone off once more.
 *
 * @param partMs - A tenth of the shortest time limit of the test: a deadline that still waits keeps the ticker after that.
 */
export async function timersLeft(partMs: number): Promise<number> {
  await vi.advanceTimersByTimeAsync(partMs);
  return vi.getTimerCount();
}
