import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TlsFiles } from "../../src/testing/index.js";

/** A key and a certificate for 127.0.0.1 and localhost that vouches for itself, made by the openssl program. */
export async function makeTlsFiles(folder: string): Promise<TlsFiles> {
  const [certFile, keyFile] = [join(folder, "server.crt"), join(folder, "server.key")];
  const request = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
  ];
  const subject = ["-subj", "/CN=octavec-test", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  await promisify(execFile)("openssl", [...request, ...subject, "-keyout", keyFile, "-out", certFile]);
  return { certFile, keyFile, caFile: certFile };
}
