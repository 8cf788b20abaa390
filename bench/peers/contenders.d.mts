export interface Contender {
  readonly id: string;
  readonly label: string;
  readonly kind: "glissade" | "peer" | "floor" | "control";
  readonly threads: number;
  readonly command: readonly string[];
}

export declare function contendersOf(installed: {
  readonly threads: number;
  readonly python?: string | undefined;
  readonly step?: string | undefined;
}): Contender[];
