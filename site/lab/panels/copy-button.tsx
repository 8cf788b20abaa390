/** A button that copies a text, and says so. */
import { useState } from "preact/hooks";
import { Icon } from "./icons.tsx";

/** The button. `text` may be made when it is pressed. */
export function CopyButton({
  text,
  what,
  children,
}: {
  readonly text: string | (() => Promise<string>);
  readonly what: string;
  readonly children?: preact.ComponentChildren;
}) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    const made = typeof text === "string" ? text : await text();
    setSaid((await toClipboard(made)) ? "Copied" : "Copying is not allowed here");
    setTimeout(() => setSaid(""), 2000);
  };
  return (
    <>
      <button
        type="button"
        class="quiet copy"
        aria-label={children ? undefined : `Copy ${what}`}
        onClick={() => void copy()}
      >
        <Icon name={children ? "share" : "copy"} />
        {children && <span class="wide-only">{said || children}</span>}
      </button>
      <span class="only-read" role="status">
        {said}
      </span>
    </>
  );
}

/** Over plain http there is no clipboard; the old way works there. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const hasCopied = document.execCommand("copy");
    field.remove();
    return hasCopied;
  }
}
