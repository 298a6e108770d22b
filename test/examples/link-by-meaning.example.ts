// #region readme
import { createEnergeticEmbedder } from "octavec/embedding";
import { evidence, linkByMeaning } from "octavec/learning";

const link = linkByMeaning({ embedder: createEnergeticEmbedder(), similarity: 0.7 });
const decision = evidence({ link }); // for the option `decision` of a cache, which then asks by itself

const { signal } = new AbortController();
const said = (made: string, stored: string) =>
  link.isSame("How long can I return it?", [made, stored], { signal });
console.log(decision.name, await said("Returns are accepted for 30 days.", "We accept returns for 30 days."));
// evidence true
console.log(await said("Returns are accepted for 30 days.", "We accept returns for 14 days."));
// undefined
// #endregion
