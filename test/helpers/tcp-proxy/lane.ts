import type { Socket } from "node:net";

/** What a proxy does to the bytes on their way. */
export interface Weather {
  /** How much later bytes arrive, each way, in milliseconds. */
  delayMs: number;
  /** How many bytes pass per second, each way and connection. */
  bytesPerSecond: number;
}

/** Bytes are let through a capped line in pieces of this share of a second. */
const PIECES_PER_SECOND = 50;

/** One direction of one connection: bytes leave in the order in which they came, when the weather lets them. */
export class Lane {
  /** Called with every piece that is about to leave; what it returns goes out instead. */
  onPiece: (piece: Buffer) => Buffer = (piece) => piece;
  readonly #queue: { readonly dueMs: number; readonly piece: Buffer | "end" }[] = [];
  #freeAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    private readonly to: Socket,
    private readonly weather: Weather,
  ) {}

  push(chunk: Buffer): void {
    const { bytesPerSecond } = this.weather;
    const pieceBytes = Number.isFinite(bytesPerSecond)
      ? Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND))
      : chunk.length;
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      const piece = chunk.subarray(start, start + pieceBytes);
      this.#freeAtMs = Math.max(performance.now(), this.#freeAtMs) + (piece.length / bytesPerSecond) * 1_000;
      this.#enqueue(piece);
    }
  }

  /** Says goodbye to the receiver when everything before has left. */
  end(): void {
    this.#enqueue("end");
  }

  /** Lets nothing more through, also nothing of what waits. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #enqueue(piece: Buffer | "end"): void {
    if (this.#isStopped) return;
    this.#queue.push({
      dueMs: Math.max(performance.now(), this.#freeAtMs) + this.weather.delayMs,
      piece,
    });
    if (this.#queue.length === 1) this.#drain();
  }

  #drain(): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const waitMs = first.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#drain(), Math.ceil(waitMs));
        return;
      }
      this.#queue.shift();
      if (this.to.destroyed) continue;
      if (first.piece === "end") this.to.end();
      else this.#write(first.piece);
    }
  }

  #write(piece: Buffer): void {
    const passed = this.onPiece(piece);
    if (passed.length > 0 && !this.to.destroyed) this.to.write(passed);
  }
}
