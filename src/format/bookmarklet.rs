//! The bookmarklet: a bookmark that hands the page being read over to Agendum.

/// What the bookmark does, for people to read.
const SOURCE: &str = include_str!("bookmarklet.js");

/// The address of the bookmark: the script as a `javascript:` address, for an Agendum that is at `home`.
pub fn address(home: &str) -> String {
    let home = serde_json::to_string(home).expect("a text is JSON");
    let lines = SOURCE.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let script = lines.collect::<Vec<_>>().join("\n").replace("HOME", &home);
    let mut address = String::from("javascript:");
    for byte in script.bytes() {
        // What an address may have in it as it is (RFC 3986, section 2), without quotes, which people paste into HTML.
        let plain = byte.is_ascii_alphanumeric() || b"-._~!*(),;:=?+/$@".contains(&byte);
        if plain {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(address: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = address.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let digits = std::str::from_utf8(&digits).expect("two digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).expect("it was text")
    }

    #[test]
    fn it_is_one_address_of_the_readable_script() {
        let address = address("https://example.org/agendum/?a=\"b\"");
        assert!(address.starts_with("javascript:("));
        assert!(!address.contains(['"', '\'', ' ', '\n', '<', '>', '#', '&']));
        let script = decoded(&address);
        assert!(script.contains("const home = \"https://example.org/agendum/?a=\\\"b\\\"\";"));
        assert!(!script.contains("HOME") && !script.contains("\n//") && script.ends_with("})();"));
        assert!(address.len() < 3_000, "browsers take bookmarks of some thousand characters");
    }
}
