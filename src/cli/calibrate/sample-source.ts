/** Where a sample of vectors comes from. */
export interface SampleSource {
  readonly dimension: number;
  /** Vectors that will come, at most. */
  readonly expected: number;
  /** What the reader of the report has to know about these vectors. */
  readonly note: string | undefined;
  vectors(signal: AbortSignal): AsyncIterable<Float32Array>;
}
