/** What can be taken out: the race as a program, its curves as a table, the picture as vectors or dots. Each is a file. */
import { signal } from "@preact/signals";
import { experiment } from "../store.ts";
import { Icon } from "./icons.tsx";

const made = async (kind: "csv" | "svg" | "png"): Promise<Blob> =>
  (await import("../views/export.ts")).exported(kind);

interface Export {
  readonly title: string;
  readonly file: string;
  readonly make: () => Promise<Blob>;
}

const exports: readonly Export[] = [
  {
    title: "TypeScript that gives the same numbers",
    file: "race.ts",
    make: async () => {
      const { exportCode } = await import("../../engine/export-code.ts");
      return new Blob([exportCode(experiment.peek())], { type: "text/plain" });
    },
  },
  { title: "CSV of all curves", file: "race.csv", make: () => made("csv") },
  { title: "SVG of the picture", file: "race.svg", make: () => made("svg") },
  { title: "PNG of the picture", file: "race.png", make: () => made("png") },
];

const problem = signal("");

/** The menu. */
export function ExportMenu() {
  return (
    <details class="menu" onKeyDown={closeOnEscape} onToggle={closeElsewhere}>
      <summary class="button quiet" aria-label="Export">
        <Icon name="save" /> <span class="wide-only">Export</span>
      </summary>
      <ul>
        {exports.map((each) => (
          <li key={each.file}>
            <button type="button" class="quiet" onClick={() => void save(each)}>
              {each.title}
            </button>
          </li>
        ))}
        {problem.value && (
          <li class="failure" role="alert">
            {problem.value}
          </li>
        )}
      </ul>
    </details>
  );
}

async function save({ file, make }: Export): Promise<void> {
  try {
    problem.value = "";
    const address = URL.createObjectURL(await make());
    const link = document.createElement("a");
    link.href = address;
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
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
