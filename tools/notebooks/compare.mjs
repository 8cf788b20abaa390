/**
 * What notebooks gave, against what is stored in them: texts word for word, their numbers within a relative tolerance, figures
 * element by element, their coordinates within a pixel's hundredth. It does not run notebooks.
 */

/** How far a number may be from the stored one, relative to it. All bits are Glissade's or Deno's, so this allows for printing only. */
const relative = 1e-9;
/** How far a coordinate may be from the stored one: figures round theirs to two decimals. */
const pixels = 0.011;

const coordinates = /(?<= (?:d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|viewBox)=")[^"]*/g;
const numbers = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;
const around = 30;

/**
 * The differences between two notebooks, a line each; none where they agree.
 * @param stored - the notebook as it is kept.
 * @param executed - the same notebook after all its cells were run.
 * @param isCompared - whether a cell's outputs count; all do by default.
 */
export function differences(stored, executed, isCompared = () => true) {
  return stored.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code" || !isCompared(cell)) return [];
    const found = ofOutputs(piecesOf(cell), piecesOf(executed.cells[index]));
    return found.map((difference) => `cell ${index + 1} (${firstLine(cell)}): ${difference}`);
  });
}

/** The outputs of a cell as pairs of a kind and a text. */
function piecesOf(cell) {
  return cell.outputs.flatMap(({ output_type: type, name, text, data = {}, ename, evalue }) => {
    if (type === "stream") return [{ kind: name, text: joined(text) }];
    if (type === "error") return [{ kind: "error", text: `${ename}: ${evalue}` }];
    return Object.entries(data).map(([kind, content]) => ({ kind, text: joined(content) }));
  });
}

/** Notebooks keep a text as one string or as an array of lines. */
function joined(content) {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.join("") : JSON.stringify(content);
}

function ofOutputs(stored, came) {
  const kinds = (pieces) => pieces.map(({ kind }) => kind).join(", ") || "nothing";
  if (kinds(stored) !== kinds(came)) return [`stored ${kinds(stored)}; now ${kinds(came)}`];
  return stored.flatMap(({ kind, text }, index) => {
    const now = came[index].text;
    const difference = kind === "image/svg+xml" ? ofFigures(text, now) : ofTexts(text, now, isNear);
    return difference ? [`${kind}: ${difference}`] : [];
  });
}

const isNear = (a, b) => Math.abs(a - b) <= relative * Math.abs(a);
const isWithinPixels = (a, b) => Math.abs(a - b) <= pixels;

/** The first difference of two figures: coordinates by pixels, all else as text. */
function ofFigures(stored, came) {
  const without = (svg) => svg.replace(coordinates, "");
  return (
    ofTexts(without(stored), without(came), isNear) ??
    ofTexts(coordinatesOf(stored), coordinatesOf(came), isWithinPixels)
  );
}

const coordinatesOf = (svg) => (svg.match(coordinates) ?? []).join("\n");

/** The first difference of two texts, numbers compared by `isEqual`; undefined where there is none. */
function ofTexts(stored, came, isEqual) {
  if (stored === came) return undefined;
  const [before, now] = [tokensOf(stored), tokensOf(came)];
  const length = Math.max(before.length, now.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [before[i], now[i]];
    if (a?.text === b?.text) continue;
    if (a?.isNumber && b?.isNumber && isEqual(Number(a.text), Number(b.text))) continue;
    return `stored ${excerpt(stored, a)}; now ${excerpt(came, b)}`;
  }
  return undefined;
}

/** Numbers and the texts between them, in turn. */
function tokensOf(text) {
  const tokens = [];
  let end = 0;
  for (const match of text.matchAll(numbers)) {
    tokens.push({ text: text.slice(end, match.index), at: end });
    tokens.push({ text: match[0], at: match.index, isNumber: true });
    end = match.index + match[0].length;
  }
  tokens.push({ text: text.slice(end), at: end });
  return tokens;
}

/** The place of a token, on one line. */
function excerpt(text, token) {
  if (!token) return "nothing more";
  const piece = text.slice(
    Math.max(0, token.at - around),
    token.at + Math.min(token.text.length, around) + around,
  );
  return JSON.stringify(piece);
}

const firstLine = (cell) => joined(cell.source).split("\n")[0].slice(0, 60);
