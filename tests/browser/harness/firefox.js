// What is run in the scope of Firefox itself when a browser starts: hears the consoles of all pages, and what they ask
// servers for. `window.agendumHeard()` gives what is new of both.

const SYSTEM = "@mozilla.org/systemprincipal;1";
const LEVELS = { error: "SEVERE", warn: "WARNING" };
const FLAGS = ["SEVERE", "WARNING"];
const said = [], asked = [];

// What pages say to `console`, from the processes that they are in.
Services.mm.addMessageListener("agendum:console", ({ data: [level, address, words] }) => {
  if (address.startsWith("http")) said.push(`${LEVELS[level] ?? "INFO"} console-api: ${address} ${words}`);
});
const heard = `Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage).addLogEventListener(
  (event) => {
    const { level, filename, arguments: words } = event.wrappedJSObject ?? event;
    sendAsyncMessage("agendum:console", [level, String(filename), [...words].map(String).join(" ")]);
  }, Cc["${SYSTEM}"].createInstance(Ci.nsIPrincipal))`;
Services.mm.loadFrameScript(`data:application/javascript;charset=utf-8,${encodeURIComponent(heard)}`, true);

// What pages ask for, and not what Firefox asks for itself.
Services.obs.addObserver({
  observe(subject) {
    const { URI, loadInfo } = subject.QueryInterface(Ci.nsIHttpChannel);
    const isPage = loadInfo.externalContentPolicyType === Ci.nsIContentPolicy.TYPE_DOCUMENT;
    if (isPage || !loadInfo.triggeringPrincipal?.isSystemPrincipal) asked.push(URI.spec);
  },
}, "http-on-modify-request");

// Errors that nobody caught, and breaches of policies.
function errors() {
  const lines = Services.console.getMessageArray().flatMap((message) => {
    if (!(message instanceof Ci.nsIScriptError)) return [];
    const { category, flags, sourceName, errorMessage } = message;
    if (!sourceName.startsWith("http") || /^(CSS|Layout|HTML)/.test(category)) return [];
    // The place where one was reading, written as the page is left; local storage has it then.
    if (errorMessage.includes("aborted due to page navigation")) return [];
    return [`${FLAGS[flags] ?? "INFO"} ${category}: ${sourceName} ${errorMessage}`];
  });
  Services.console.reset();
  return lines;
}

window.agendumHeard = () => ({ said: [...said.splice(0), ...errors()], asked: asked.splice(0) });
