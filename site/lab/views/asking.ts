/** Asks the worker what a view needs as it changes; of one subject, the next step only when the last is answered. */
import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Question } from "../answers.ts";
import { ask } from "../client.ts";
import { isOver, revision } from "../store.ts";

/** Asks; the race has to be over, since an answer runs it again. */
export function useAsking(
  question: ReadonlySignal<Question | null>,
  answer: ReadonlySignal<object | null>,
): void {
  const last = useRef({ subject: "", text: "", isOpen: false, answer: null as object | null });
  useSignalEffect(() => {
    const asked = last.current;
    const [next, found] = [question.value, answer.value];
    if (found !== asked.answer) asked.isOpen = false;
    asked.answer = found;
    if (!isOver.value || !next) return;
    const subject = JSON.stringify([revision.value, { ...next, step: null }]);
    const text = JSON.stringify([revision.value, next]);
    if (text === asked.text || (asked.isOpen && subject === asked.subject)) return;
    Object.assign(asked, { subject, text, isOpen: true });
    ask(next);
  });
}
