//! Where sentences end, in written examples: a file for each language, an example on each line, `|` at every boundary within
//! it; `\n` is the end of a line. `browser` reads the same files and compares what the page's reading cursor stops at.

mod examples;

use agendum::model::sentences::ends;
use examples::Example;

/// How many of the 108 examples of the second set were right when it was first measured.
const FLOOR: usize = 107;

/// The sentences of some words as the rules find them.
fn found(example: &Example) -> Vec<String> {
    let mut start = 0;
    let ends = ends(&example.text, example.language.as_deref(), false);
    ends.into_iter()
        .map(|end| example.text[std::mem::replace(&mut start, end)..end].trim().to_owned())
        .collect()
}

#[test]
fn sentences_end_where_they_are_drawn() {
    let examples = examples::all();
    let wrong: Vec<_> = examples
        .iter()
        .filter(|example| found(example) != example.sentences)
        .map(|example| format!("{}: {:?}\n    drawn {:?}", example.file, found(example), example.sentences))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

#[test]
fn there_are_enough_of_them() {
    let examples = examples::all();
    assert!(examples.len() >= 150, "{}", examples.len());
    let mut languages: Vec<_> = examples.iter().map(|example| &example.language).collect();
    languages.sort();
    languages.dedup();
    assert!(languages.len() > 10, "{languages:?}");
}

/// What a text is told about its language changes little where its words say it.
#[test]
fn most_examples_need_no_declared_language() {
    let examples = examples::all();
    let right =
        |example: &&Example| found(&Example { language: None, ..(*example).clone() }) == example.sentences;
    let count = examples.iter().filter(right).count();
    assert!(count * 100 >= examples.len() * 95, "{count} of {}", examples.len());
}

/// Of the second set, as many as were right when it was first measured.
#[test]
fn sentences_of_others_are_found() {
    let examples = examples::second();
    let wrong: Vec<_> = examples.iter().filter(|example| found(example) != example.sentences).collect();
    let right = examples.len() - wrong.len();
    println!("{right} of {} are right", examples.len());
    for example in &wrong {
        println!("{:?} {:?}\n   drawn {:?}", example.language, found(example), example.sentences);
    }
    assert!(right >= FLOOR, "{right} of {}", examples.len());
}
