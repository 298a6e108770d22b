import type { EncryptionSettings } from "../../options/index.js";
import type { EncryptionConfig } from "../config/index.js";
import { type Environment, encryptionOf, secretOf } from "../config/index.js";

/** What encrypts the entries of a cache, and what hides the names of their keys in Redis. */
export interface EntrySecretValues {
  readonly encryption?: EncryptionSettings;
  readonly keySecret?: string;
}

/** Reads the secrets of caches from the environment: those of the cache itself, else those of the gateway. */
export class EntrySecrets {
  readonly #environment: Environment;
  readonly #common: EntrySecretValues;

  /** @throws OctavecError `INVALID_OPTIONS` if a variable is not set, or has another form. */
  constructor(environment: Environment, common: EncryptionConfig | undefined) {
    this.#environment = environment;
    this.#common = common === undefined ? {} : this.#read(common, "encryption");
  }

  /**
   * @param place - Where the configuration names them, such as `caches.0.encryption`.
   * @throws as the constructor.
   */
  of(own: EncryptionConfig | undefined, place: string): EntrySecretValues {
    return own === undefined ? this.#common : this.#read(own, place);
  }

  #read({ keysEnv, keySecretEnv }: EncryptionConfig, place: string): EntrySecretValues {
    const environment = this.#environment;
    return {
      encryption: encryptionOf(environment, keysEnv, `${place}.keysEnv`),
      ...(keySecretEnv === undefined
        ? {}
        : { keySecret: secretOf(environment, keySecretEnv, `${place}.keySecretEnv`) }),
    };
  }
}
