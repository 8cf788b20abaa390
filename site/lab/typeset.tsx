/**
 * Mathematics in the page: TeX to MathML by temml, which is loaded when it is first needed. Built as nodes, since a strict
 * Content-Security-Policy ignores style attributes in markup.
 */
import { useEffect, useRef } from "preact/hooks";

const loading = () => Promise.all([import("temml"), import("temml/dist/Temml-Local.css")]);

let temml: Promise<typeof import("temml")> | undefined;

/** A formula. Until temml is there, and where it cannot read the text, the TeX stands as text. */
export function Formula({ tex, display = false }: { readonly tex: string; readonly display?: boolean }) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let isWanted = true;
    temml ??= loading().then(([module]) => module);
    void temml.then(({ default: { render } }) => {
      if (!isWanted || !host.current) return;
      host.current.textContent = "";
      render(tex, host.current, { displayMode: display, throwOnError: false });
    });
    return () => {
      isWanted = false;
    };
  }, [tex, display]);
  return (
    <span ref={host} class={display ? "formula display" : "formula"}>
      {tex}
    </span>
  );
}
