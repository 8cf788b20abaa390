/** The digests in Node, Deno or Bun: printed as JSON. */
import * as glissade from "../../dist/index.js";
import { digests } from "./digest.mjs";

console.log(JSON.stringify(await digests(glissade)));
