export { decodeAttributes, encodeAttributes } from "./attributes.js";
export { dequantize } from "./dequantize.js";
export { decodeAttributeText, encodeAttributeText } from "./filter/attribute-text.js";
export { checkFilter } from "./filter/check-filter.js";
export type { CheckedFilter } from "./filter/checked-filter.js";
export { type CompiledFilter, compileFilter } from "./filter/compile-filter.js";
export { encodeFilter } from "./filter/encode-filter.js";
export { type Filter, type FilterValue, f, type OrderedValue } from "./filter/filter.js";
export { type FilterBuilder, filterFor } from "./filter/filter-for.js";
export { FIELD_NAME } from "./filter/filter-literal.js";
export { matches, matchesChecked } from "./filter/matches.js";
export { decodeFloat32Blob, encodeFloat32Blob } from "./float32-blob.js";
export type { StoredEncoding } from "./quantization-names.js";
export { decodeVadd, encodeVadd, type VaddOptions } from "./vadd.js";
export { decodeVcard, encodeVcard } from "./vcard.js";
export { decodeVdim, encodeVdim } from "./vdim.js";
export { decodeVemb, decodeVembRaw, encodeVemb, encodeVembRaw, type RawEmbedding } from "./vemb.js";
export { decodeVgetattr, encodeVgetattr } from "./vgetattr.js";
export { decodeVinfo, encodeVinfo, type VectorSetInfo } from "./vinfo.js";
export { decodeVismember, encodeVismember } from "./vismember.js";
export { decodeVlinks, decodeVlinksWithScores, encodeVlinks, type VlinksOptions } from "./vlinks.js";
export { decodeVrandmember, decodeVrandmembers, encodeVrandmember } from "./vrandmember.js";
export { decodeVrange, encodeVrange, type RangeBound, type VrangeOptions } from "./vrange.js";
export { decodeVrem, encodeVrem } from "./vrem.js";
export { decodeVsetattr, encodeVsetattr, type VsetattrOptions } from "./vsetattr.js";
export {
  decodeVsim,
  decodeVsimWithAttributes,
  encodeVsim,
  onMainThread,
  type SimilarElement,
  type SimilarElementWithAttributes,
  type VsimOptions,
} from "./vsim.js";
