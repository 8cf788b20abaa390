/** The worker that reads a table, with the library's own reader of CSV. */

import type { ReadReply } from "./outcome.ts";
import { readColumns } from "./read-columns.ts";

self.onmessage = ({ data: { text, name } }: MessageEvent<{ text: string; name: string }>) => {
  let reply: ReadReply;
  try {
    reply = { kind: "read", ...readColumns(text, name) };
  } catch (error) {
    reply = { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(reply);
};
