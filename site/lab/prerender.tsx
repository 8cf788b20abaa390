/** The frame as HTML, drawn while the page is built: what one sees before any script runs. */
import { renderToString } from "preact-render-to-string";
import { App } from "./app.tsx";

/** The page as it begins. */
export const html = (): string => renderToString(<App />);
