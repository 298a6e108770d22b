const url = process.env.REDIS_URL;

// #region readme
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = tracerProvider.getTracer("my-services");
const namespace = `traced-${process.pid}`;

// Two services with a cache on the same keys: one answers users, the other one is for editors.
await using webClient = await connect({ url, telemetry: { tracerProvider } });
await using editorsClient = await connect({ url, telemetry: { tracerProvider } });
const embedder = createTestEmbedder({ dimension: 64 });
await using web = new SemanticCache({ client: webClient, embedder, namespace, tenant: "acme" });
await using editors = new SemanticCache({ client: editorsClient, embedder, namespace, tenant: "acme" });
await web.store({ prompt: "When do you open?", response: "At nine.", tags: ["hours"] });

const request = tracer.startSpan("GET /answer");
await context.with(trace.setSpan(context.active(), request), () => web.lookup({ prompt: "Do you deliver?" }));
const change = tracer.startSpan("PUT /hours");
await context.with(trace.setSpan(context.active(), change), () => editors.invalidate({ tag: "hours" }));

const childrenOf = (spanId?: string) =>
  exporter.getFinishedSpans().filter(({ parentSpanContext }) => parentSpanContext?.spanId === spanId);
const [lookup] = childrenOf(request.spanContext().spanId);
const commands = childrenOf(lookup?.spanContext().spanId);
console.log(lookup?.name, commands.length > 0);
// octavec.cache.lookup true

// The first service reads the invalidation a little later. Its span has a link to the request of the second one.
const applied = () => exporter.getFinishedSpans().find(({ name }) => name === "octavec.cache.invalidation");
while (applied() === undefined) await web.lookup({ prompt: "Do you deliver?" });
console.log(applied()?.links.some((link) => link.context.spanId === change.spanContext().spanId));
// true
// #endregion
