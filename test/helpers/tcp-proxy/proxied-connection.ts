import { connect, type Socket } from "node:net";
import { Lane, type Weather } from "./lane.js";

/**
 * A caller's connection and the one that the proxy opened for it, as a network between the two would carry them. `near` is
 * the caller's side, `far` the server's.
 */
export class ProxiedConnection {
  readonly far: Socket | undefined;
  readonly #requests: Lane | undefined;
  readonly #replies: Lane;
  #isForgotten = false;

  /** @param targetPort - `undefined`: nobody is behind the proxy, and it does not say so. */
  constructor(
    readonly near: Socket,
    targetPort: number | undefined,
    weather: Weather,
    onReply: (connection: ProxiedConnection, piece: Buffer) => Buffer,
  ) {
    this.#replies = new Lane(near, weather);
    this.#replies.onPiece = (piece) => onReply(this, piece);
    near.on("error", () => {});
    near.on("close", () => {
      if (!this.#isForgotten) this.destroy();
    });
    if (targetPort === undefined) {
      near.resume();
      return;
    }
    const far = connect(targetPort, "127.0.0.1");
    const requests = new Lane(far, weather);
    this.far = far;
    this.#requests = requests;
    near.on("data", (chunk) => requests.push(chunk));
    near.on("end", () => requests.end());
    far.on("data", (chunk) => this.#replies.push(chunk));
    far.on("end", () => this.#replies.end());
    // A server that was killed, or is not there.
    far.on("error", () => {
      if (!this.#isForgotten) near.resetAndDestroy();
    });
  }

  /** Nothing goes through any more and nobody is told: what a firewall does that lost its table. */
  forget(): void {
    this.#isForgotten = true;
    this.#stopLanes();
  }

  /** Ends both sides in an orderly way (FIN), which lets arrive what was written before. */
  hangUp(): void {
    this.#stopLanes();
    this.near.end();
    this.far?.destroy();
  }

  /** Ends both sides with an RST. */
  reset(): void {
    this.#stopLanes();
    this.near.resetAndDestroy();
    this.far?.resetAndDestroy();
  }

  destroy(): void {
    this.#stopLanes();
    this.near.destroy();
    this.far?.destroy();
  }

  #stopLanes(): void {
    this.#requests?.stop();
    this.#replies.stop();
  }
}
