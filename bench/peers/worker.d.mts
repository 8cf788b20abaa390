export declare class Absent extends Error {}
export declare class Worker {
  constructor(command: readonly string[]);
  ask(line: string, seconds?: number): Promise<string>;
  end(): void;
}
