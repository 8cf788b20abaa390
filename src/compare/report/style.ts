/** The style sheet of the report: light and dark, numbers to the right; on narrow screens tables and figures scroll, so that they can be read. */
export const style = `
  :root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fdfdfc; --soft: #6b6b70; --line: #deded9; --shade: #f2f2ee; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ececea; --paper: #17181a; --soft: #9c9ca2; --line: #34363a; --shade: #222427; } }
  body { margin: 0 auto; max-width: 64rem; padding: 3rem 1.5rem 4rem; color: var(--ink); background: var(--paper);
    font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  h1 { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; line-height: 1.2; margin: 0 0 0.4rem; }
  h2 { font-size: 1.15rem; font-weight: 600; margin: 2.6rem 0 0.6rem; }
  p { margin: 0.4rem 0; color: var(--soft); font-size: 0.9rem; }
  figure { margin: 1.4rem 0 2rem; overflow-x: auto; }
  figure > svg { width: 100%; min-width: 36rem; height: auto; max-width: none; display: block; }
  figcaption { color: var(--soft); font-size: 0.85rem; margin-top: 0.5rem; position: sticky; left: 0; }
  .scroll { overflow-x: auto; margin: 1rem 0; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
  th, td { padding: 0.4rem 0 0.4rem 1rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
  th { font-weight: 500; color: var(--soft); font-size: 0.82rem; }
  th:first-child { text-align: left; padding-left: 0; }
  tbody th { color: inherit; font-size: inherit; font-weight: 400; }
  strong { font-weight: 600; }
  .key { vertical-align: middle; margin-right: 0.6rem; }
  .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; list-style: none; padding: 0; margin: 1rem 0 0; font-size: 0.9rem; }
  .notes { padding-left: 1.1rem; margin: 0; font-size: 0.9rem; max-width: 48rem; }
  .notes li { margin: 0.25rem 0; }
  pre { background: var(--shade); padding: 0.8rem 1rem; border-radius: 6px; overflow-x: auto; font-size: 0.85rem; }
`;
