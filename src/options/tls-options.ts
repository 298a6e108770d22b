import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { z } from "zod";
import { insteadOfObject } from "./shared-fields.js";

/** Certificates of a TLS connection. All values are PEM text, not paths of files. */
export interface TlsOptions {
  /** Certificates of the authorities to trust, instead of those that Node knows. One text may contain several. */
  ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** Client certificate, with its chain, for a server that asks for one. Needs `key`. */
  cert?: string | Buffer | undefined;
  /** Private key of `cert`. Never printed or part of an error. */
  key?: string | Buffer | undefined;
  /** Passphrase of an encrypted `key`. Never printed or part of an error. */
  passphrase?: string | undefined;
  /** Name that the server's certificate must contain. It is sent to the server as SNI. Default: the host, if it is a name. */
  servername?: string | undefined;
  /** Whether the server's certificate is checked. With `false` anyone on the network path can read and answer: never in production. Default true. */
  rejectUnauthorized?: boolean | undefined;
}

const pem = () =>
  z.custom<string | Buffer>(
    (value) => (typeof value === "string" && value !== "") || Buffer.isBuffer(value),
    "expected PEM text as a string or Buffer",
  );
const certificate = () =>
  pem().refine((text) => certificateOf(text) !== undefined, {
    error: "expected a certificate in PEM (-----BEGIN CERTIFICATE-----), not the path of a file",
  });

export const tlsOptionsSchema = z.lazy(() =>
  z
    .strictObject(
      {
        // Node silently ignores authorities that it cannot read, and then trusts nobody.
        ca: z.union([certificate(), z.array(certificate()).min(1)]).optional(),
        cert: certificate().optional(),
        key: pem().optional(),
        passphrase: z.string().min(1).optional(),
        servername: z.string().min(1).optional(),
        rejectUnauthorized: z.boolean().default(true),
      },
      insteadOfObject("expected certificates, as in { ca }; to use TLS, write rediss:// in the url"),
    )
    .superRefine(({ cert, key, passphrase }, context) => {
      const refuse = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: [field], message });
      if ((cert === undefined) !== (key === undefined)) {
        const [given, missing] = cert === undefined ? ["key", "cert"] : ["cert", "key"];
        return refuse(missing, `must be given together with tls.${given}`);
      }
      if (cert === undefined || key === undefined) return;
      const opened = privateKeyOf(key, passphrase);
      if (opened === undefined) {
        refuse("key", "expected a private key in PEM; if it is encrypted, with the right passphrase");
      } else if (certificateOf(cert)?.checkPrivateKey(opened) === false) {
        refuse("key", "is not the private key of cert");
      }
    }),
);

export type ResolvedTlsOptions = z.output<typeof tlsOptionsSchema>;

function certificateOf(text: string | Buffer): X509Certificate | undefined {
  // X509Certificate also reads plain bytes (DER), but a connection cannot use them.
  if (!text.includes("CERTIFICATE-----")) return undefined;
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function privateKeyOf(key: string | Buffer, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    return undefined;
  }
}
