/** A contestant as TypeScript: the optimizer as one would write it with the library. */
import { type Contestant, type Method, stepsByMatrices } from "./experiment.ts";
import { linesText, numberText, objectText, valueText } from "./export-text.ts";
import { offeredSchedules, scheduleOptions } from "./offered-schedules.ts";
import { offeredWrappers } from "./offered-wrappers.ts";
import { type Setting, UnknownNameError } from "./optimizer-of.ts";
import { parseRuleText } from "./rule-text.ts";

/** Code, and the names of the library that it uses. */
export class Code {
  readonly names = new Set<string>();

  /** A name of the library. */
  use(name: string): string {
    this.names.add(name);
    return name;
  }
}

/** The optimizer of a contestant at this rate; `calls` is how many steps of it the race has. */
export function optimizerText(
  code: Code,
  { method, schedule, wrappers }: Contestant,
  rate: number,
  calls: number,
  bounds: Setting["bounds"],
): string {
  const scheduled = schedule
    ? `${code.use("product")}(${numberText(rate)}, ${scheduleText(code, schedule.name, scheduleOptions(schedule, calls))})`
    : numberText(rate);
  const wrapped = wrappers.reduce(
    (inner, { name, options }) => wrapperText(code, inner, name, options),
    methodText(code, method, scheduled),
  );
  if (!bounds) return wrapped;
  return `${code.use("chain")}(${wrapped}, ${code.use("projectionBox")}(${objectText({ min: bounds[0], max: bounds[1] })}))`;
}

function scheduleText(code: Code, name: string, options: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(offeredSchedules, name)) throw new UnknownNameError(`no schedule "${name}"`);
  return `${code.use(name)}(${objectText(options)})`;
}

function wrapperText(
  code: Code,
  inner: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
): string {
  const offered = Object.hasOwn(offeredWrappers, name) ? offeredWrappers[name] : undefined;
  if (!offered) throw new UnknownNameError(`no wrapper "${name}"`);
  const { [offered.argument ?? ""]: main, ...others } = { ...offered.suggested, ...options };
  const rest = Object.keys(others).length > 0 ? [objectText(others)] : [];
  const args = offered.argument ? [valueText(main), ...rest] : rest;
  if (offered.place === "around") return `${code.use(name)}(${[inner, ...rest].join(", ")})`;
  const part = `${code.use(name)}(${args.join(", ")})`;
  return `${code.use("chain")}(${offered.place === "before" ? `${part}, ${inner}` : `${inner}, ${part}`})`;
}

function methodText(code: Code, method: Method, rate: string): string {
  if (method.kind === "optimizer") {
    const matrices = stepsByMatrices(method) && { matrices: "p", layout: "out,in" };
    const options = objectText({ ...matrices, ...method.options })
      .slice(1, -1)
      .trim();
    return `${code.use(method.name)}({ ${options && `${options}, `}learningRate: ${rate} })`;
  }
  const { hyper, state, equations, gives, rate: rateName } = parseRuleText(method.text);
  const text = equations.replace(/^\n+/, "").trimEnd();
  const parts = [
    'name: "mine"',
    ...(Object.keys(hyper).length > 0 ? [`hyper: ${objectText(hyper)}`] : []),
    ...(Object.keys(state).length > 0 ? [`state: ${objectText(state)}`] : []),
    `text: ${linesText(text)}`,
  ];
  const made = `${code.use("rule")}({ ${parts.join(", ")} })(${rateName ? `{ ${rateName}: ${rate} }` : ""})`;
  if (gives === "parameter") return made;
  const last = gives === "step" ? `${code.use("scale")}(-1)` : `${code.use("scaleByLearningRate")}(${rate})`;
  return `${code.use("chain")}(${made}, ${last})`;
}
