export { reasonOf, replyOf } from "../reply.js";
