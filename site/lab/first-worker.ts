/** The small worker, for the first race alone. */
import { first } from "../engine/first.ts";
import { serve } from "./serve.ts";

serve(first);
