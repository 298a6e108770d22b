import { OctavecError } from "../../errors/index.js";
import { checkId, prepareVector } from "../../repository/index.js";
import type { MigrationRecord } from "../source/source.js";
import { asObject, splitFields } from "../source/split-fields.js";
import type { ChosenVector } from "./chosen-vector.js";
import { pointIdText } from "./point-id.js";

/**
 * A point as Qdrant's JSON gives it, as a record.
 *
 * @param idField - Payload field that holds the id, when the point has it.
 * @throws OctavecError with the code and reason of a reject.
 */
export function pointRecord(
  point: unknown,
  chosen: ChosenVector,
  idField: string | undefined,
): MigrationRecord {
  const { id, vector, payload } = asObject(point);
  const fields = asObject(payload);
  const kept = idField === undefined ? undefined : fields[idField];
  const text = typeof kept === "string" ? kept : pointIdText(id);
  const others = Object.entries(fields).filter(([name]) => typeof kept !== "string" || name !== idField);
  return {
    id: checkId(text),
    vector: denseVector(vector, chosen),
    ...splitFields(others),
  };
}

function denseVector(vector: unknown, { name, dimension }: ChosenVector): Float32Array {
  // Beside sparse vectors the one without a name comes under the empty name.
  const dense = Array.isArray(vector) ? vector : asObject(vector)[name ?? ""];
  if (dense === undefined || dense === null) {
    throw new OctavecError(
      "INVALID_VECTOR",
      name === undefined ? "The point has no vector." : `The point has no vector ${JSON.stringify(name)}.`,
    );
  }
  if (Array.isArray(dense) && Array.isArray(dense[0])) {
    throw new OctavecError("INVALID_VECTOR", "The point has several vectors where one was expected.");
  }
  return prepareVector(dense, { dimension });
}
