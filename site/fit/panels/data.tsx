/** The data: a file that is chosen or dropped, a text that is pasted, and what of it was taken. */
import { useState } from "preact/hooks";
import { readTable } from "../read-table.ts";
import { setupOf } from "../setup.ts";
import { change, setup } from "../store.ts";

const shownRows = 200;

/** The card. */
export function DataPanel() {
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState("");
  const { table } = setup.value;
  const names = Object.keys(table.columns);
  const rows = table.columns[names[0] as string]?.length ?? 0;
  const take = async (source: File | string | undefined): Promise<void> => {
    if (!source) return;
    setSaid({ text: "Reading.", isBad: false });
    try {
      const { table: read, notes } = await readTable(source);
      change(() => setupOf(read));
      setSaid({
        text: notes.length > 0 ? `Of the data: ${notes.join("; ")}.` : "All of it was taken.",
        isBad: false,
      });
    } catch (error) {
      setSaid({ text: error instanceof Error ? error.message : String(error), isBad: true });
    }
  };
  return (
    <section class="card" aria-labelledby="data-title" id="data" tabIndex={-1}>
      <header>
        <h2 id="data-title">Data</h2>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the field for a file is the first */}
      <div
        class={isOver ? "body stack drop is-over" : "body stack drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer?.files[0] ?? event.dataTransfer?.getData("text"));
        }}
      >
        <p>
          {table.name}: {rows} rows of {names.join(", ")}.
        </p>
        <label class="field">
          <span class="field-head">A CSV file, chosen or dropped here. It stays in this page.</span>
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            onChange={({ currentTarget: { files } }) => void take(files?.[0])}
          />
        </label>
        <details>
          <summary>Paste a table</summary>
          <div class="stack">
            <textarea
              aria-label="A table with a heading line, as from a spreadsheet"
              rows={6}
              spellcheck={false}
              placeholder={"x,y\n1,2.1\n2,3.9"}
              value={pasted}
              onInput={({ currentTarget }) => setPasted(currentTarget.value)}
            />
            <button
              type="button"
              class="begin"
              disabled={pasted.trim() === ""}
              onClick={() => void take(pasted)}
            >
              Fit this
            </button>
          </div>
        </details>
        <details>
          <summary>Show the rows</summary>
          <Rows />
        </details>
        {said && (
          <p class={said.isBad ? "failure" : "aside"} role={said.isBad ? "alert" : "status"}>
            {said.text}
          </p>
        )}
      </div>
    </section>
  );
}

function Rows() {
  const { columns } = setup.value.table;
  const names = Object.keys(columns);
  const count = columns[names[0] as string]?.length ?? 0;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <section class="data-table" aria-label="Rows of the data" tabIndex={0}>
        <table class="estimates">
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: Math.min(count, shownRows) }, (_, row) => (
              <tr key={row}>
                {names.map((name) => (
                  <td key={name}>{columns[name]?.[row]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {count > shownRows && (
        <p class="aside">
          The first {shownRows} of {count} rows.
        </p>
      )}
    </>
  );
}
