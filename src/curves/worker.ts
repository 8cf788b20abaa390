/** The program of a worker that fits groups: a file of the package. */
import { answerMessages } from "../runtime/host/threads/start-worker.ts";
import { answerer } from "./answer.ts";

answerMessages(answerer());
