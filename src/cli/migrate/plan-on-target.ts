import { isOctavecError } from "../../index.js";
import { type MigrationPlan, type MigrationSource, planMigration } from "../../migration/index.js";
import { connectFromFlags } from "../program/connect-from-flags.js";
import type { MigrateOptions } from "./migrate-flags.js";

/** Plans with a measurement on the target's server. If that fails, it uses a formula, and a warning says why. */
export async function planOnTarget(
  { target, measure }: MigrateOptions,
  source: MigrationSource,
  signal: AbortSignal,
): Promise<MigrationPlan> {
  const { url, namespace, collection, quantization, precision } = target;
  const planned = { source, signal, target: { quantization, precision } };
  if (!measure) return planMigration(planned);
  try {
    await using client = await connectFromFlags(url);
    // The sample is written to the target's namespace, where even a user with few rights may write.
    const plan = await planMigration({ ...planned, measureOn: client, measureNamespace: namespace });
    const { dimension } = plan.source;
    const { count, ...is } = await client.repository({ namespace, collection, dimension }).info({ signal });
    if (count === 0) return plan;
    return withWarning(
      plan,
      is.dimension === dimension
        ? `The target exists and has ${count} elements; those with the same ids will be overwritten.`
        : `The target exists with ${is.dimension} dimensions: a run would be refused. Choose another one.`,
    );
  } catch (error) {
    if (signal.aborted || !isOctavecError(error)) throw error;
    // If the error came from the source, this throws it again.
    const plan = await planMigration(planned);
    return withWarning(plan, `Nothing could be measured on the target: ${error.code}: ${error.message}`);
  }
}

function withWarning(plan: MigrationPlan, warning: string): MigrationPlan {
  return { ...plan, warnings: [...plan.warnings, warning] };
}
