/** The built site for benchmarks: served from memory, so that the disk has no part in them. */
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** The lab's address, and what ends the server. */
export async function serveLab() {
  const server = createServer(sirv(dist, { maxAge: 0 }));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://localhost:${server.address().port}/lab/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
