/** Serves dist and the pages; `built` is the folder of what is built. */
export function serve(built?: string): Promise<{ readonly origin: string; readonly close: () => unknown }>;
