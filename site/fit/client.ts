/** The page's side of the worker that fits: one fit at a time, the latest wins, and one that takes long is ended for it. */
import type { FitReply } from "./outcome.ts";
import type { FitSetup } from "./setup.ts";

/** For so many milliseconds a fit may go on when another is wanted: to start a worker anew takes about as long. */
const patience = 300;

/** Whom the client tells: the worker's answer, and what it is an answer to. */
export interface FitHearing {
  hear(reply: FitReply, setup: FitSetup): void;
  /** Whether a fit is under way. */
  work(isBusy: boolean): void;
}

/** The client. */
export class FitClient {
  readonly #hearing: FitHearing;
  #worker: Worker | null = null;
  /** The fit under way, and since when. */
  #sent: { readonly setup: FitSetup; readonly at: number } | null = null;
  #next: FitSetup | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(hearing: FitHearing) {
    this.#hearing = hearing;
  }

  /** Fits this, and nothing that was asked for before. */
  ask(setup: FitSetup): void {
    if (this.#sent === null) {
      this.#send(setup);
      return;
    }
    this.#next = setup;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#end();
        this.#sendNext();
      },
      Math.max(0, this.#sent.at + patience - performance.now()),
    );
  }

  /** Ends the fit under way, if any. */
  cancel(): void {
    this.#next = null;
    this.#end();
    this.#hearing.work(false);
  }

  #send(setup: FitSetup): void {
    this.#worker ??= this.#start();
    this.#sent = { setup, at: performance.now() };
    this.#hearing.work(true);
    this.#worker.postMessage(setup);
  }

  #sendNext(): void {
    clearTimeout(this.#timer);
    const next = this.#next;
    this.#next = null;
    if (next) this.#send(next);
    else this.#hearing.work(false);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const hear = (reply: FitReply): void => {
      const sent = this.#sent;
      this.#sent = null;
      if (sent) this.#hearing.hear(reply, sent.setup);
      this.#sendNext();
    };
    worker.onmessage = ({ data }: MessageEvent<FitReply>) => hear(data);
    worker.onerror = ({ message }) =>
      hear({
        kind: "failed",
        failure: {
          message: `what fits could not be loaded: ${message ?? "reload the page"}`,
          ...{ place: null, fixes: [], quoted: null },
        },
      });
    return worker;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
    this.#sent = null;
  }
}
