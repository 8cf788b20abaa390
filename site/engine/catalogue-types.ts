/** What the catalogue says of optimizers, wrappers and schedules: types only, also for the tool that prints it. */
import type { Place } from "./offered-wrappers.ts";

/** A value of an option. */
export type OptionValue = number | string | boolean;

/** An option that can be set in the lab. */
export interface CatalogueOption {
  readonly name: string;
  readonly meaning: string;
  /** A number may also be one of `words`. */
  readonly kind: "number" | "boolean" | "word";
  readonly min?: number;
  readonly max?: number;
  /** Ends that are not part of the interval. */
  readonly open?: readonly ("min" | "max")[];
  /** Whether only whole numbers are allowed. */
  readonly whole?: true;
  readonly words?: readonly string[];
  /** What it is without being set; missing where that is nothing: no weight decay, no momentum. */
  readonly default?: OptionValue;
  /** Where a form has another default; null for nothing. */
  readonly defaults?: Readonly<Record<string, OptionValue | null>>;
  /** What the lab sets where nothing is given: an option that must be, or one of a schedule. */
  readonly suggested?: OptionValue;
  /** The forms that have it, with `default` for the form without `like`, if not all do. */
  readonly only?: readonly string[];
  /** The option without which it cannot be. */
  readonly needs?: string;
  /** Whether it may follow a schedule. */
  readonly schedule?: true;
  /** Whether it is the learning rate. */
  readonly rate?: true;
  /** Whether it is a share of the race, where the library counts steps. */
  readonly share?: true;
}

/** Something that can be chosen. */
export interface CatalogueEntry {
  /** As the library exports it. */
  readonly name: string;
  readonly title: string;
  /** What it does. */
  readonly sentence: string;
  readonly paper?: string;
  /** Values of `like`. */
  readonly forms?: readonly string[];
  /** The learning rate first. */
  readonly options: readonly CatalogueOption[];
}

/** All that can be chosen. */
export interface Catalogue {
  readonly optimizers: readonly CatalogueEntry[];
  readonly wrappers: readonly (CatalogueEntry & { readonly place: Place })[];
  readonly schedules: readonly CatalogueEntry[];
}
