/** What can be taken out: the race as a program, its curves as a table, the picture as vectors or dots. Each is a file. */
import { signal } from "@preact/signals";
import { dimension, experiment, tracks } from "../store.ts";
import { Icon } from "./icons.tsx";

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
  {
    title: "CSV of all curves",
    file: "race.csv",
    make: async () => {
      const { exportCsv } = await import("../../engine/export-csv.ts");
      const table = exportCsv(experiment.peek().contestants, tracks.peek(), dimension.peek());
      return new Blob([table], { type: "text/csv" });
    },
  },
  {
    title: "SVG of the picture",
    file: "race.svg",
    make: async () => {
      const { exportSvg } = await import("../views/export.ts");
      return new Blob([exportSvg()], { type: "image/svg+xml" });
    },
  },
  {
    title: "PNG of the picture",
    file: "race.png",
    make: async () => (await import("../views/export.ts")).exportPng(),
  },
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
