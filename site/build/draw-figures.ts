/**
 * Draws the first picture of each live figure into its page, so that a reader who never touches a control, or whose browser runs no
 * scripts, sees what it shows.
 */
import temml from "temml";
import { type Control, firstValues, type LiveFigure } from "../live/figure.ts";
import { figureOf } from "../live/figures.ts";

/** A drawn figure is one line of a page: what reads pages as text leaves it out. */
export const withoutFigures = (text: string): string => text.replace(/^<LiveFigure .*\n+/gm, "");

const tag = /<LiveFigure figure="([\w-]+)"(?: of="(\w+)")? \/>/g;

/** Figures with equations beside them: those of one optimizer on a surface. */
const withEquations = ["race", "minimiser"];

/** A value as an attribute that Vue reads as an expression. */
const attribute = (value: unknown): string =>
  JSON.stringify(value).replace(/&/g, "&amp;").replace(/'/g, "&#39;");

/** The first equations of a page, which are those of the default form: they stand beside its figure. */
function equationsOf(text: string): string {
  const tex = /^```math\n([\s\S]*?)^```/m.exec(text)?.[1];
  if (!tex) return "";
  return `<div class="equations" tabindex="0">${temml.renderToString(tex, { displayMode: true, throwOnError: true })}</div>`;
}

/** The text of a page with its figures drawn. */
export async function withFigures(
  text: string,
  figures: (name: string, of?: string) => LiveFigure = figureOf,
): Promise<string> {
  let result = text;
  for (const [whole, name = "", of] of text.matchAll(tag)) {
    const { controls, draw } = figures(name, of);
    const { svg, words, values } = await draw(firstValues(controls));
    const set: readonly Control[] = controls.map((control) => ({
      ...control,
      value: values?.[control.name] ?? control.value,
    })) as readonly Control[];
    const props = [
      `figure="${name}"`,
      ...(of ? [`of="${of}"`] : []),
      `:controls='${attribute(set)}'`,
      `:words='${attribute(words)}'`,
    ];
    // Markdown ends a block of HTML at an empty line, and reads deep indentation as code.
    const picture = svg.replace(/\s*\n\s*/g, "");
    const beside = withEquations.includes(name)
      ? `<template #beside><div v-pre>${equationsOf(text)}</div></template>`
      : "";
    const content = `<div v-pre>${picture}</div>${beside}`;
    result = result.replace(whole, () => `<LiveFigure ${props.join(" ")}>${content}</LiveFigure>`);
  }
  return result;
}
