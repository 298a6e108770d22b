import { isOctavecError } from "../errors/index.js";
import { Wire, type WireOptions } from "./wire.js";

/**
 * Opens a wire. When the server refuses what a credentials provider gave, the provider is asked once more at once: the
 * password may have been rotated between its answer and the server's.
 *
 * @throws OctavecError as `Wire.open` does.
 */
export async function openWire(
  options: WireOptions,
  onChange: (wire: Wire) => void,
  signal?: AbortSignal,
): Promise<Wire> {
  try {
    return await Wire.open(options, onChange, signal);
  } catch (error) {
    const mayDiffer = options.endpoint.credentials !== undefined && isOctavecError(error, "NOT_AUTHORIZED");
    if (!mayDiffer || signal?.aborted) throw error;
    return Wire.open(options, onChange, signal);
  }
}
