/** The command line that repeats a comparison, without what changes only how and where its trials are run. */

/** Options that change how and where trials are run, but not which. */
const ofTheRun: Readonly<Record<string, boolean>> = {
  folder: true,
  shard: true,
  workers: true,
  report: true,
  wait: false,
  json: false,
};

/** The command line that repeats a comparison. */
export function repeatable(args: readonly string[]): string {
  const kept: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [, name = "", value] = /^--([\w-]+)(=.*)?$/s.exec(args[index]!) ?? [];
    if (!Object.hasOwn(ofTheRun, name)) kept.push(args[index]!);
    else if (ofTheRun[name] && value === undefined) index++;
  }
  const quoted = kept.map((word) =>
    /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ["glissade", ...quoted].join(" ");
}
