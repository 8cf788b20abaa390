/** The worker with everything that the lab can do. */
import { everything } from "../engine/everything.ts";
import { serve } from "./serve.ts";

serve(everything);
