export { QdrantStandIn } from "./qdrant-stand-in.js";
