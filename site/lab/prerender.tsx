/** The page as HTML, drawn while it is built: what one sees before any script runs. */
import { renderToString } from "preact-render-to-string";
import { App } from "./app.tsx";
import { firstFrame } from "./first-frame.ts";
import { drawn } from "./later.tsx";

await Promise.all(drawn.map((bring) => bring()));

const empty = '<div class="still"></div>';
const still = `<div class="still">${await firstFrame()}</div>`;

/** The page as it begins. */
export const html = renderToString(<App />).replace(empty, () => still);
