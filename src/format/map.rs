//! [`Map`] as a JSON object, for serde's `serialize_with`.

use serde::ser::{Serialize, Serializer};

use crate::model::sorted::Map;

pub fn serialize<V: Serialize, S: Serializer>(
    map: &Map<String, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(map.iter())
}
