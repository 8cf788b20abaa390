/** The equations of a contestant as text, which one can edit: from the first change on it is a rule of one's own. */
import { entryOf } from "../../engine/catalogue.ts";
import type { Contestant } from "../../engine/experiment.ts";
import type { Reply } from "../../engine/protocol.ts";
import { typeRule } from "../contestants.ts";
import { CodeField } from "../editor/code-field.tsx";

/** The equations. */
export function Equations({
  contestant,
  failure,
}: {
  readonly contestant: Contestant;
  readonly failure: Extract<Reply, { type: "failed" }> | null;
}) {
  const { id, label, method } = contestant;
  return (
    <div class="equations" id="equations">
      <CodeField
        key={id}
        kind="rule"
        text={method.kind === "rule" ? method.text : ""}
        label={`Equations of ${label}`}
        problem={failure}
        onChange={(text) => typeRule(id, text, (name) => entryOf("optimizers", name)?.title)}
      />
    </div>
  );
}
