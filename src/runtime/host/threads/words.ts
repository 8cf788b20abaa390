/**
 * The words of shared memory through which the threads of a team speak, as places in an Int32Array. Words that different threads write
 * lie on different lines of the processor's caches.
 */
import { mostParts } from "../segments.ts";

/** A team has no more threads. */
export const mostThreads = 16;

/** Memories that a team's workers can hold at a time. */
export const slots = 64;

/** 128 bytes: two lines, since processors fetch pairs of them. */
const line = 32;

/** Where the lines of workers begin. */
const workers = (2 + Math.ceil((3 + mostParts + 1) / line)) * line;

/** Where each word is. A worker is told this when it begins. */
export const places = {
  /** Parts that nobody has taken: those from its high half to before its low half. */
  left: 0,
  /** Parts that workers have finished, and whether the caller sleeps until there are more. */
  done: line,
  sleeps: line + 1,
  /** How many workers may take parts: those with the first numbers. */
  limit: line + 2,
  /** The pass: slot of its memory, kernel, parameter block, then the first segment of each part and the one after the last. */
  pass: 2 * line,
  /** Of each worker, a line: whether it looks for work, and the messages that it was sent. */
  workers,
  line,
  /** Of each slot, for each worker the number of the memory that it has there. */
  loaded: workers + mostThreads * line,
  most: mostThreads,
} as const;

/** How many words there are. */
export const wordCount = places.loaded + slots * mostThreads;
