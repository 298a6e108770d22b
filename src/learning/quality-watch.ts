import type { PolicyHost, ShareInterval } from "../cache/contract/index.js";
import { createQualityRecorder, type QualityRecorder } from "../telemetry/index.js";
import type { AlertListener, CacheAlert } from "./alerts.js";
import type { LookupCounts } from "./contract/counts.js";
import type { DriftStatus } from "./drift/drift-report.js";
import type { EvidenceMode } from "./evidence/evidence-policy.js";
import { figuresOf } from "./quality-report.js";

/** With fewer audits no breach of the budget is reported. */
const LEAST_AUDITS = 10;

export interface QualityWatchOptions {
  readonly host: PolicyHost;
  readonly errorBudget: number;
  readonly onAlert: AlertListener | undefined;
  /** The counts of all instances. */
  readonly counts: () => LookupCounts;
}

/** Reports changes in the quality of decisions to the alert listener and to metrics. */
export class QualityWatch {
  readonly #options: QualityWatchOptions;
  #recorder: QualityRecorder | undefined;
  #isBreached = false;

  constructor(options: QualityWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { metrics } = this.#options.host;
    this.#recorder = metrics && createQualityRecorder(metrics.tenant, metrics.meterProvider);
    this.#recorder?.watch(() => this.#errorBounds, this.#options.errorBudget);
  }

  close(): void {
    this.#recorder?.close();
  }

  modeChanged(mode: EvidenceMode, wrongShare: ShareInterval | undefined): void {
    this.#recorder?.changed(mode);
    this.#options.host.reportChange({ type: "decision-mode", mode });
    this.#alert({ kind: "decision-mode", mode, wrongShare });
  }

  drifted({ moved }: DriftStatus): void {
    this.#alert({ kind: "drift", moved });
    const inputs = moved.flatMap(({ input, level }) => (level === "drift" ? [input] : []));
    for (const input of inputs) this.#recorder?.drifted(input);
    if (inputs.length > 0) this.#options.host.reportChange({ type: "decision-drift", inputs });
  }

  /** Reports a breach of the budget once, until the error is within the budget again. */
  checkBudget(): void {
    const { errorBudget, counts } = this.#options;
    const { errorRate, audits } = figuresOf(counts());
    const isBreached = audits >= LEAST_AUDITS && errorRate.low > errorBudget;
    if (isBreached && !this.#isBreached) this.#alert({ kind: "budget-breached", errorRate, errorBudget });
    this.#isBreached = isBreached;
  }

  /** Bounds of the wrong answers per look-up; undefined without audits. */
  get #errorBounds(): ShareInterval | undefined {
    const { audits, errorRate } = figuresOf(this.#options.counts());
    return audits === 0 ? undefined : errorRate;
  }

  /** Alerts may come during a look-up, which a listener that throws must not disturb. */
  #alert(alert: CacheAlert): void {
    const { onAlert, host } = this.#options;
    try {
      onAlert?.(alert);
    } catch (error) {
      host.reportFailure("alert-listener", error);
    }
  }
}
