import { OctavecError } from "../errors/index.js";

/** Any collection of records: an array, an iterable, or an async iterable. */
export type RecordSource<R> = Iterable<R> | AsyncIterable<R>;

type OpenSource =
  | { readonly isArray: true; readonly records: readonly unknown[] }
  | { readonly isArray: false; readonly records: RecordSource<unknown> };

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function openSource(source: unknown): OpenSource {
  if (Array.isArray(source)) return { isArray: true, records: source };
  if (isRecordSource(source)) return { isArray: false, records: source };
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "upsertMany: expected an array, an iterable or an async iterable.",
  );
}

function isRecordSource(value: unknown): value is RecordSource<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}
