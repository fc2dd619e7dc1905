//! Values out of JSON text. serde_json says where each value begins and ends, and what the strings are; a number is read
//! here from its digits, so that none of the machinery for fractions is in the bundle, which has no use for it.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What can be read from one value.
pub trait FromJson: Sized {
    /// The value, unless the JSON is of another type or says what does not fit.
    fn from_json(raw: &RawValue) -> Option<Self>;
}

/// A text. What has no escapes in it, as most have not, is what stands between the quotation marks: that it is JSON is
/// known by now.
fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let json = raw.get();
    let within = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match within.filter(|within| !within.as_bytes().contains(&b'\\')) {
        Some(plain) => Some(Cow::Borrowed(plain)),
        None => serde_json::from_str::<Name<'_>>(json).ok().map(|Name(text)| text),
    }
}

impl FromJson for String {
    fn from_json(raw: &RawValue) -> Option<String> {
        text(raw).map(Cow::into_owned)
    }
}

impl FromJson for Rc<str> {
    fn from_json(raw: &RawValue) -> Option<Rc<str>> {
        text(raw).map(Rc::from)
    }
}

impl FromJson for char {
    fn from_json(raw: &RawValue) -> Option<char> {
        let text = String::from_json(raw)?;
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    }
}

/// Numbers that JSON writes as nothing but digits, with a sign perhaps.
macro_rules! from_digits {
    ($($number:ty),*) => {
        $(impl FromJson for $number {
            fn from_json(raw: &RawValue) -> Option<$number> {
                raw.get().parse().ok()
            }
        })*
    };
}
from_digits!(u8, u32, u64, i64);

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(raw: &RawValue) -> Option<Option<T>> {
        if raw.get() == "null" { Some(None) } else { T::from_json(raw).map(Some) }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(raw: &RawValue) -> Option<Vec<T>> {
        list(raw)?.into_iter().map(T::from_json).collect()
    }
}

impl<T: FromJson, const N: usize> FromJson for [T; N] {
    fn from_json(raw: &RawValue) -> Option<[T; N]> {
        Vec::from_json(raw)?.try_into().ok()
    }
}

/// The entries of an array.
pub fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

/// A whole number in any way that JSON has for it: `3`, `3.0`, `30e-1`. One beyond what an `i64` holds is cut off there.
pub fn whole(raw: &RawValue) -> Option<i64> {
    let text = raw.get();
    if let Ok(whole) = text.parse() {
        return Some(whole);
    }
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if before.is_empty() || !is_number(before) || !is_number(after) {
        return None;
    }
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    // An exponent with more digits than these reaches beyond every number that has so many digits.
    let reach = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    let exponent = exponent.parse().unwrap_or(reach);
    let digits = [before, after].concat();
    let point = i64::try_from(before.len()).ok()?.saturating_add(exponent);
    let mut whole = 0_i64;
    for (place, digit) in (0..).zip(digits.bytes()) {
        let digit = i64::from(digit - b'0');
        if place < point {
            whole = whole.saturating_mul(10).saturating_add(digit);
        } else if digit != 0 {
            return None;
        }
    }
    let zeros = point.saturating_sub(i64::try_from(digits.len()).ok()?);
    // Twenty zeros are beyond what it holds.
    for _ in 0..zeros.clamp(0, 20) {
        whole = whole.saturating_mul(10);
    }
    Some(sign * whole)
}

/// The fields of an object, in order, with each value as its text.
pub struct Object<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<'a>, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                // An annotation with everything has 13.
                let mut fields = Vec::with_capacity(13);
                while let Some((Name(name), value)) = map.next_entry()? {
                    fields.push((name, value));
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

/// A field's name, or any string: borrowed where it has no escapes.
#[derive(serde::Deserialize)]
pub struct Name<'a>(#[serde(borrow)] pub Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Option<i64>) {
        let raw: &RawValue = serde_json::from_str(json).expect("JSON");
        assert_eq!(whole(raw), expected, "{json}");
    }

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        for (json, expected) in
            [("0", 0), ("-7", -7), ("3.0", 3), ("30e-1", 3), ("1.5e1", 15), ("2E+3", 2000)]
        {
            check(json, Some(expected));
        }
        check("-0.0", Some(0));
        check("0e999999999999999999999", Some(0));
        check("1e30", Some(i64::MAX));
        check("-1e30", Some(-i64::MAX));
        check("99999999999999999999", Some(i64::MAX));
        check("1e999999999999999999999", Some(i64::MAX));
        for json in ["0.5", "1e-1", "1.05e1", "true", "\"3\"", "null", "[3]"] {
            check(json, None);
        }
    }

    #[test]
    fn values_are_of_their_type() {
        #[track_caller]
        fn check<T: FromJson + PartialEq + fmt::Debug>(json: &str, expected: Option<T>) {
            let raw: &RawValue = serde_json::from_str(json).expect("JSON");
            assert_eq!(T::from_json(raw), expected, "{json}");
        }
        check("\"a\\u0041\"", Some("aA".to_owned()));
        check("\"é\"", Some('é'));
        check("\"\"", Some(String::new()));
        check("\"a\\\"\"", Some("a\"".to_owned()));
        check::<char>("\"ab\"", None);
        check("[1, 2]", Some([1_u32, 2]));
        check::<[u32; 2]>("[1]", None);
        check::<[u32; 2]>("[1, -2]", None);
        check("null", Some(None::<u64>));
        check("[\"a\", null]", Some(vec![Some("a".to_owned()), None]));
        check::<String>("7", None);
    }
}
