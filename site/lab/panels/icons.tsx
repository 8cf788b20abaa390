/** The few icons of the page, drawn by hand. They are decoration: what they stand for is in the text beside them. */

const paths = {
  eye: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6-10-6-10-6zm10 2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  eyeOff:
    "M4 4l16 16M9 6.4A11 11 0 0 1 12 6c6 0 10 6 10 6a18 18 0 0 1-3 3.4M6 8.3A18 18 0 0 0 2 12s4 6 10 6c1.500 0 2.900-.4 4.100-.9",
  undo: "M8 5L4 9l4 4M4 9h9a6 6 0 0 1 0 12h-3",
  redo: "M16 5l4 4-4 4M20 9h-9a6 6 0 0 0 0 12h3",
  share: "M9 15l6-6M10.500 6.500l2-2a4.200 4.200 0 0 1 6 6l-2 2M13.500 17.500l-2 2a4.200 4.200 0 0 1-6-6l2-2",
  save: "M12 4v11M7.500 11l4.500 4.500L16.500 11M4 20h16",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  plus: "M12 5v14M5 12h14",
  open: "M6 9l6 6 6-6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M5 19l1.400-1.400M17.600 6.400L19 5",
} as const;

/** One of them. */
export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
