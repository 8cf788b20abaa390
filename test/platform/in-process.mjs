/** The digests in Node, Deno or Bun, on the devices that are named: printed as JSON. */
import * as glissade from "../../dist/index.js";
import { digests } from "./digest.mjs";

const devices = process.argv.slice(2);
console.log(JSON.stringify(await digests(glissade, devices.length ? devices : undefined)));
