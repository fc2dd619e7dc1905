// What the bench asks the page. Every script of it is a function body that begins with this.
//
// A frame counts as painted when the page's thread is done with it: a message that is sent from within a frame's
// callback arrives after style, layout and paint of that frame, and without waiting for the next one.

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

function painted() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      resolve(performance.now());
      port1.close();
    };
    port2.postMessage(null);
  });
}

// The next frame, painted.
const framePainted = () => new Promise((resolve) => requestAnimationFrame(() => resolve(painted())));

async function timeBare(html, className) {
  const article = document.querySelector("article");
  article.className = className;
  await framePainted();
  const done = framePainted();
  const start = performance.now();
  article.innerHTML = html;
  return (await done) - start;
}

// Set in a page that was told to watch, as early as there is a document: when the article was first painted, in
// milliseconds since the navigation began.
function watchStart() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const instantiate = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await instantiate.apply(WebAssembly, given);
      window.benchMemory = (made.instance ?? made).exports.memory;
      return made;
    };
  }
  window.benchStarted = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (document.documentElement?.hasAttribute("data-agendum-ready")) {
        observer.disconnect();
        resolve(framePainted());
      }
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-agendum-ready"] });
  });
}

const started = window.benchStarted;

// WebAssembly's memory, in bytes: what it once had it keeps.
const memory = () => window.benchMemory.buffer.byteLength;

// Whether both stores have everything: durable is what one of them has.
async function saved() {
  while (!document.querySelector("header .saved")?.textContent.startsWith("Saved")) await frame();
}

async function loadDurably(project) {
  await window.agendum.load(project);
  await saved();
}

async function timeLoad(project) {
  await framePainted();
  const marks = new Set();
  for (const { id } of project.annotations) marks.add(id);
  // Asked for before the call, so that it comes before whatever the call puts off until after the frame.
  const done = framePainted();
  const start = performance.now();
  const durable = window.agendum.load(project);
  const time = (await done) - start;
  const drawn = new Set([...document.querySelectorAll("article mark")].flatMap((it) => it.dataset.annotations.split(" ")));
  if (drawn.size !== marks.size) throw new Error(`${drawn.size} passages are painted, not ${marks.size}`);
  await durable;
  await saved();
  return time;
}

// Resolves with the time at which the next transaction that writes is complete.
function nextCommit() {
  const { transaction } = IDBDatabase.prototype;
  return new Promise((resolve) => {
    IDBDatabase.prototype.transaction = function (...given) {
      const made = transaction.apply(this, given);
      if (given[1] === "readwrite" && given[2]?.durability === "strict") {
        IDBDatabase.prototype.transaction = transaction;
        made.addEventListener("complete", () => resolve(performance.now()));
      }
      return made;
    };
  });
}

async function timeTagging(spans, warmUp) {
  const items = window.agendum.agenda().map(({ id }) => id);
  const times = [];
  for (const [index, [start, end]] of spans.entries()) {
    await framePainted();
    await frame();
    const committed = nextCommit();
    const before = performance.now();
    window.agendum.annotate({ start, end, items: [items[index % items.length]] });
    const called = performance.now();
    const [drawn, durable] = await Promise.all([painted(), committed]);
    times.push({ called: called - before, painted: drawn - before, durable: durable - before });
  }
  return times.slice(warmUp);
}

// Scrolls with each of so many frames, and gives the time from each to the next.
async function scroll(frames) {
  const reader = document.getElementById("reader");
  const times = [];
  let last = await frame();
  for (let count = 0; count < frames; count++) {
    reader.scrollTop += 300;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
}
