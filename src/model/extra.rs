//! Fields of a record that this version does not know, carried through untouched.

use crate::model::sorted::Map;
use std::rc::Rc;

/// Unknown fields by name, each value as JSON text. Empty for nearly every record, and then one word long.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Extra(Option<Rc<Map<String, String>>>);

impl Extra {
    /// Fields with their values as JSON text.
    pub fn new(fields: Map<String, String>) -> Extra {
        Extra((!fields.is_empty()).then(|| Rc::new(fields)))
    }

    /// The fields in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|fields| fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The value of one field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The fields with one more, or with another value for one that is there.
    pub fn with(&self, name: &str, value: String) -> Extra {
        let mut fields = self.0.as_deref().cloned().unwrap_or_default();
        fields.insert(name.to_owned(), value);
        Extra::new(fields)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}
