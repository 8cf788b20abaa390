/** `npm run serve` of the site: shows site/dist as any static host would, and says at which address. */
import { fileURLToPath } from "node:url";
import { preview } from "vite";

const server = await preview({
  configFile: false,
  root: fileURLToPath(new URL("..", import.meta.url)),
  appType: "mpa",
});
server.printUrls();
