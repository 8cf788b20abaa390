/**
 * A live figure: a picture that answers to a few controls. It is data and a function without a page: the build draws the first picture
 * into the HTML, the browser draws it again when a control is moved.
 */

/** A number that one moves. */
export interface Slider {
  readonly kind: "slider";
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** Of the number, or of its decimal logarithm where `isLog`. */
  readonly step: number;
  readonly isLog?: boolean;
  readonly value: number;
}

/** One of a few words. */
export interface Choice {
  readonly kind: "choice";
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
}

/** A control with its first value. */
export type Control = Slider | Choice;

/** Values of controls by name. */
export type Values = Readonly<Record<string, number | string>>;

/** What is shown for some values. */
export interface Drawing {
  /** An SVG document. */
  readonly svg: string;
  /** What it shows, in a sentence. */
  readonly words: string;
  /** Values that the figure has chosen itself, such as a tuned rate. */
  readonly values?: Values;
}

/** A live figure. */
export interface LiveFigure {
  readonly controls: readonly Control[];
  /** Draws it. Equal values give the same picture, byte for byte, on every engine. */
  draw(values: Values): Promise<Drawing>;
}

/** The first values of controls. */
export const firstValues = (controls: readonly Control[]): Values =>
  Object.fromEntries(controls.map(({ name, value }) => [name, value]));

/** A number of the values. */
export function numberOf(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== "number")
    throw new TypeError(`${name} must be a number; got ${JSON.stringify(value)}`);
  return value;
}
