// Loads the application. The script element names the module and the WebAssembly file, whose names carry hashes.
"use strict";

(() => {
  const { js, wasm } = document.currentScript.dataset;

  /** Shows the sentence that says why nothing will happen. */
  const say = (id) => {
    const sentence = document.getElementById(id);
    if (sentence) sentence.hidden = false;
  };

  if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") {
    say("needs-webassembly");
    return;
  }
  import(new URL(js, document.baseURI).href)
    .then((module) => module.default({ module_or_path: new URL(wasm, document.baseURI) }))
    .catch((reason) => {
      // A browser that is too old for the file refuses to compile it; anything else did not arrive whole.
      say(reason instanceof WebAssembly.CompileError ? "needs-webassembly" : "needs-loading");
      console.error(reason);
    });
})();
