//! Articles as pages, pasted parts of pages, Markdown and plain text have them, against what is read of them.
//!
//! Each file in `tests/pages` has beside it an `.expected` one: the particulars, then the blocks with their kinds, and
//! inlines drawn in them as `{em|…}`, `{strong|…}`, `{code|…}` and `{link address|…}`. The pages and what they say are
//! made up. `UPDATE_EXPECT=1` writes the expected files anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use agendum::format::json::Scope;
use agendum::format::panel::{self, Outcome};
use agendum::format::source::{Hint, Reading, read};
use agendum::format::{json, read as reader};
use agendum::model::project::{ArticleId, Change, Project, Time};
use agendum::model::text::{BlockKind, Cell, Header, InlineKind, Marker, Text};

fn draw(reading: &Reading) -> String {
    let mut drawn = format!("title: {}\n", reading.title);
    let mut particular = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            writeln!(drawn, "{name}: {value}").expect("a string takes all");
        }
    };
    particular("byline", reading.byline.as_deref());
    particular("published", reading.published.as_ref().map(|date| date.as_str()));
    particular("source", reading.source.as_deref());
    particular("language", reading.language.as_deref());
    particular("direction", reading.direction.map(|direction| direction.name()));
    reading.notes.iter().for_each(|note| particular("note", Some(note)));
    for part in &reading.left_out {
        let words = part.text.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(drawn, "left out before block {}: {words}", part.at + 1).expect("a string takes all");
    }
    drawn + &blocks(&reading.text)
}

fn blocks(text: &Text) -> String {
    let mut drawn = String::new();
    for block in text.blocks() {
        let kind = match block.kind {
            BlockKind::Heading => format!("heading {}", block.level),
            BlockKind::Standfirst => "standfirst".to_owned(),
            BlockKind::Paragraph => "paragraph".to_owned(),
            BlockKind::Quotation => "quotation".to_owned(),
            BlockKind::ListItem => format!("list item {}", block.level),
            BlockKind::Preformatted => "preformatted".to_owned(),
            BlockKind::Caption => {
                block.subject.map_or("caption".to_owned(), |of| format!("caption of {of:?}").to_lowercase())
            }
        };
        let kind = match block.marker {
            Marker::Bullet => kind,
            Marker::None => format!("{kind}, no marker"),
            Marker::Continues => format!("{kind}, goes on"),
            marker @ Marker::Number(..) => format!("{kind}: {}", marker.label().unwrap_or_default()),
        };
        let kind = block.cell.map_or(kind.clone(), |cell| draw_cell(cell, &kind));
        let mut marks: Vec<(usize, bool, String)> = Vec::new();
        for inline in text.inlines_in(block.span) {
            let name = match &inline.kind {
                InlineKind::Emphasis => "{em|".to_owned(),
                InlineKind::Strong => "{strong|".to_owned(),
                InlineKind::Code => "{code|".to_owned(),
                InlineKind::Link(address) => format!("{{link {}|", address.as_str()),
                InlineKind::NoteReference(note) => format!("{{to note {}|", note.as_str()),
                InlineKind::NoteLabel(note) => format!("{{note {}|", note.as_str()),
            };
            marks.push((inline.span.start().byte(), true, name));
            marks.push((inline.span.end().byte(), false, "}".to_owned()));
        }
        // What ends somewhere stands before what begins there.
        marks.sort_by_key(|(at, begins, _)| (*at, *begins));
        let mut at = block.span.start().byte();
        let mut words = String::new();
        for (to, _, mark) in marks {
            words.push_str(&text.as_str()[at..to]);
            words.push_str(&mark);
            at = to;
        }
        words.push_str(&text.as_str()[at..block.span.end().byte()]);
        let words = words.replace('\n', "\n    ");
        let words: String = words.chars().flat_map(shown).collect();
        writeln!(drawn, "\n[{kind}] {words}").expect("a string takes all");
    }
    drawn
}

/// A block in a cell: its row and column from 1, how many it spans if that is not one, and what it is the header of.
fn draw_cell(cell: Cell, kind: &str) -> String {
    let spans = match (cell.rows, cell.columns) {
        (1, 1) => String::new(),
        (rows, columns) => format!(", {rows}×{columns}"),
    };
    let header = match cell.header {
        None => "",
        Some(Header::Column) => ", column header",
        Some(Header::Row) => ", row header",
    };
    let kind = if kind == "paragraph" { String::new() } else { format!(", {kind}") };
    format!("cell {}.{}{spans}{header}{kind}", cell.row + 1, cell.column + 1)
}

/// A character, or its number where it could not be seen.
fn shown(character: char) -> Vec<char> {
    match character {
        '\u{a0}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            character.escape_unicode().collect()
        }
        _ => vec![character],
    }
}

#[test]
fn pages_are_read_as_articles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let entries = fs::read_dir(&folder).expect("the folder of the pages");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name in ASCII"))
        .collect();
    names.retain(|name| !name.ends_with(".expected"));
    names.sort();
    assert!(names.len() > 20);
    for name in names {
        let bytes = fs::read(folder.join(&name)).expect("a page");
        let address = format!("https://www.example.org/2026/{name}");
        let chosen = name.starts_with("pasted-");
        let hint = match chosen {
            true => Hint { media_type: Some("text/html"), chosen, ..Hint::default() },
            false => Hint {
                name: Some(&name),
                address: name.ends_with(".html").then_some(&address),
                ..Hint::default()
            },
        };
        let reading = read(&bytes, &hint).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let expected = folder.join(format!("{name}.expected"));
        expect_test::expect_file![expected].assert_eq(&draw(&reading));
        check_handed_over(&reading);
    }
}

/// What is read can go over to the page as records, and out in an export, and is the same.
#[track_caller]
fn check_handed_over(reading: &Reading) {
    let id = ArticleId::new("a").expect("an id");
    let article = Rc::new(reading.clone().into_article(id.clone(), Time(7)));
    let nothing = Project::default();
    let opening = [Change::Article(id.clone(), Some(article.clone()))];
    let outcome = Outcome::read(&Outcome::of("open", &nothing, &opening).write());
    assert!(panel::changes(&nothing, &outcome.entries) == opening);
    let mut project = Project::default();
    project.apply(Change::Article(id, Some(article))).expect("it can be added");
    let exported = json::export(&project, &Scope::Project, Time(7));
    reader::read(&exported).expect("the export can be read");
}
