type Environment = Readonly<Record<string, string | undefined>>;

/** What is to be sent by OTLP. */
export interface OtlpSignals {
  readonly traces: boolean;
  readonly metrics: boolean;
}

/**
 * What the standard variables ask for: a signal is sent where `OTEL_EXPORTER_OTLP_ENDPOINT`, or that of the signal, is set.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function otlpSignals(environment: Environment): OtlpSignals {
  // An empty value counts as none, as the standard says.
  const isSet = (name: string) => (environment[name] ?? "").trim() !== "";
  const isDisabled = environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true";
  const isWanted = (signal: "TRACES" | "METRICS") =>
    !isDisabled &&
    (isSet("OTEL_EXPORTER_OTLP_ENDPOINT") || isSet(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`)) &&
    environment[`OTEL_${signal}_EXPORTER`]?.trim() !== "none";
  return { traces: isWanted("TRACES"), metrics: isWanted("METRICS") };
}
