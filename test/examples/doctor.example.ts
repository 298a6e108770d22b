// #region readme
import { connect } from "octavec";
import { examine, repairOrphans } from "octavec/doctor";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const { findings } = await examine(client, { namespace: "example:doctor" });
for (const { severity, id, evidence, remedy } of findings) console.warn(severity, id, evidence, remedy);

const report = await repairOrphans(client, { namespace: "example:doctor" });
console.log(report.applied, report.codes);
// false 0
// #endregion
