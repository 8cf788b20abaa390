/** The digests in Node, Deno or Bun, on the devices that are named: printed as JSON. */
import * as curves from "../../dist/curves/index.js";
import * as core from "../../dist/index.js";
import { digests } from "./digest.mjs";

const devices = process.argv.slice(2);
console.log(JSON.stringify(await digests({ ...core, ...curves }, devices.length ? devices : undefined)));
