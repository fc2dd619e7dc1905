//! Shorter names between the WebAssembly file and its module.
//!
//! wasm-bindgen names each import after what it is, with a hash: some 280 names that no two readers ever see, 2 % of what
//! a first visit downloads. They are replaced on both sides by numbers in base 36, as Emscripten does it. Files that look
//! otherwise than expected are left as they are.

use std::fs;
use std::path::Path;

use crate::run::{Result, doing};

/// Shortens the names in every WebAssembly file of the bundle that has its module beside it.
pub fn shorten(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist).map_err(doing(format!("Reading {}", dist.display())))? {
        let wasm = entry.map_err(doing(format!("Reading {}", dist.display())))?.path();
        let module = wasm.file_name().and_then(|name| name.to_str()?.strip_suffix("_bg.wasm"));
        let Some(module) = module.map(|stem| dist.join(format!("{stem}.js"))).filter(|path| path.is_file())
        else {
            continue;
        };
        let bytes = fs::read(&wasm).map_err(doing(format!("Reading {}", wasm.display())))?;
        let source = fs::read_to_string(&module).map_err(doing(format!("Reading {}", module.display())))?;
        if let Some((bytes, source)) = shortened(&bytes, &source) {
            fs::write(&wasm, bytes).map_err(doing(format!("Writing {}", wasm.display())))?;
            fs::write(&module, source).map_err(doing(format!("Writing {}", module.display())))?;
        }
    }
    Ok(())
}

/// Both files with the shorter names; `None` if one has what the other does not.
fn shortened(wasm: &[u8], module: &str) -> Option<(Vec<u8>, String)> {
    let (start, end) = imports(wasm)?;
    let mut old = Reader { bytes: &wasm[..end], at: start };
    let count = old.number()?;
    let mut section = Vec::new();
    write_number(&mut section, count);
    let mut names = Vec::new();
    for _ in 0..count {
        let (from, name, what) = (old.text()?, old.text()?, old.byte()?);
        // Functions are all that wasm-bindgen imports.
        let kind = (what == 0).then(|| old.number()).flatten()?;
        let new = number_in_base_36(names.len());
        write_text(&mut section, from);
        write_text(&mut section, &new);
        section.push(what);
        write_number(&mut section, kind);
        names.push((name, new));
    }
    let mut file = wasm[..8].to_vec();
    let mut rest = Reader { bytes: wasm, at: 8 };
    while rest.at < wasm.len() {
        let begins = rest.at;
        let (id, length) = (rest.byte()?, rest.number()?);
        rest.at += usize::try_from(length).ok()?;
        if id == IMPORTS {
            file.push(id);
            write_number(&mut file, u32::try_from(section.len()).ok()?);
            file.extend(&section);
        } else {
            file.extend(wasm.get(begins..rest.at)?);
        }
    }
    Some((file, renamed(module, &names)?))
}

/// The module with each import defined under its new name; `None` if one is not defined exactly once.
fn renamed(module: &str, names: &[(&str, String)]) -> Option<String> {
    let mut renamed = String::with_capacity(module.len());
    let mut found = 0;
    for line in module.split_inclusive('\n') {
        let code = line.trim_start();
        let name =
            names.iter().find(|(name, _)| code.strip_prefix(name).is_some_and(|rest| rest.starts_with(": ")));
        match name {
            Some((name, new)) => {
                found += 1;
                renamed.push_str(&line[..line.len() - code.len()]);
                renamed.push_str(&format!("\"{new}\""));
                renamed.push_str(&code[name.len()..]);
            }
            None => renamed.push_str(line),
        }
    }
    (found == names.len()).then_some(renamed)
}

/// The number of the section of imports (WebAssembly specification, 5.5.2).
const IMPORTS: u8 = 2;

/// Where the contents of the section of imports are.
fn imports(wasm: &[u8]) -> Option<(usize, usize)> {
    let mut reader = Reader { bytes: wasm, at: 8 };
    loop {
        let (id, length) = (reader.byte()?, usize::try_from(reader.number()?).ok()?);
        if id == IMPORTS {
            return Some((reader.at, reader.at + length)).filter(|(_, end)| *end <= wasm.len());
        }
        reader.at += length;
    }
}

/// Reads what WebAssembly writes: numbers in LEB128, texts with their length before them.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let text = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        std::str::from_utf8(text).ok()
    }
}

fn write_number(to: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn write_text(to: &mut Vec<u8>, text: &str) {
    write_number(to, text.len() as u32);
    to.extend(text.bytes());
}

fn number_in_base_36(number: usize) -> String {
    let digit = char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
    let before = if number < 36 { String::new() } else { number_in_base_36(number / 36) };
    before + digit.encode_utf8(&mut [0; 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header, a section of types with one function, the imports, and one of its own kind behind them.
    fn wasm(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut section = vec![imports.len() as u8];
        for (module, name) in imports {
            write_text(&mut section, module);
            write_text(&mut section, name);
            section.extend([0, 0]);
        }
        let mut file = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        write_number(&mut file, section.len() as u32);
        file.extend(section);
        file.extend(b"\0\x03\x02ab");
        file
    }

    #[test]
    fn imports_are_numbered_on_both_sides() {
        let old = wasm(&[("./a_bg.js", "__wbg_get_0123456789abcdef"), ("./a_bg.js", "__wbindgen_throw")]);
        let module =
            "const one = {\n    __wbg_get_0123456789abcdef: function(a) {},\n    __wbindgen_throw: f,\n};\n";
        let (new, source) = shortened(&old, module).expect("both have both");
        assert_eq!(new, wasm(&[("./a_bg.js", "0"), ("./a_bg.js", "1")]));
        assert_eq!(source, "const one = {\n    \"0\": function(a) {},\n    \"1\": f,\n};\n");
    }

    #[test]
    fn what_does_not_fit_together_is_left() {
        let old = wasm(&[("./a_bg.js", "one")]);
        assert_eq!(shortened(&old, "const none = {};\n"), None);
        assert_eq!(shortened(&old[..old.len() - 8], "  one: f,\n"), None);
        assert_eq!(shortened(b"\0asm", ""), None);
    }

    #[test]
    fn numbers_are_written_in_base_36() {
        let written: Vec<String> = [0, 35, 36, 1295, 1296].map(number_in_base_36).to_vec();
        assert_eq!(written, ["0", "z", "10", "zz", "100"]);
    }
}
