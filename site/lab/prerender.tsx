/** The page as HTML, drawn while it is built: what one sees before any script runs. */
import { renderToString } from "preact-render-to-string";
import { App } from "./app.tsx";
import { drawn } from "./later.tsx";

await Promise.all(drawn.map((bring) => bring()));

/** The page as it begins. */
export const html = renderToString(<App />);
