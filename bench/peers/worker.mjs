/** A contender's process: it is told a line and answers with one. It begins when it is first asked, and is silent unless it is. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a contender lacks, or why it failed. */
export class Absent extends Error {}

export class Worker {
  #command;
  #process;
  #lines;
  #closed;
  #said = "";

  /** @param command - the program and its arguments. */
  constructor(command) {
    this.#command = command;
  }

  #begin() {
    const [program, ...parameters] = this.#command;
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", TF_CPP_MIN_LOG_LEVEL: "3" };
    this.#process = spawn(program, parameters, { stdio: ["pipe", "pipe", "pipe"], env });
    this.#process.on("error", (error) => {
      this.#said += error.message;
    });
    this.#closed = new Promise((resolve) => this.#process.on("close", resolve));
    this.#process.stdin.on("error", () => {});
    this.#process.stderr.on("data", (text) => {
      this.#said = `${this.#said}${text}`.slice(-10_000);
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @returns what it answers.
   * @throws Absent where it answers that it cannot, where it ends, and where it says nothing for so long.
   */
  async ask(line, seconds = 100) {
    if (!this.#process) this.#begin();
    this.#process.stdin.write(`${line}\n`);
    const late = AbortSignal.timeout(Math.ceil(seconds * 1000));
    const answer = await Promise.race([
      this.#lines.next(),
      new Promise((resolve) => late.addEventListener("abort", () => resolve({ late: true }), { once: true })),
    ]);
    if (answer.late || answer.done) {
      this.#process.kill("SIGKILL");
      await this.#closed;
      const lines = this.#said.trim().split("\n");
      // Engines print a stack after what they say.
      const last = lines.findLast((line) => /error|fatal/i.test(line)) ?? lines.at(-1);
      this.end();
      throw new Absent(answer.late ? `no answer within ${seconds} s` : `its process ended: ${last}`);
    }
    if (answer.value.startsWith("no ")) throw new Absent(answer.value.slice(3));
    return answer.value;
  }

  /** Ends the process, with all memory that it has; the next question begins another. */
  end() {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
    this.#said = "";
  }
}
