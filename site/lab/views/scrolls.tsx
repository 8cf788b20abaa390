/** What may be wider than the page: it scrolls by itself then, and only then the keyboard reaches it, to scroll it by arrows. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./scrolls.css";

/** The part; `label` is its name where it scrolls. */
export function Scrolls({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  const outer = useRef<HTMLElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const [frame, content] = [outer.current, inner.current];
    if (!frame || !content) return;
    const observer = new ResizeObserver(() => setWide(frame.scrollWidth > frame.clientWidth));
    observer.observe(frame);
    observer.observe(content);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={outer}
      class="scrolls"
      aria-label={isWide ? label : undefined}
      tabIndex={isWide ? 0 : undefined}
    >
      <div ref={inner}>{children}</div>
    </section>
  );
}
