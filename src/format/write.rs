//! A JSON object in the making, for what is stored: compact, field by field, and what says nothing is left out. One type
//! for all records, where every type that serde writes would be code of its own.

/// The object so far.
#[derive(Default)]
pub struct Object(String);

impl Object {
    /// A field whose value is JSON already.
    pub fn json(&mut self, name: &str, json: &str) -> &mut Self {
        self.name(name);
        self.0.push_str(json);
        self
    }

    fn name(&mut self, name: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        quote(&mut self.0, name);
        self.0.push(':');
    }

    /// A text, unless it is empty.
    pub fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.optional(name, Some(text).filter(|text| !text.is_empty()))
    }

    /// A text, if there is one.
    pub fn optional(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.name(name);
            quote(&mut self.0, text);
        }
        self
    }

    /// A number, unless it is 0.
    pub fn number(&mut self, name: &str, number: i64) -> &mut Self {
        self.whole(name, Some(number).filter(|number| *number != 0))
    }

    /// A number, if there is one.
    pub fn whole(&mut self, name: &str, number: Option<i64>) -> &mut Self {
        if let Some(number) = number {
            self.json(name, &number.to_string());
        }
        self
    }

    /// A list of values that are JSON already, unless it is empty.
    pub fn list(&mut self, name: &str, values: &[String]) -> &mut Self {
        if !values.is_empty() {
            self.json(name, &listed(values));
        }
        self
    }

    /// A list of texts, unless it is empty.
    pub fn texts(&mut self, name: &str, texts: &[String]) -> &mut Self {
        let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        self.list(name, &texts)
    }

    /// The object as it is.
    pub fn end(&mut self) -> String {
        let mut object = std::mem::take(&mut self.0);
        object.push_str(if object.is_empty() { "{}" } else { "}" });
        object
    }
}

/// A list of values that are JSON already.
pub fn listed(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    quote(&mut json, text);
    json
}

/// Adds a text as JSON. Most have nothing in them that is to be escaped.
fn quote(json: &mut String, text: &str) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        return json.push_str(&serde_json::to_string(text).expect("a text is JSON"));
    }
    json.push('"');
    json.push_str(text);
    json.push('"');
}
