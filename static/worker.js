// Loads what reads articles: a WebAssembly module of its own, in a worker, when it is first needed.
import init from "./agendum-worker.js";

// It tells the page itself when it is ready; see src/bin/worker.rs.
init().catch((reason) => postMessage([0, false, String(reason)]));
