/**
 * An editor for one text: CodeMirror in a shadow root, where its styles pass a strict Content-Security-Policy. It tells each change,
 * and shows the problem that it is given at its place, with the fixes that there are.
 */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Text } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import type { Failure, Fix } from "../../engine/protocol.ts";
import { type Kind, languageOf } from "./language.ts";
import type { Word } from "./vocabulary.ts";

/** What is wrong with the text. */
export type Problem = Pick<Failure, "message" | "place" | "fixes">;

/** A mounted editor. */
export interface CodeEditor {
  /** Replaces the text, unless it is the same already. Tells no change. */
  setText(text: string): void;
  setProblem(problem: Problem | null): void;
  /** Its name for screen readers. */
  setLabel(label: string): void;
  /** Carries out a fix, as if it were typed. */
  mend(fix: Fix): void;
  /** Puts the caret at a place of the text, counted in characters. */
  focus(at: number): void;
  destroy(): void;
}

/** What it is for. */
export interface CodeEditorOptions {
  readonly kind: Kind;
  readonly text: string;
  /** Its name for screen readers. */
  readonly label: string;
  /** What is completed besides functions, as it is at the time. */
  readonly words?: (() => readonly Word[]) | undefined;
  readonly onChange: (text: string) => void;
}

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--field)", fontSize: "0.9375rem" },
  "&:focus-within": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": {
    fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
    lineHeight: "1.6",
  },
  ".cm-content": { caretColor: "var(--text)", padding: "0.5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--selection)" },
  ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent)", color: "var(--on-accent)" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap" },
  // CodeMirror draws these with images in data: addresses, which a strict policy blocks.
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad)",
    textDecorationSkipInk: "none",
  },
  ".cm-lint-marker-error": { content: "normal", borderRadius: "50%", backgroundColor: "var(--bad)" },
});

/** Left alone, Chromium puts an element with a style in place of a selection that is typed over; a strict policy blocks that, and says so. */
const typingOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data }, view) {
    const { from, to, empty } = view.state.selection.main;
    if (inputType !== "insertText" || !data || empty || view.composing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
    return true;
  },
});

const placeholders: Readonly<Record<Kind, string>> = {
  rule: "u = g",
  function: "x^2 + y^2",
  formula: "y ~ a + b*x",
};

/** Mounts an editor in an element that has no shadow root yet. */
export function mountEditor(
  host: HTMLElement,
  { kind, text, label, words, onChange }: CodeEditorOptions,
): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  let isSilent = false;
  const name = new Compartment();
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        kind === "rule" ? [lineNumbers(), lintGutter()] : [],
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        languageOf(kind, words),
        theme,
        typingOver,
        EditorView.lineWrapping,
        // Tab leaves the editor, as everywhere on the page; completion takes Enter.
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({ spellcheck: "false", autocapitalize: "off" }),
        name.of(nameOf(label)),
        placeholder(placeholders[kind]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isSilent) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(wanted) {
      const { doc } = view.state;
      if (doc.toString() === wanted) return;
      isSilent = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: wanted } });
      isSilent = false;
    },
    setProblem(problem) {
      const found = problem ? [diagnosticOf(view.state.doc, problem)] : [];
      view.dispatch(setDiagnostics(view.state, found));
    },
    setLabel: (changed) => view.dispatch({ effects: name.reconfigure(nameOf(changed)) }),
    mend(fix) {
      actionOf(fix).apply(view);
      view.focus();
    },
    focus(at) {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) } });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

const nameOf = (label: string) => EditorView.contentAttributes.of({ "aria-label": label });

/** The place in the document; the nearest there is, since the text may have changed meanwhile. */
function placeIn(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + Math.max(column - 1, 0), to);
}

function diagnosticOf(doc: Text, { message, place, fixes }: Problem): Diagnostic {
  const from = place ? placeIn(doc, place.line, place.column) : 0;
  const to = place ? Math.min(from + place.length, doc.length) : doc.length;
  return { from, to, severity: "error", message, actions: fixes.map(actionOf) };
}

const actionOf = ({ label, line, column, remove, insert }: Fix) => ({
  name: label,
  apply(view: EditorView) {
    const from = placeIn(view.state.doc, line, column);
    view.dispatch({ changes: { from, to: Math.min(from + remove, view.state.doc.length), insert } });
  },
});
