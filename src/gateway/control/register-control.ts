import type { HttpServer } from "../http/index.js";
import { type ControlParts, registerCaches } from "./register-caches.js";
import { registerKeys } from "./register-keys.js";
import { adminCheck } from "./require-admin.js";

/** The control plane of LangCache, for those who have the admin's key. */
export async function registerControl(
  app: HttpServer,
  parts: ControlParts & { readonly adminKey: string },
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("onRequest", adminCheck(parts.adminKey));
    registerCaches(scope, parts);
    registerKeys(scope, parts.directory);
  });
}
