// #region readme
import { LangCache } from "@redis-ai/langcache";
import { createGateway } from "octavec/gateway";

const cacheId = "0123456789abcdef0123456789abcdef";
const gateway = await createGateway({
  namespace: "example",
  listen: { port: 0, adminPort: 0 },
  caches: [{ id: cacheId, name: "support", threshold: 0.85, attributes: ["lang"] }],
});

const langCache = new LangCache({ serverURL: `http://127.0.0.1:${gateway.port}`, cacheId });
const attributes = { lang: "en" };
await langCache.set({ prompt: "How do I reset my password?", response: "On the sign-in page.", attributes });
const { data } = await langCache.search({ prompt: "How can I reset my password?", attributes });
console.log(data[0]?.response, data[0]?.searchStrategy);
// On the sign-in page. semantic
// #endregion
await langCache.flush();
await gateway.close();
