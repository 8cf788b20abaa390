/** The file of a Web Worker of a team. */
import { attend, type Message } from "./attend.ts";

attend(
  (listener) => addEventListener("message", ({ data }: MessageEvent<Message>) => listener(data)),
  (answer) => postMessage(answer),
);
