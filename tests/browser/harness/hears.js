// Goes before a page's own scripts where the driver has no logs: hears the console, errors that nobody caught, breaches
// of the policy, and what was asked of servers. `agendumHeard()` gives what is new of it.
(() => {
  const said = [];
  let asked = 0;
  const note = (level, kind, words) => said.push(`${level} ${kind}: ${words}`);
  for (const [name, level] of [["error", "SEVERE"], ["warn", "WARNING"]]) {
    const own = console[name];
    console[name] = (...words) => {
      note(level, "console-api", words.map(String).join(" "));
      own.apply(console, words);
    };
  }
  addEventListener("error", ({ message, filename }) => note("SEVERE", "javascript", `${filename} ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => note("SEVERE", "javascript", `unhandled ${reason}`));
  document.addEventListener("securitypolicyviolation", (event) =>
    note("SEVERE", "security", `${event.effectiveDirective} of ${event.originalPolicy} is broken by ` +
      `${event.blockedURI} ${event.sample}`));
  window.agendumHeard = () => {
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const names = entries.map(({ name }) => name);
    const result = { said: said.splice(0), asked: names.slice(asked) };
    asked = names.length;
    return result;
  };
})();
