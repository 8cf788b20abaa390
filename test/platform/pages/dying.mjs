/** A worker of the library's that never comes back from its eleventh part. */
import "/dist/web-worker.js";

const { Instance } = WebAssembly;
let parts = 0;
WebAssembly.Instance = class {
  constructor(...given) {
    const { run } = new Instance(...given).exports;
    const dying = (...all) => {
      run(...all);
      if (++parts > 10) for (;;);
    };
    this.exports = { run: dying };
  }
};
