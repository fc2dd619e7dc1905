// Hands the page that is being read over to Agendum, in a tab of its own. It is run by a bookmark; HOME is where
// Agendum is. The other side is src/browser/handed.rs.
(() => {
  const home = HOME;
  const { origin } = new URL(home);
  const nonce = [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  const tab = open(home + "#take=" + nonce);
  const fail = (why) => alert("Agendum: " + why + " Save the page (Ctrl+S) and open the file in Agendum instead.");
  if (!tab) return fail("this page may not open a tab.");
  const send = (message) => tab.postMessage({ ...message, nonce }, origin);
  let patience = 60;
  // Until Agendum has loaded there is nobody to hear; what is sent again and again is small.
  const offering = setInterval(() => {
    if (patience-- > 0) return send({ agendum: "offer" });
    stop();
    fail("it does not answer; this site may keep other tabs away from it.");
  }, 500);
  const stop = () => {
    clearInterval(offering);
    removeEventListener("message", hear);
  };
  const hear = ({ source, origin: from, data }) => {
    if (source !== tab || from !== origin || data?.nonce !== nonce) return;
    if (data.agendum === "ready") {
      const html = document.documentElement.outerHTML;
      send({ agendum: "page", title: document.title, address: location.href, html });
    }
    if (data.agendum === "taken") stop();
  };
  addEventListener("message", hear);
})();
