/** Says whether two different texts answer one question alike, for example by a small model. Asked in the background only. */
export interface LinkHook {
  isSame(
    question: string,
    answers: readonly [made: string, stored: string],
    options: { readonly signal: AbortSignal },
  ): Promise<boolean>;
  /** Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Default 2; what comes beyond it goes unlinked. */
  readonly maxConcurrent?: number | undefined;
}
