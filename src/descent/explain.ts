export const explain = async (..._: unknown[]): Promise<string> => "";
export interface ExplainOptions {
  x?: 1;
}
