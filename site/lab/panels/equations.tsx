/** The equations of a contestant as text, which one can edit: from the first change on it is a rule of one's own. Typeset beside it. */
import { useEffect } from "preact/hooks";
import { entryOf } from "../../engine/catalogue.ts";
import type { Contestant } from "../../engine/experiment.ts";
import type { Failure } from "../../engine/protocol.ts";
import { equations, textAnswer } from "../answers.ts";
import { ask } from "../client.ts";
import { typeRule } from "../contestants.ts";
import { CodeField, focusCode } from "../editor/code-field.tsx";
import { revision } from "../store.ts";
import { Formula } from "../typeset.tsx";
import { Scrolls } from "../views/scrolls.tsx";

/** The equations. */
export function Equations({
  contestant,
  failure,
}: {
  readonly contestant: Contestant;
  readonly failure: Failure | null;
}) {
  const { id, method } = contestant;
  const isTyped = method.kind === "rule";
  const now = revision.value;
  useEffect(() => {
    if (!isTyped) ask({ type: "text", contestant: id });
    ask({ type: "equations", contestant: id });
  }, [id, isTyped, now]);
  const answer = textAnswer.value?.contestant === id ? textAnswer.value : null;
  const text = isTyped ? method.text : (answer?.text ?? null);
  const tex = equations.value.get(id);
  return (
    <section
      class="equations"
      aria-label="Equations"
      id="equations"
      tabIndex={-1}
      onFocus={({ currentTarget, target }) => {
        // Who follows a link to here wants to type.
        if (target === currentTarget) focusCode(currentTarget);
      }}
    >
      <div class="as-text">
        {text !== null ? (
          <CodeField
            key={id}
            kind="rule"
            text={text}
            label="Equations"
            problem={failure}
            onChange={(typed) => typeRule(id, typed, (name) => entryOf("optimizers", name)?.title)}
          />
        ) : (
          <p class="aside">{answer?.reason ? `These equations are no single text: ${answer.reason}.` : ""}</p>
        )}
      </div>
      {tex && (
        <Scrolls label="The equations, typeset">
          <Formula tex={tex} display />
        </Scrolls>
      )}
    </section>
  );
}
