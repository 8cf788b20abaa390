/** Threads in Node, Deno or Bun: what comes of them, as JSON. The process ends by itself, though the workers are still there. */
import * as glissade from "../../dist/index.js";
import { threadsOutcome } from "./threads.mjs";

console.log(JSON.stringify(await threadsOutcome(glissade, () => new Promise((go) => setTimeout(go, 5)))));
