/** `glissade/datasets`: data sets by name, from a folder, the user's cache or a checked download (Node, Deno, Bun); named re-exports only. */
export { loadAirfoil } from "./airfoil.ts";
export { loadAutoMpg } from "./auto-mpg.ts";
export type { Answer } from "./download.ts";
export { type FashionMnist, loadFashionMnist } from "./fashion-mnist.ts";
export type { Sources } from "./published-file.ts";
export { airfoilRegression, autoMpgRegression, defaultRegression } from "./textbook-data.ts";
export { loadTinyShakespeare } from "./tiny-shakespeare.ts";
