/** A menu of files that are made when they are asked for. */
import { useState } from "preact/hooks";
import { Icon } from "./icons.tsx";

/** A file that can be saved. */
export interface Export {
  readonly title: string;
  readonly file: string;
  readonly make: () => Promise<Blob> | Blob;
}

/** The menu. */
export function ExportMenu({ exports }: { readonly exports: readonly Export[] }) {
  const [problem, setProblem] = useState("");
  return (
    <details class="menu" onKeyDown={closeOnEscape} onToggle={closeElsewhere}>
      <summary class="button quiet" aria-label="Export">
        <Icon name="save" /> <span class="wide-only">Export</span>
      </summary>
      <ul>
        {exports.map((each) => (
          <li key={each.file}>
            <button type="button" class="quiet" onClick={() => void save(each, setProblem)}>
              {each.title}
            </button>
          </li>
        ))}
        {problem && (
          <li class="failure" role="alert">
            {problem}
          </li>
        )}
      </ul>
    </details>
  );
}

async function save({ file, make }: Export, tell: (problem: string) => void): Promise<void> {
  try {
    tell("");
    const address = URL.createObjectURL(await make());
    const link = document.createElement("a");
    link.href = address;
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
}

function closeOnEscape(event: KeyboardEvent): void {
  const menu = event.currentTarget;
  if (event.key !== "Escape" || !(menu instanceof HTMLDetailsElement)) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

/** A press anywhere else closes it. */
function closeElsewhere(event: Event): void {
  const menu = event.currentTarget;
  if (!(menu instanceof HTMLDetailsElement) || !menu.open) return;
  const close = ({ target }: PointerEvent): void => {
    if (target instanceof Node && menu.contains(target)) return;
    menu.open = false;
    removeEventListener("pointerdown", close);
  };
  addEventListener("pointerdown", close);
}
