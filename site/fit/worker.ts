/** The worker that fits. It is ended where a fit takes too long, so it keeps nothing that matters. */
import { carryOut } from "./carry-out.ts";
import type { FitSetup } from "./setup.ts";

self.onmessage = ({ data }: MessageEvent<FitSetup>) => self.postMessage(carryOut(data));
