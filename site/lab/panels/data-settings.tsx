/** What can be set of the problems that have data: the table, the size of a minibatch, the network. */
import { useState } from "preact/hooks";
import {
  bounds,
  type QuadraticDeepSetup,
  type RegressionSetup,
  type SpiralsSetup,
  type TableSetup,
} from "../../engine/experiment.ts";
import { changeProblem } from "../store.ts";
import { NumberField } from "./number-field.tsx";
import { whole } from "./whole.ts";

/** The settings. */
export function DataSettings({
  problem,
}: {
  readonly problem: RegressionSetup | QuadraticDeepSetup | SpiralsSetup;
}) {
  return (
    <>
      {problem.kind === "regression" && <Table problem={problem} />}
      <div class="options">
        <NumberField
          label="minibatch"
          meaning="How many rows or points a step sees."
          value={problem.batchSize}
          scale={{ spread: "powers", from: 1, to: 1000, isWhole: true }}
          problemOf={whole(1, bounds.rows)}
          onChange={(batchSize) => changeProblem({ ...problem, batchSize }, { as: "batch" })}
        />
        {problem.kind === "spirals" && (
          <>
            <NumberField
              label="noise"
              meaning="Standard deviation of the points around their spiral."
              value={problem.noise}
              scale={{ spread: "even", from: 0, to: 0.5 }}
              problemOf={(value) => (value >= 0 ? null : `noise is 0 or more; got ${value}`)}
              onChange={(noise) => changeProblem({ ...problem, noise }, { as: "noise" })}
            />
            {problem.hidden.map((size, index) => (
              <NumberField
                key={index}
                label={`neurons of layer ${index + 1}`}
                value={size}
                scale={{ spread: "even", from: 1, to: bounds.hidden[0], isWhole: true }}
                problemOf={whole(1, bounds.hidden[0])}
                onChange={(next) =>
                  changeProblem(
                    { ...problem, hidden: problem.hidden.with(index, next) },
                    { as: `hidden${index}` },
                  )
                }
              />
            ))}
          </>
        )}
      </div>
    </>
  );
}

/** The table with another column last, which is the one to predict. */
function withTarget({ name, columns, rows }: TableSetup, target: number): TableSetup {
  const moved = <T,>(values: readonly T[]): T[] => [
    ...values.filter((_, index) => index !== target),
    ...values.slice(target, target + 1),
  ];
  return { name, columns: moved(columns), rows: rows.map(moved) };
}

function Table({ problem }: { readonly problem: RegressionSetup }) {
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  const own = problem.data === "auto-mpg" ? null : problem.data;
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      const { readTable } = await import("../table.ts");
      const { table, told } = await readTable(file);
      changeProblem({ ...problem, data: table });
      setSaid({ text: told, isBad: false });
    } catch (error) {
      setSaid({ text: error instanceof Error ? error.message : String(error), isBad: true });
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the field for a file is the first
    <div
      class="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <p>
        {own
          ? `${own.name}: ${own.rows.length} rows, ${own.columns.slice(0, -1).join(", ")} predict ${own.columns.at(-1)}.`
          : "Auto MPG: 392 cars, their data predict how far they go on a gallon."}
      </p>
      <label class="field">
        <span class="field-head">
          A CSV file of your own. Its last column is the target, or the one that you choose. It stays in this
          page.
        </span>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={({ currentTarget: { files } }) => void take(files?.[0])}
        />
      </label>
      {own && (
        <label class="field">
          <span class="field-head">target</span>
          <select
            value={own.columns.length - 1}
            onChange={({ currentTarget }) =>
              changeProblem({ ...problem, data: withTarget(own, Number(currentTarget.value)) })
            }
          >
            {own.columns.map((column, index) => (
              <option key={column} value={index}>
                {column}
              </option>
            ))}
          </select>
        </label>
      )}
      {own && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            changeProblem({ ...problem, data: "auto-mpg" });
            setSaid(null);
          }}
        >
          Back to Auto MPG
        </button>
      )}
      {said && (
        <p class={said.isBad ? "failure" : "aside"} role="status">
          {said.text}
        </p>
      )}
    </div>
  );
}
