/** Headers that describe how a body came over the wire, and not the body. */
const OF_TRANSPORT = ["content-encoding", "content-length", "transfer-encoding"];

/**
 * A reply of the provider that is no answer: an error, or a body that nobody can read. It ends a call of the producer, so it is
 * passed on to each caller and never stored.
 */
export class UpstreamReply extends Error {
  readonly isOk: boolean;
  readonly #status: number;
  readonly #statusText: string;
  readonly #headers: Headers;
  readonly #body: Uint8Array<ArrayBuffer>;

  private constructor(response: Response, body: ArrayBuffer) {
    super(`The provider answered with status ${response.status}, which is no answer to store.`);
    this.isOk = response.ok;
    this.#status = response.status;
    this.#statusText = response.statusText;
    this.#headers = headersOf(response);
    this.#body = new Uint8Array(body);
  }

  static async of(response: Response): Promise<UpstreamReply> {
    return new UpstreamReply(response, await response.arrayBuffer());
  }

  get text(): string {
    return new TextDecoder().decode(this.#body);
  }

  /** A response of its own for each caller, with further headers. */
  response(more: Readonly<Record<string, string>> = {}): Response {
    const hasBody = this.#body.length > 0;
    const headers = new Headers(this.#headers);
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    const init = { status: this.#status, statusText: this.#statusText, headers };
    return new Response(hasBody ? this.#body : null, init);
  }
}

/** The headers of a response whose body was read and decoded. */
export function headersOf(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of OF_TRANSPORT) headers.delete(name);
  return headers;
}
