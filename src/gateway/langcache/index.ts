export { problemOfFailure } from "./problem-of-failure.js";
export { registerLangCache } from "./register-lang-cache.js";
