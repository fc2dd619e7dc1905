// Loads the desk: a WebAssembly module of its own, in a worker, when it is first needed. Both of its files are asked for at
// once.
const file = (name) => new URL(name, import.meta.url);

Promise.all([import(file("./agendum-worker.js").href), fetch(file("./agendum-worker_bg.wasm"))])
  .then(([module, code]) => module.default({ module_or_path: code }))
  // It tells the page itself when it is ready; see src/bin/worker.rs.
  .catch((reason) => postMessage([0, false, String(reason)]));

// What fails in its own time is told of here: the page hears only of what fails at once.
addEventListener("unhandledrejection", ({ reason }) => postMessage([0, false, String(reason)]));
