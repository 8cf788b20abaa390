/**
 * Mathematics in the page: TeX to MathML by temml, which is loaded when it is first needed. Built as nodes, since a strict
 * Content-Security-Policy ignores style attributes in markup.
 */
import { useEffect, useRef, useState } from "preact/hooks";

const loading = () => Promise.all([import("temml"), import("temml/dist/Temml-Local.css")]);

let temml: Promise<typeof import("temml")> | undefined;

/** A formula. Until temml is there its room is empty; where it does not come, the TeX stands as text. */
export function Formula({ tex, display = false }: { readonly tex: string; readonly display?: boolean }) {
  const host = useRef<HTMLSpanElement>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    let isWanted = true;
    temml ??= loading().then(([module]) => module);
    temml.then(
      ({ default: { render } }) => {
        if (!isWanted || !host.current) return;
        host.current.textContent = "";
        render(tex, host.current, { displayMode: display, throwOnError: false });
      },
      () => isWanted && setMissing(true),
    );
    return () => {
      isWanted = false;
    };
  }, [tex, display]);
  const kind = display ? "formula display" : "formula";
  if (isMissing) return <code class={kind}>{tex}</code>;
  return <span ref={host} class={kind} />;
}
