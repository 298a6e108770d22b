/** Audits that count. */
const WINDOW = 150;
const LEAST_SHARE = 0.01;
const SHARE_FACTOR = 0.16;
const MAX_RATIO = 5;

/**
 * Whether hits turn out as wrong as expected: ρ = (wrong + 2) / (Σ (1 − p) + 2) over the latest 150 audits, within 1 … 5, so it
 * can only tighten.
 */
export class AuditRatio {
  readonly #audits: { readonly expectedWrong: number; readonly isWrong: boolean }[] = [];
  #value = 1;

  note(probability: number, isRight: boolean): void {
    this.#audits.push({ expectedWrong: 1 - probability, isWrong: !isRight });
    if (this.#audits.length > WINDOW) this.#audits.shift();
    const wrong = this.#audits.filter(({ isWrong }) => isWrong).length;
    const expected = this.#audits.reduce((sum, { expectedWrong }) => sum + expectedWrong, 0);
    this.#value = Math.min(MAX_RATIO, Math.max(1, (wrong + 2) / (expected + 2)));
  }

  get value(): number {
    return this.#value;
  }
}

/** The chance that a hit is audited: unsure ones more often. */
export function auditChance(probability: number): number {
  return Math.max(LEAST_SHARE, SHARE_FACTOR * (1 - probability));
}
