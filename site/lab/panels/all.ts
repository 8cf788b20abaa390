/** The parts of the page that follow the first race at once, as one file. */
export { Transport } from "../views/transport.tsx";
export { Contestants } from "./contestants.tsx";
export { Foot } from "./foot.tsx";
export { Lead } from "./lead.tsx";
export { Measures } from "./measures.tsx";
export { Problem } from "./problem.tsx";
export { Result } from "./result.tsx";
export { Selected } from "./selected.tsx";
export { Tools } from "./tools.tsx";
