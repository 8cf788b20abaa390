/**
 * A worker that may be stuck: with a typed text that is slow or huge. It is ended when it has been silent for long, and started anew for the
 * next request.
 */
import type { Reply, Request, Work } from "../engine/protocol.ts";

/** What happens in it. */
export interface Hearing {
  /** A reply to a request. */
  hear(reply: Reply): void;
  /** For so many milliseconds it may be silent over this work of a run; then it is stuck. */
  patience(work: Work, run: number): number;
  /** It was ended, while it was at this work of a run. Requests that it had not answered are lost. */
  stuck(work: Work, run: number): void;
  /** It could not be loaded. */
  broken(message: string): void;
}

/** A worker, guarded. */
export class GuardedWorker {
  readonly #make: () => Worker;
  readonly #hearing: Hearing;
  #worker: Worker | null = null;
  #last: { readonly work: Work; readonly run: number } = { work: { on: "problem" }, run: 0 };
  /** Requests that have no `done` yet. */
  #open = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(make: () => Worker, hearing: Hearing) {
    this.#make = make;
    this.#hearing = hearing;
  }

  /** Starts it, if it is not started: loading takes longest. */
  start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#make();
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#hear(data);
    worker.onerror = ({ message }) => this.#hearing.broken(message ?? "the worker could not be loaded");
    this.#worker = worker;
    return worker;
  }

  /** Sends it a request. It is waited for from its first answer on: loading may take long. */
  post(request: Request): void {
    this.#open++;
    this.start().postMessage(request);
  }

  /** Ends it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
    this.#open = 0;
  }

  #hear(reply: Reply): void {
    if (reply.type === "alive") this.#last = reply;
    if (reply.type === "done") this.#open--;
    clearTimeout(this.#timer);
    const { work, run } = this.#last;
    if (this.#open > 0) this.#timer = setTimeout(() => this.#doubt(), this.#hearing.patience(work, run));
    this.#hearing.hear(reply);
  }

  /** Messages that came while the page itself was busy are heard first. */
  #doubt(): void {
    this.#timer = setTimeout(() => {
      const { work, run } = this.#last;
      this.end();
      this.#hearing.stuck(work, run);
    }, 100);
  }
}
