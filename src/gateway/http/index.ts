export type { FastifyReply, FastifyRequest } from "fastify";
export { bearerOf } from "./bearer.js";
export { ConnectionBytes } from "./connection-bytes.js";
export { disconnectOf } from "./disconnect.js";
export { Drain } from "./drain-servers.js";
export { type GatewayLog, noLog } from "./gateway-log.js";
export { type HttpServer, openHttpServer } from "./open-http-server.js";
export { type FieldProblem, type Problem, ProblemError } from "./problem-error.js";
export { readBody } from "./read-body.js";
