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
  const changed = next("agendum:change");
  const start = performance.now();
  const durable = window.agendum.load(project);
  await changed;
  const time = (await framePainted()) - start;
  const drawn = new Set([...document.querySelectorAll("article mark")].flatMap((it) => it.dataset.annotations.split(" ")));
  if (drawn.size !== marks.size) throw new Error(`${drawn.size} passages are painted, not ${marks.size}`);
  await durable;
  await saved();
  return time;
}

const next = (event) => new Promise((resolve) => addEventListener(event, resolve, { once: true }));

// The element that a selector finds, when it is there.
async function there(selector) {
  for (;;) {
    const found = document.querySelector(selector);
    if (found) return found;
    await frame();
  }
}

async function mergeDurably(project) {
  await window.agendum.importJson(JSON.stringify(project), "merge");
  await saved();
}

// Gives the open article a new text, as a reader does who pastes it and takes a second to press the button.
async function timeUpdate(text) {
  document.querySelector("article .update").click();
  (await there("#open-text")).value = text;
  // The dialog is whole when its bookmark has an address, and the desk has been told of the project when it answers.
  await there("#bookmarklet[href]");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  let start = performance.now();
  document.querySelector("form.paste").requestSubmit();
  const agree = await there("#update-dialog .solid");
  const proposed = (await framePainted()) - start;
  const changed = next("agendum:change");
  start = performance.now();
  agree.click();
  await changed;
  const applied = (await framePainted()) - start;
  // The next one begins with the same text.
  await saved();
  window.agendum.undo();
  // Much is painted first, and saved then.
  await framePainted();
  await framePainted();
  await saved();
  return { proposed, applied };
}

// Opens the library twice, and types words into its search.
async function timeLibrary(words) {
  const open = async () => {
    const start = performance.now();
    document.querySelector("header .title").click();
    await there("#library-dialog .articles li");
    return (await framePainted()) - start;
  };
  const first = await open();
  document.querySelector("#library-dialog .close").click();
  await framePainted();
  const again = await open();
  const field = document.querySelector("#library-dialog input");
  const panel = document.querySelector("#library-dialog .panel");
  const letters = [];
  for (const word of words) {
    for (let length = 1; length <= word.length; length++) {
      await framePainted();
      const drawn = new Promise((resolve) => {
        const observer = new MutationObserver(() => (observer.disconnect(), resolve()));
        observer.observe(panel, { childList: true, subtree: true, characterData: true, attributes: true });
      });
      const start = performance.now();
      field.value = word.slice(0, length);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await drawn;
      letters.push((await framePainted()) - start);
    }
  }
  return { first, again, letters };
}

// The views of a large project, each with what opens it, and what is there when it is.
const views = {
  "the overview": [() => press("v"), "#overview-dialog svg.chart"],
  "the outline of an item": [() => document.querySelector("#agenda .item .count").click(), "#beside.outline blockquote"],
  "… of all articles": [() => document.querySelector("#beside .toggle[aria-pressed=false]").click(), "#beside .toggle:nth-child(2)[aria-pressed=true]"],
  "the search": [() => press("/"), "#beside.find input"],
  "an item's editor": [() => document.querySelector("#agenda .item .edit").click(), "#item-dialog form"],
  "the whole agenda": [() => document.querySelector("#agenda .tools button:nth-child(2)").click(), "#agenda-dialog form"],
  "the library": [() => document.querySelector("header .title").click(), "#library-dialog .articles li"],
  "suggestions": [() => press("s"), "#beside.suggestion .about"],
};

const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

// Opens each view so many times, and types words into the search.
async function timeViews(runs, words) {
  await asked("suggest");
  const times = [];
  for (const [name, [open, selector]] of Object.entries(views)) {
    const taken = [];
    for (let run = 0; run < runs; run++) {
      if (!name.startsWith("…")) await close();
      else if (run > 0) document.querySelector("#beside .toggle[aria-pressed=false]").click();
      if (name.startsWith("…") && run > 0) await there("#beside .toggle:nth-child(1)[aria-pressed=true]");
      await framePainted();
      const start = performance.now();
      open();
      await there(selector);
      taken.push((await framePainted()) - start);
    }
    times.push([name, taken]);
  }
  await close();
  press("/");
  await there("#beside.find input");
  const letters = await timeLetters("#beside", words);
  const where = document.querySelector('#beside select[name="in"]');
  where.value = "all";
  where.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await framePainted();
  return { views: times, letters, everywhere: await timeLetters("#beside", words) };
}

async function close() {
  document.querySelector("dialog[open] .close")?.click();
  document.querySelector("#beside .close, #beside [data-act=close]")?.click();
  while (document.querySelector("dialog, #beside")) await frame();
}

async function timeLetters(panelSelector, words) {
  const field = document.querySelector(`${panelSelector} input`);
  const panel = document.querySelector(`${panelSelector} .panel`);
  const letters = [];
  for (const word of words) {
    for (let length = 1; length <= word.length; length++) {
      await framePainted();
      const drawn = answered("draw");
      const start = performance.now();
      field.value = word.slice(0, length);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await drawn;
      letters.push((await framePainted()) - start);
    }
  }
  return letters;
}

// Tags sentences, and waits each time until what the desk suggests then is painted.
async function timeSuggesting(spans) {
  const items = window.agendum.agenda().map(({ id }) => id);
  await asked("suggest");
  const times = [];
  for (const [index, [start, end]] of spans.entries()) {
    await framePainted();
    const suggested = answered("suggest");
    const before = performance.now();
    window.agendum.annotate({ start, end, items: [items[index % items.length]] });
    await suggested;
    times.push((await painted()) - before);
    await saved();
  }
  return times.slice(5);
}

// What the page asks its worker is watched: resolves when the next answer to this task has come.
const post = Worker.prototype.postMessage;
function answered(task) {
  return new Promise((resolve) => {
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message[1] === task) {
        Worker.prototype.postMessage = post;
        const heard = ({ data }) => {
          if (data[0] !== message[0]) return;
          this.removeEventListener("message", heard);
          resolve();
        };
        this.addEventListener("message", heard);
      }
      return post.call(this, message, ...rest);
    };
  });
}

// Waits until this was asked, if only just now; what was asked before the page could be watched counts after a while.
async function asked(task) {
  await Promise.race([answered(task), new Promise((resolve) => setTimeout(resolve, 4000))]);
  Worker.prototype.postMessage = post;
  await framePainted();
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
