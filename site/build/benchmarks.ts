/**
 * The page of benchmarks, made of what stands in files: the README's section on speed and what `npm run workloads` wrote. It
 * measures nothing, and no figure is written here.
 */

/** The README, the summary of the workloads and the names of all logs, as a document that could stand in docs/. */
export function benchmarksDocument(readme: string, summary: string, logs: readonly string[]): string {
  const speed = /^## Speed\n(.*?)^## /ms.exec(readme)?.[1]?.trim();
  if (!speed) throw new Error("README.md has no section ## Speed for the page of benchmarks");
  const [machine = "", ...lines] = summary.trim().split("\n");
  const rows = lines.map((line) => {
    const [, workload, result] = /^([\w-]+): (.+)$/.exec(line) ?? [];
    if (!workload || !result) throw new Error(`bench/logs/workloads.txt: not "workload: result": ${line}`);
    return `| \`${workload}\` | ${result.replaceAll("; ", ";<br>")} |`;
  });
  return `# Benchmarks

What is timed here can be timed again: \`npm run bench\` and its variants ([what each does](../CONTRIBUTING.md)) print these
figures for your machine. No test looks at a clock.

## A step

${speed}

## Workloads with public results

Whole trainings that others have published figures of, by \`npm run workloads\`. ${machine}.

| workload | results |
| --- | --- |
${rows.join("\n")}

In full: ${logs.map((log) => `[${log}](../bench/logs/${log})`).join(", ")}.

## Exercises and comparisons

The numbers of the [exercises](exercises/README.md) are those of their scripts, the same on every machine. [Comparing](comparing.md)
says how optimizers are compared on your own data.
`;
}
