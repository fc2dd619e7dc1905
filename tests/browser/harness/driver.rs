//! The WebDriver protocol, as far as it is the same for every engine: JSON over HTTP, one request at a time.
//!
//! It is spoken directly rather than through a client crate: the tests are synchronous, most of what they send
//! (actions, Chrome DevTools commands, logs) is JSON either way, and this way a fresh clone builds a tenth of the code.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

/// How long one request may take, which is longer than any wait of the tests' own.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session with one browser.
pub struct Session {
    agent: ureq::Agent,
    base: String,
    capabilities: Value,
}

/// What the driver says when it refuses a request.
#[derive(Debug, Deserialize)]
pub struct Refusal {
    /// One of the protocol's error codes, such as `no such element`.
    pub error: String,
    /// What happened, for people.
    pub message: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.error, self.message.lines().next().unwrap_or_default())
    }
}

impl Session {
    /// Asks the driver that listens on `port` for a browser.
    pub fn start(port: u16, capabilities: &Value) -> Result<Session, Refusal> {
        // Whatever proxy the environment names, the driver is on this machine.
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .proxy(None)
            .build();
        let mut session = Session {
            agent: config.into(),
            base: format!("http://127.0.0.1:{port}/session"),
            capabilities: Value::Null,
        };
        let mut answer = session.post("", json!({ "capabilities": { "alwaysMatch": capabilities } }))?;
        let id = answer["sessionId"].as_str().expect("a session has an id");
        session.base = format!("{}/{id}", session.base);
        session.capabilities = answer["capabilities"].take();
        Ok(session)
    }

    /// What the driver said about the browser when the session began.
    pub fn capabilities(&self) -> &Value {
        &self.capabilities
    }

    /// Reads something.
    pub fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.value_of(self.agent.get(self.url(path)).call())
    }

    /// Does something.
    pub fn post(&self, path: &str, body: Value) -> Result<Value, Refusal> {
        let request =
            self.agent.post(self.url(path)).header("content-type", "application/json; charset=utf-8");
        self.value_of(request.send(body.to_string()))
    }

    /// Ends something.
    pub fn delete(&self, path: &str) -> Result<Value, Refusal> {
        self.value_of(self.agent.delete(self.url(path)).call())
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn value_of(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, Refusal> {
        let broken =
            |error: String| Refusal { error: "no answer from the driver".to_owned(), message: error };
        let mut response = answer.map_err(|error| broken(error.to_string()))?;
        // A PDF or a picture can be larger than what the client reads unasked.
        let body = response.body_mut().with_config().limit(1 << 28).read_to_string();
        let body = body.map_err(|error| broken(error.to_string()))?;
        let mut answer: Value =
            serde_json::from_str(&body).map_err(|error| broken(format!("{error}: {body}")))?;
        let value = answer["value"].take();
        if response.status().is_success() {
            return Ok(value);
        }
        Err(serde_json::from_value(value).unwrap_or_else(|_| broken(body)))
    }
}
