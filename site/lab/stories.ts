/** Ready experiments, each with what it shows. The page opens them by name: `#adam-diverges`. */

/** An experiment that is ready. */
export interface Story {
  readonly name: string;
  readonly title: string;
}

/** All of them, in the order of the page. */
export const stories: readonly Story[] = [
  { name: "adam-and-yogi", title: "Adam and Yogi" },
  { name: "momentum", title: "What momentum does in a ravine" },
  { name: "adam-diverges", title: "Where Adam diverges" },
  { name: "muon", title: "What Muon does to a matrix" },
  { name: "one-rate-misleads", title: "One rate for all misleads" },
  { name: "noise-ball", title: "Why rates must shrink" },
];
