import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formatsModule from "ajv-formats";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

/**
 * Compares every reply that the tests of this file get from a gateway with the gateway's own document. A reply of a route that is not
 * in the document fails the test, and so does a body of another form.
 */
export function checkRepliesByDocument(): void {
  const original = globalThis.fetch;
  const documents = new Map<string, Promise<Document | undefined>>();
  const problems: string[] = [];
  let checked = 0;
  beforeAll(() => {
    globalThis.fetch = async (input, init) => {
      const method = input instanceof Request ? input.method : (init?.method ?? "GET");
      const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
      const response = await original(input, init);
      // One gateway may take the port of another that has ended.
      if (pathname === "/openapi.json") return response;
      if (!documents.has(origin)) documents.set(origin, readDocument(original, origin));
      const document = await documents.get(origin);
      const problem = await document?.problemOf(method, pathname, response.clone());
      if (problem !== undefined) problems.push(`${method} ${pathname} ${response.status}: ${problem}`);
      if (document !== undefined) checked++;
      return response;
    };
  });
  afterEach(() => {
    documents.clear();
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(() => {
    globalThis.fetch = original;
    expect(checked).toBeGreaterThan(0);
  });
}

async function readDocument(fetch: typeof globalThis.fetch, origin: string): Promise<Document | undefined> {
  const response = await fetch(`${origin}/openapi.json`).catch(() => undefined);
  if (response?.ok !== true) return undefined;
  return new Document((await response.json()) as OpenApiDocument);
}

class Document {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(readonly document: OpenApiDocument) {
    formatsModule.default(this.#ajv);
    this.#ajv.addSchema({ $id: "document", components: document.components });
  }

  /** Undefined for a reply as the document says. */
  async problemOf(method: string, pathname: string, response: Response): Promise<string | undefined> {
    const operations = this.#operationsAt(pathname);
    // Node refuses what it cannot read before there is a route.
    if (response.status === 408 || response.status === 431) return undefined;
    // The reply for paths that there are not.
    if (operations === undefined)
      return response.status === 404 ? undefined : "the path is not in the document";
    const operation = operations[method.toLowerCase()];
    if (operation === undefined)
      return response.status === 404 ? undefined : "the method is not in the document";
    const { responses } = operation;
    const described = responses[response.status] ?? responses.default;
    if (described === undefined) return "the status is not in the document";
    const text = await response.text();
    if (described.content === undefined)
      return text === "" ? undefined : "the document says that there is no body";
    const [[type, { schema } = {}] = []] = Object.entries(described.content);
    const sent = response.headers.get("content-type") ?? "";
    if (type !== "*/*" && !sent.startsWith(type ?? "")) return `the content type is ${sent}`;
    if (schema === undefined) return undefined;
    const validate = this.#validatorOf(schema);
    return validate(JSON.parse(text)) ? undefined : this.#ajv.errorsText(validate.errors);
  }

  #operationsAt(pathname: string): Readonly<Record<string, Operation>> | undefined {
    return Object.entries(this.document.paths).find(([template]) =>
      new RegExp(`^${template.replace("{path}", ".*").replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname),
    )?.[1];
  }

  #validatorOf(schema: object): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"document#/components');
    return this.#ajv.compile(JSON.parse(text));
  }
}
