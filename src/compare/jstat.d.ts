/** The part of jstat that is used; the package ships no types. */
declare module "jstat" {
  const jstat: {
    readonly jStat: {
      /** Student's t distribution. */
      readonly studentt: {
        cdf(x: number, degreesOfFreedom: number): number;
        inv(probability: number, degreesOfFreedom: number): number;
      };
      readonly normal: {
        inv(probability: number, mean: number, deviation: number): number;
      };
      readonly binomial: {
        /** The probability of at most k successes. */
        cdf(k: number, trials: number, probability: number): number;
      };
    };
  };
  export default jstat;
}
