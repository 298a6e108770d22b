/** The source of a sample of vectors. */
export interface SampleSource {
  readonly dimension: number;
  /** Largest number of vectors that it yields. */
  readonly expected: number;
  /** A note on these vectors for the reader of the report. */
  readonly note: string | undefined;
  vectors(signal: AbortSignal): AsyncIterable<Float32Array>;
}
