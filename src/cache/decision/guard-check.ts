/** One guard's word on whether a stored question can stand for the asked one. */
export interface GuardFinding {
  readonly guard: string;
  readonly verdict: "pass" | "reject" | "not-applicable";
  /** The kind of difference. */
  readonly detail?: string | undefined;
}

/**
 * Compares a question with a stored one that is near it. Made once per question, so that what it finds in the question
 * is found once.
 */
export type GuardCheck = (question: string) => (storedPrompt: string) => readonly GuardFinding[];
