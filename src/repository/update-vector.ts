import { isOctavecError } from "../errors/index.js";
import type { Reply } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, reasonOf, replyOf, unexpectedReply } from "../reply.js";
import { checkId } from "./elements/check-id.js";
import { prepareVector, type VectorInput } from "./elements/prepare-vector.js";
import { encodeElement } from "./encode-element.js";
import type { OpenCollection } from "./open-collection.js";
import { adoptCalibration, recordForCodes } from "./precision/coded-collection.js";
import { encodeRecord, type PreparedRecord } from "./prepared-record.js";
import { REPLACE_VECTOR } from "./replace-vector.lua.js";
import { explainForbiddenScript } from "./requires-scripts.js";
import { refusalOf } from "./write-records.js";

/** @returns whether the element exists. */
export async function updateVector(
  opened: OpenCollection,
  id: string,
  vector: VectorInput,
  wait: OperationOptions,
): Promise<boolean> {
  const { options, meta, keys } = opened;
  const prepared = encodeRecord(checkId(id), prepareVector(vector, options), undefined, {
    key: keys.vectors,
    options,
  });
  await meta.beforeRead(wait);
  // Neither a record nor a set. It must not come to be by a call that has nothing to replace.
  if (!meta.checked) return false;
  await meta.beforeWrite(wait, [prepared.vector]);
  for (let attempt = 1; ; attempt++) {
    const reply = await replaceVector(opened, prepared, wait);
    const { coded } = opened;
    if (reply === true) coded.onWritten?.(1);
    if (typeof reply === "boolean") return reply;
    const error = refusalOf(reply, keys.vectors, recordForCodes(coded));
    if (isOctavecError(error, "WRITE_CONFLICT") && attempt < MAX_CALIBRATIONS) {
      await adoptCalibration(coded, wait);
      continue;
    }
    coded.onOutdated();
    throw error;
  }
}

/** A calibration of int8 codes takes seconds, so it does not change many times during one write. */
const MAX_CALIBRATIONS = 5;

/** @returns whether the element exists, or what is in the way. */
async function replaceVector(
  opened: OpenCollection,
  prepared: PreparedRecord,
  wait: OperationOptions,
): Promise<boolean | readonly Reply[]> {
  const { coded, keys } = opened;
  const { vadd, code } = encodeElement(coded, prepared);
  const native = [keys.vectors, keys.meta];
  const [result] = await REPLACE_VECTOR.runEach(
    opened.executor,
    [
      {
        keys: code === undefined ? native : [...native, keys.codes, keys.bounds],
        args: [recordForCodes(coded), code?.value ?? "", code?.range ?? "", ...vadd],
      },
    ],
    { ...wait, idempotent: true },
  );
  if (result?.ok === false) throw reasonOf(explainForbiddenScript("updateVector", result.error), wait.signal);
  const reply = replyOf(result);
  if (reply === 1 || reply === 0) return reply === 1;
  const refusal = listOf(reply);
  if (refusal.length === 0) throw unexpectedReply("The script of updateVector", "1 or 0", reply);
  return refusal;
}
