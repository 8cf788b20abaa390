/** The digests in a page: on both devices, or only on `js` where WebAssembly may not be compiled. */
import * as curves from "/dist/curves/index.js";
import * as glissade from "/dist/index.js";
import { digests } from "/test/platform/digest.mjs";

async function run() {
  const descent = await glissade.adam().init([1]);
  const refused = await glissade
    .adam()
    .init([1], { device: "wasm" })
    .then(
      () => "",
      (error) => `${error.name}: ${error.message}`,
    );
  const devices = descent.device === "wasm" ? ["js", "wasm"] : ["js"];
  return { auto: descent.device, refused, digests: await digests({ ...glissade, ...curves }, devices) };
}
run().then(
  (outcome) => {
    globalThis.outcome = outcome;
  },
  (error) => {
    globalThis.outcome = { error: String(error.stack ?? error) };
  },
);
