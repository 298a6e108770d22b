import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TlsFiles } from "../../src/testing/index.js";

const run = promisify(execFile);
const openssl = (args: readonly string[]) => run("openssl", args);
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

export interface IssueOptions {
  /** Names and addresses that the certificate is for. Default: 127.0.0.1 and localhost. */
  readonly subjectAltName?: string;
  /** Days from now that it is valid; negative: it ended so long ago. Default 2. */
  readonly days?: number;
}

/** An authority of the test's own that signs certificates, made by the openssl program. */
export class TlsAuthority {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {}

  static async create(folder: string, name: string): Promise<TlsAuthority> {
    const authority = new TlsAuthority(folder, name);
    const { caFile } = authority;
    const subject = ["-subj", `/CN=${name}`, "-days", "2", "-keyout", authority.#keyFile, "-out", caFile];
    await openssl(["req", "-x509", ...NEW_KEY, ...subject]);
    return authority;
  }

  get caFile(): string {
    return join(this.folder, `${this.name}.crt`);
  }

  get #keyFile(): string {
    return join(this.folder, `${this.name}.key`);
  }

  ca(): Promise<string> {
    return readFile(this.caFile, "utf8");
  }

  /** A certificate signed by this authority. */
  async issue(name: string, options: IssueOptions = {}): Promise<TlsFiles> {
    const { subjectAltName = "IP:127.0.0.1,DNS:localhost", days = 2 } = options;
    const [certFile, keyFile, request] = ["crt", "key", "csr"].map((end) =>
      join(this.folder, `${name}.${end}`),
    ) as [string, string, string];
    const extension = ["-addext", `subjectAltName=${subjectAltName}`];
    await openssl([
      "req",
      ...NEW_KEY,
      "-subj",
      `/CN=${name}`,
      ...extension,
      "-keyout",
      keyFile,
      "-out",
      request,
    ]);
    const signer = [
      "-CA",
      this.caFile,
      "-CAkey",
      this.#keyFile,
      "-CAcreateserial",
      "-copy_extensions",
      "copy",
    ];
    await openssl(["x509", "-req", "-in", request, ...signer, "-days", String(days), "-out", certFile]);
    return { certFile, keyFile, caFile: this.caFile };
  }

  /** The same as PEM text, as a client shows it. */
  async issueText(name: string, options: IssueOptions = {}): Promise<{ cert: string; key: string }> {
    const { certFile, keyFile } = await this.issue(name, options);
    return { cert: await readFile(certFile, "utf8"), key: await readFile(keyFile, "utf8") };
  }
}
