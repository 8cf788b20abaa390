/** The schedule of a contestant's rate and the wrappers around its optimizer. */
import { catalogue, entryOf } from "../../engine/catalogue.ts";
import type { Contestant, WrapperSetup } from "../../engine/experiment.ts";
import { changeContestant } from "../store.ts";
import { Icon } from "./icons.tsx";
import { OptionFields } from "./option-fields.tsx";

/** How the rate changes during the race. */
export function ScheduleFields({ contestant: { id, schedule } }: { readonly contestant: Contestant }) {
  const entry = schedule && entryOf("schedules", schedule.name);
  return (
    <div class="addition">
      <label class="field">
        <span class="field-head">schedule of the rate</span>
        <select
          value={schedule?.name ?? ""}
          onChange={({ currentTarget: { value } }) =>
            changeContestant(id, (before) => ({
              ...before,
              schedule: value ? { name: value, options: {} } : null,
            }))
          }
        >
          <option value="">constant</option>
          {catalogue.schedules.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {entry && (
        <>
          <p class="aside">{entry.sentence}</p>
          <OptionFields
            entry={entry}
            values={schedule.options}
            onChange={(options, option) =>
              changeContestant(id, (before) => ({ ...before, schedule: { ...schedule, options } }), {
                as: `${id}.schedule.${option}`,
              })
            }
          />
        </>
      )}
    </div>
  );
}

/** What stands around the optimizer, from the inside out. */
export function WrapperFields({ contestant: { id, wrappers } }: { readonly contestant: Contestant }) {
  const set = (next: readonly WrapperSetup[], as = ""): void =>
    changeContestant(id, (before) => ({ ...before, wrappers: next }), { as });
  return (
    <div class="addition">
      {wrappers.map((wrapper, index) => (
        <Wrapper
          key={index}
          wrapper={wrapper}
          place={index + 1}
          onChange={(next, option) => set(wrappers.with(index, next), `${id}.${index}.${option}`)}
          onRemove={() => set(wrappers.toSpliced(index, 1))}
        />
      ))}
      <button
        type="button"
        class="quiet"
        onClick={() => set([...wrappers, { name: "lookahead", options: {} }])}
      >
        <Icon name="plus" />
        {wrappers.length === 0 ? "Wrap it: lookahead, clipping, averages" : "Another wrapper"}
      </button>
    </div>
  );
}

interface WrapperProps {
  readonly wrapper: WrapperSetup;
  readonly place: number;
  readonly onChange: (next: WrapperSetup, option: string) => void;
  readonly onRemove: () => void;
}

function Wrapper({ wrapper, place, onChange, onRemove }: WrapperProps) {
  const entry = entryOf("wrappers", wrapper.name);
  return (
    <fieldset class="wrapper">
      <legend class="only-read">Wrapper {place}</legend>
      <div class="row-of-two">
        <select
          aria-label={`Wrapper ${place}`}
          value={wrapper.name}
          onChange={({ currentTarget: { value } }) => onChange({ name: value, options: {} }, "")}
        >
          {catalogue.wrappers.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
        <button type="button" class="quiet" aria-label={`Remove wrapper ${place}`} onClick={onRemove}>
          <Icon name="remove" />
        </button>
      </div>
      {entry && (
        <>
          <p class="aside">{entry.sentence}</p>
          <OptionFields
            entry={entry}
            values={wrapper.options}
            onChange={(options, option) => onChange({ ...wrapper, options }, option)}
          />
        </>
      )}
    </fieldset>
  );
}
