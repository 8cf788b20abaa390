/** All of the selected contestant: its equations, which one can edit, and what can be set. */
import { useId } from "preact/hooks";
import { catalogue, entryOf } from "../../engine/catalogue.ts";
import { matrixMethods } from "../../engine/experiment.ts";
import { chooseOptimizer } from "../contestants.ts";
import { changeContestant, experiment, selected, tracks } from "../store.ts";
import { ScheduleFields, WrapperFields } from "./additions.tsx";
import { Equations } from "./equations.tsx";
import { OptionFields } from "./option-fields.tsx";
import { RateField } from "./rate-field.tsx";
import "../style/fields.css";

const titleOf = (name: string): string | undefined => entryOf("optimizers", name)?.title;

/** The panel. */
export function ContestantPanel() {
  const id = useId();
  const contestant = experiment.value.contestants.find((each) => each.id === selected.value);
  if (!contestant) return null;
  const { method, label } = contestant;
  const entry = method.kind === "optimizer" ? entryOf("optimizers", method.name) : undefined;
  const hasMatrix = experiment.value.problem.kind === "matrix";
  const offered = catalogue.optimizers.filter(
    ({ name }) => hasMatrix || name === entry?.name || !matrixMethods.includes(name),
  );
  return (
    <>
      <div class="row-of-two">
        <label class="field">
          <span class="field-head">name</span>
          <input
            value={label}
            maxLength={40}
            onInput={({ currentTarget: { value } }) =>
              changeContestant(
                contestant.id,
                (before) => ({ ...before, label: value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "") }),
                {
                  keepsRate: true,
                  races: false,
                  as: `${contestant.id}.label`,
                },
              )
            }
          />
        </label>
        <label class="field">
          <span class="field-head">optimizer</span>
          <select
            id={id}
            value={method.kind === "optimizer" ? method.name : ""}
            onChange={({ currentTarget: { value } }) =>
              value && chooseOptimizer(contestant.id, value, titleOf)
            }
          >
            {method.kind === "rule" && <option value="">your own rule</option>}
            {offered.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      {entry && <p class="aside">{entry.sentence}</p>}
      <Equations contestant={contestant} failure={tracks.value.get(contestant.id)?.failure ?? null} />
      <div class="settings">
        <RateField key={contestant.id} contestant={contestant} />
        {entry && method.kind === "optimizer" && (
          <OptionFields
            entry={entry}
            values={method.options}
            onChange={(options, option) =>
              changeContestant(contestant.id, (before) => ({ ...before, method: { ...method, options } }), {
                as: `${contestant.id}.${option}`,
              })
            }
          />
        )}
        <ScheduleFields contestant={contestant} />
        <WrapperFields contestant={contestant} />
      </div>
    </>
  );
}
