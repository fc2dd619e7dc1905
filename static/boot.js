// Loads the application, and shows when it has stopped. The script element names the module and the WebAssembly file, whose
// names carry hashes.
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

  /** The module, once it has come. */
  let agendum = null;
  let hasStopped = false;

  const [script, code] = [js, wasm].map((name) => new URL(name, document.baseURI).href);

  /**
   * Whether an error is one of the application itself, after which it cannot go on: a trap, or something that was thrown in
   * its own files. What it refuses a program is marked; what a program or an extension does wrong is theirs.
   */
  const isOurs = (error) => {
    if (!(error instanceof Error || error instanceof DOMException)) return false;
    if (error[Symbol.for("agendum.refusal")]) return false;
    const lines = String(error.stack ?? "").split("\n");
    const top = lines.find((line) => /^\s+at |@/.test(line)) ?? "";
    const isTrap = error instanceof WebAssembly.RuntimeError && !/\/[^/\s]*\.wasm/.test(top);
    return isTrap || top.includes(script) || top.includes(code);
  };

  /** What a reader can send to whoever mends it. */
  const report = (what) => {
    let version = "unknown";
    try {
      version = agendum.version();
    } catch {}
    const lines = [
      ["What", what.message],
      ["Where", what.place],
      ["Version", version],
      ["Browser", navigator.userAgent],
      ["Time", new Date().toISOString()],
    ];
    return lines.map(([name, value]) => `${name}: ${value || "unknown"}`).join("\n");
  };

  /** The export of what may not be stored, `undefined` if all is, `null` if nobody knows. */
  const unstored = () => {
    try {
      return agendum.unstored();
    } catch {
      return null;
    }
  };

  const STORED = "Your work is stored. Reload the page to go on with it.";
  const NOT_STORED =
    "Your last changes may not be stored yet. Download them first; after reloading, open that file to have them back.";
  const UNKNOWN =
    "What was stored before is still there, but whether your last change is cannot be told. Reload the page and look at it.";

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  /** Everything that the notice can do, by the ids of its buttons. */
  const doings = {
    "stopped-reload": () => location.reload(),
  };

  /** Events that the application listens to: what is left of it hears no more of them. */
  const EVENTS =
    "click mousedown pointerdown pointerup pointermove keydown keyup input beforeinput change submit paste cut copy dragstart " +
    "dragend dragover dragleave drop selectionchange scroll focusin focusout cancel message";

  const hearNoMore = (event) => {
    event.stopImmediatePropagation();
    const button = event.type === "click" && event.target.closest?.("#stopped button");
    if (button) doings[button.id]?.();
  };

  /** A picture of the page as it was, in its place: nothing of it can be used, or change any more. */
  const freeze = () => {
    for (const type of EVENTS.split(" ")) addEventListener(type, hearNoMore, true);
    const app = document.getElementById("app");
    if (!app) return "";
    const field = document.activeElement;
    const isField = field?.matches("#app textarea, #app input:not([type]), #app input[type=text]");
    const top = document.getElementById("reader")?.scrollTop ?? 0;
    const still = app.cloneNode(true);
    still.querySelectorAll("dialog, #status, #tag-menu, #several, .banner").forEach((part) => part.remove());
    still.querySelectorAll("[autofocus]").forEach((part) => part.removeAttribute("autofocus"));
    still.querySelectorAll(".saved").forEach((part) => part.replaceChildren("Stopped"));
    still.inert = true;
    still.setAttribute("aria-hidden", "true");
    app.replaceWith(still);
    const reader = document.getElementById("reader");
    if (reader) reader.scrollTop = top;
    return isField ? field.value.trim() : "";
  };

  /** Programs are told as well that nothing is done any more; what there is can still be exported. */
  const refuse = () => {
    const api = Object.entries(window.agendum ?? {}).map(([name, value]) => {
      if (typeof value !== "function" || name === "exportJson") return [name, value];
      const refused = () => {
        throw Object.assign(new Error(`${name}: Agendum has stopped. Reload the page.`), { [Symbol.for("agendum.refusal")]: true });
      };
      return [name, refused];
    });
    window.agendum = Object.freeze(Object.fromEntries(api));
  };

  /** The notice: what happened, what becomes of the work, and what can be done. */
  const show = (what, typed) => {
    const file = unstored();
    const sentence = file === undefined ? STORED : file === null ? UNKNOWN : NOT_STORED;
    const buttons = [element("button", { type: "button", id: "stopped-reload", class: "solid" }, "Reload")];
    if (file) {
      const link = element("a", {
        href: URL.createObjectURL(new Blob([file], { type: "application/json" })),
        download: `agendum-${new Date().toISOString().slice(0, 10)}-rescued.json`,
        hidden: "",
      });
      document.body.append(link);
      doings["stopped-download"] = () => link.click();
      buttons.unshift(element("button", { type: "button", id: "stopped-download", class: "solid" }, "Download your work"));
      buttons[1].className = "";
    }
    const details = report(what);
    const written = element("pre", { tabindex: "0" }, details);
    const copied = element("span", { role: "status" });
    doings["stopped-copy"] = async () => {
      try {
        await navigator.clipboard.writeText(details);
        copied.replaceChildren("Copied.");
      } catch {
        getSelection().selectAllChildren(written);
        copied.replaceChildren("They are selected: copy them with Ctrl+C.");
      }
    };
    const copy = element("button", { type: "button", id: "stopped-copy" }, "Copy details");
    const kept = typed && element("p", {}, "You were writing: ", element("q", { dir: "auto" }, typed));
    const notice = element(
      "section",
      { id: "stopped", role: "alert", tabindex: "-1" },
      element(
        "div",
        {},
        element("h2", {}, "Agendum stopped"),
        element("p", {}, `Something went wrong. ${sentence}`),
        ...(kept ? [kept] : []),
        element("div", { class: "buttons" }, ...buttons),
        element("details", {}, element("summary", {}, "Details"), written, copy, copied),
      ),
    );
    document.title = "Agendum stopped";
    document.documentElement.setAttribute("data-agendum-stopped", "");
    document.body.prepend(notice);
    notice.focus({ preventScroll: true });
  };

  const stop = (what) => {
    if (hasStopped) return;
    hasStopped = true;
    try {
      agendum.stop();
    } catch {}
    refuse();
    const typed = freeze();
    // What failed may still be running; what may not be stored is asked for when it has ended.
    setTimeout(() => show(what, typed), 0);
  };

  const stopFor = (error) => {
    if (!isOurs(error)) return;
    const place = String(error.stack ?? "").split("\n").find((line) => /^\s+at |@/.test(line));
    stop({ message: String(error), place: (place ?? "").trim() });
  };

  addEventListener("agendum:stopped", ({ detail }) => stop(detail ?? {}));
  addEventListener("error", ({ error }) => stopFor(error));
  addEventListener("unhandledrejection", ({ reason }) => stopFor(reason));

  // Both at once: one is not asked for only when the other has been read.
  const arriving = fetch(code);
  // Whether it came is seen below.
  arriving.catch(() => {});
  import(script)
    .then((module) => {
      agendum = module;
      return module.default({ module_or_path: arriving });
    })
    .catch((reason) => {
      // A panic at the start is told of by the application itself.
      if (hasStopped) return;
      // A browser that is too old for the file refuses to compile it. From the disk browsers load no modules. Anything
      // else did not arrive whole.
      const isOld = reason instanceof WebAssembly.CompileError;
      say(isOld ? "needs-webassembly" : location.protocol === "file:" ? "needs-server" : "needs-loading");
      console.error(reason);
    });
})();
