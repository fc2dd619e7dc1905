//! The written examples, for the native tests and those in browsers.

use std::fs;
use std::path::Path;

/// Some words of one block and where sentences end in them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// The name of its file.
    pub file: String,
    /// The declared language; `None` in `undeclared.txt`.
    pub language: Option<String>,
    /// The words.
    pub text: String,
    /// Its sentences, without the white space around them.
    pub sentences: Vec<String>,
}

impl Example {
    /// Reads a line of a file.
    pub fn read(file: &str, language: Option<&str>, line: &str) -> Example {
        let line = line.replace("\\n", "\n");
        let sentences = line.split('|').map(|sentence| sentence.trim().to_owned()).collect();
        Example {
            file: file.to_owned(),
            language: language.map(str::to_owned),
            text: line.replace('|', ""),
            sentences,
        }
    }
}

/// All examples, by languages.
pub fn all() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences");
    let entries = fs::read_dir(folder).expect("the folder of examples");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == "txt")).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_stem().and_then(|it| it.to_str()).expect("a name").to_owned();
        if name == "second" {
            continue;
        }
        let language = (name != "undeclared").then_some(&*name);
        let text = fs::read_to_string(&path).expect("examples are text");
        found.extend(text.lines().map(|line| Example::read(&name, language, line)));
    }
    found
}

/// A second set, which was written by somebody else and not looked at while the rules were made: a language, a tab, an example.
pub fn second() -> Vec<Example> {
    let lines = include_str!("second.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let (language, drawn) = line.split_once('\t').expect("a language and a tab");
        Example::read("second", (!language.is_empty()).then_some(language), drawn)
    };
    lines.map(read).collect()
}
