/** What can be taken out: the race as a program, its curves as a table, the picture as vectors or dots. Each is a file. */
import { experiment } from "../store.ts";
import { type Export, ExportMenu } from "./export-menu.tsx";

const made = async (kind: "csv" | "svg" | "png"): Promise<Blob> =>
  (await import("../views/export.ts")).exported(kind);

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

/** The menu. */
export const ExportRace = () => <ExportMenu exports={exports} />;
