/** `glissade/datasets`: data sets by name, from a folder, the user's cache or a checked download (Node, Deno, Bun); named re-exports only. */
export {};
