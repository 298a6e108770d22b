import { createTestEmbedder } from "octavec/embedding";

const embedder = createTestEmbedder({ dimension: 64 });
const samples = await embedder.embed(Array.from({ length: 400 }, (_, index) => `sentence number ${index}`));
const [vector, query] = [samples[0]!, samples[1]!];

// #region readme
import {
  CalibratedCodec,
  Calibrator,
  cosineSimilarity,
  encodeQ8,
  encodeResidual,
  residualSimilarity,
  unitVector,
} from "octavec/quantization";

const code = encodeQ8(vector); // what VADD stores: codes, range, norm
const residual = encodeResidual(vector, code); // what Q8 rounded away, one more byte per dimension
const similarity = residualSimilarity(unitVector(query), code, residual);
console.log(Math.abs(similarity - cosineSimilarity(query, vector)) < 5e-5);
// true

const calibrator = new Calibrator({ model: "my-model-1", dimension: 64 });
for (const sample of samples) calibrator.add(sample); // 300 vectors or more
const { record, report } = calibrator.calibrate(); // record: JSON to store; report: text to read
const codec = new CalibratedCodec(record);
console.log(report.length > 0, codec.encode(vector).kind);
// true int8
// #endregion
