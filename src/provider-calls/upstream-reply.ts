import { headersOf, type Reply } from "./reply.js";

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

  /** For one of the callers, with further headers. */
  passedOn(more: Readonly<Record<string, string>> = {}): Reply {
    const headers = new Headers(this.#headers);
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    const body = this.#body.length === 0 ? null : this.#body;
    return { status: this.#status, statusText: this.#statusText, headers, body };
  }
}
