/**
 * Starts a worker of a team: a thread of Node where there is Node or something like it, else a Web Worker. It asks for modules of
 * Node where there are some.
 */
import type * as System from "node:os";
import type * as Threads from "node:worker_threads";
import type { ThreadCount } from "../../device.ts";
import { type Answer, attend, type Message } from "./attend.ts";
import { mostThreads } from "./words.ts";

/** A worker as its team sees it. It does not keep the process alive. */
export interface StartedWorker {
  post(message: Message): void;
  /** Ends it, whatever it does. */
  end(): void;
}

/** Starts one. @throws whatever the engine throws where it cannot. */
export type StartWorker = (onAnswer: (answer: Answer) => void, onEnd: () => void) => StartedWorker;

interface Builtins {
  "node:worker_threads": typeof Threads;
  "node:os": typeof System;
}

/** A module of Node, undefined in a page. Bundlers do not see it. */
function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } };
  return process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}

/** As text: it works in every bundle, and where sources run as they are. */
const programOf = (): string => `
  const { parentPort } = process.getBuiltinModule("node:worker_threads");
  (${attend})((listener) => parentPort.on("message", listener), (answer) => parentPort.postMessage(answer));
`;

/** Starts a thread of Node; `around` may change its program. */
export function nodeWorker(
  onAnswer: (answer: Answer) => void,
  onEnd: () => void,
  around: (program: string) => string = (program) => program,
): StartedWorker {
  const { Worker } = builtin("node:worker_threads")!;
  const worker = new Worker(around(programOf()), { eval: true, execArgv: [], name: "glissade" });
  worker.on("message", onAnswer).on("error", onEnd).on("messageerror", onEnd).on("exit", onEnd);
  worker.unref();
  return { post: (message) => worker.postMessage(message), end: () => void worker.terminate() };
}

/** Starts a Web Worker: the file beside this one in the package, which bundlers know by this form. */
function webWorker(onAnswer: (answer: Answer) => void, onEnd: () => void): StartedWorker {
  const worker = new Worker(new URL("./web-worker.js", import.meta.url), {
    type: "module",
    name: "glissade",
  });
  worker.onmessage = ({ data }) => onAnswer(data as Answer);
  worker.onmessageerror = onEnd;
  worker.onerror = (event) => {
    event.preventDefault();
    onEnd();
  };
  return { post: (message) => worker.postMessage(message), end: () => worker.terminate() };
}

/** Starts a worker of whichever kind there is. */
export const startWorker: StartWorker = (onAnswer, onEnd) =>
  (builtin("node:worker_threads") ? nodeWorker : webWorker)(onAnswer, onEnd);

/** A worker that runs a module of the package. It keeps the process alive only while it is held. */
export interface ModuleWorker<Message> {
  post(message: Message, transfer: readonly ArrayBuffer[]): void;
  hold(isHeld: boolean): void;
  /** Ends it, whatever it does. */
  end(): void;
}

/**
 * Starts a module as a worker.
 *
 * @param file - its address, for Node.
 * @param inPage - starts it in a page: bundlers know it by the form of that call alone.
 * @throws whatever the engine throws where it cannot.
 */
export function startModule<Message, Reply>(
  file: URL,
  inPage: () => Worker,
  onReply: (reply: Reply) => void,
  onEnd: () => void,
): ModuleWorker<Message> {
  const threads = builtin("node:worker_threads");
  if (threads) {
    const worker = new threads.Worker(file, { execArgv: [], name: "glissade" });
    worker.on("message", onReply).on("error", onEnd).on("messageerror", onEnd).on("exit", onEnd);
    worker.unref();
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
      end: () => void worker.terminate(),
    };
  }
  const worker = inPage();
  worker.onmessage = ({ data }) => onReply(data as Reply);
  worker.onmessageerror = onEnd;
  worker.onerror = (event) => {
    event.preventDefault();
    onEnd();
  };
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    hold: () => {},
    end: () => worker.terminate(),
  };
}

/** In a worker: calls `answer` for each message, and sends what it returns. */
export function answerMessages<Message, Reply>(
  answer: (message: Message) => { readonly reply: Reply; readonly transfer: readonly ArrayBuffer[] },
): void {
  const port = builtin("node:worker_threads")?.parentPort;
  if (port)
    port.on("message", (message: Message) => {
      const { reply, transfer } = answer(message);
      port.postMessage(reply, [...transfer]);
    });
  else
    addEventListener("message", ({ data }: MessageEvent<Message>) => {
      const { reply, transfer } = answer(data);
      (globalThis as unknown as Worker).postMessage(reply, [...transfer]);
    });
}

/** How many threads the processors run at a time. */
export const processors = (): number =>
  builtin("node:os")?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;

/** How many threads a count asks for at most. */
export const mostOf = (threads: ThreadCount): number =>
  typeof threads === "number"
    ? threads
    : Math.min(processors(), threads === "auto" ? mostThreads : threads.most);
