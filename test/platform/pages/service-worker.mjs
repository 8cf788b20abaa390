/** A module service worker, which has no `import()`: the digests from the build that needs none. */

import { fitCurve } from "/dist/curves/index.js";
import * as glissade from "/dist/static.js";
import { digests } from "/test/platform/digest.mjs";

self.onmessage = (event) => {
  const answer = digests({ ...glissade, fitCurve }).then(
    (found) => ({ auto: "wasm", refused: "", digests: found }),
    (error) => ({ error: String(error.stack ?? error) }),
  );
  event.waitUntil(answer.then((outcome) => event.source.postMessage(outcome)));
};
