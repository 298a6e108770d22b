export { serveDocument } from "./serve-document.js";
