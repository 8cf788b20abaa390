/** A field for a text of the language: a plain one at first, CodeMirror once it has been loaded. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CodeEditor, Problem } from "./code-editor.ts";
import type { Kind } from "./language.ts";
import type { Word } from "./vocabulary.ts";

/** What the field shows and whom it tells. */
export interface CodeFieldProps {
  readonly kind: Kind;
  readonly text: string;
  readonly label: string;
  readonly problem: Problem | null;
  /** What is completed besides functions. */
  readonly words?: (() => readonly Word[]) | undefined;
  readonly onChange: (text: string) => void;
}

/** The field. Its problem stands below it too, for those who do not see the place. */
export function CodeField({ kind, text, label, problem, words, onChange }: CodeFieldProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const told = useRef(onChange);
  told.current = onChange;
  const [isMounted, setMounted] = useState(false);

  useEffect(() => {
    let isWanted = true;
    void import("./code-editor.ts").then(({ mountEditor }) => {
      if (!isWanted || !host.current) return;
      const plain = host.current.querySelector("textarea");
      const hasFocus = plain !== null && plain === document.activeElement;
      const mount = document.createElement("div");
      host.current.append(mount);
      editor.current = mountEditor(mount, {
        kind,
        text: plain?.value ?? text,
        label,
        words,
        onChange: (changed) => told.current(changed),
      });
      if (hasFocus) editor.current.focus(plain.selectionEnd);
      setMounted(true);
    });
    return () => {
      isWanted = false;
      editor.current?.destroy();
    };
  }, [kind]);
  useEffect(() => editor.current?.setLabel(label), [label, isMounted]);
  // At once: a text that waits until after the next paint would undo what is typed meanwhile.
  useLayoutEffect(() => editor.current?.setText(text), [text, isMounted]);
  useEffect(() => editor.current?.setProblem(problem), [problem, isMounted]);

  return (
    <div class="code-field">
      <div ref={host}>
        {!isMounted && (
          <textarea
            aria-label={label}
            spellcheck={false}
            rows={kind === "rule" ? 8 : 1}
            value={text}
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
        )}
      </div>
      <p class="problem" role="status">
        {problem?.message}
      </p>
      {isMounted && problem && problem.fixes.length > 0 && (
        <p class="chips">
          {problem.fixes.map((fix) => (
            <button key={fix.label} type="button" onClick={() => editor.current?.mend(fix)}>
              Write <code>{fix.label}</code>
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** Puts the caret into the first field within an element, be it plain or CodeMirror. */
export function focusCode(within: Element): void {
  const fields = [...within.querySelectorAll<HTMLElement>("*")].flatMap((each) =>
    each instanceof HTMLTextAreaElement
      ? each
      : (each.shadowRoot?.querySelector<HTMLElement>("[contenteditable]") ?? []),
  );
  fields[0]?.focus();
}
