//! Agenda document as Markdown, as [CommonMark](https://spec.commonmark.org/0.31.2/) has it. What is from outside is
//! escaped, also for the extensions that are about: tables, strikethrough, footnotes, formulas, attributes of headings.

use super::{
    ARTICLES, Cells, Cited, DECISION, Document, Item, NOTE, Origin, Paragraph, Passage, Quoted, Source,
    UNTAGGED,
};
use crate::model::text::{Marker, Numbering};

/// The media type of Markdown ([RFC 7763](https://www.rfc-editor.org/rfc/rfc7763)).
pub const MEDIA_TYPE: &str = "text/markdown";

/// The deepest heading there is.
const DEEPEST: usize = 6;

/// The document as Markdown.
pub fn write(document: &Document) -> String {
    let mut to = Writer::default();
    to.heading(1, "", &document.title);
    let line: Vec<_> = [&document.date, &document.summary]
        .into_iter()
        .filter(|it| !it.is_empty())
        .map(|it| escaped(it))
        .collect();
    to.block("", &[line.join(" · ")]);
    for item in &document.items {
        to.item(item, document.decisions);
    }
    if !document.untagged.is_empty() || document.untagged_count.is_some() {
        to.heading(2, "", UNTAGGED);
        document.untagged_count.iter().for_each(|count| to.block("", &[escaped(count)]));
        document.untagged.iter().for_each(|passage| to.passage(passage));
    }
    if !document.articles.is_empty() {
        to.heading(2, "", ARTICLES);
        document.articles.iter().for_each(|source| to.block("", &[listed(source)]));
    }
    to.text
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// Lines that belong together, with a blank line before them.
    fn block(&mut self, prefix: &str, lines: &[String]) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.lines(prefix, lines);
    }

    fn lines(&mut self, prefix: &str, lines: &[String]) {
        for line in lines {
            let from = self.text.len();
            self.text.push_str(prefix);
            self.text.push_str(line);
            let end = self.text[from..].trim_end_matches(' ').len();
            self.text.truncate(from + end);
            self.text.push('\n');
        }
    }

    fn heading(&mut self, level: usize, number: &str, title: &str) {
        let marks = "#".repeat(level.min(DEEPEST));
        let gap = if number.is_empty() { "" } else { " " };
        self.block("", &[format!("{marks} {number}{gap}{}", escaped(title))]);
    }

    fn item(&mut self, item: &Item, has_decision: bool) {
        self.heading(item.depth + 2, &item.number, &item.title);
        let particulars = item.particulars().into_iter();
        let particulars: Vec<_> =
            particulars.map(|(what, words)| format!("*{what}* {}", escaped(words))).collect();
        if !particulars.is_empty() {
            self.block("", &[particulars.join(" · ")]);
        }
        item.description.iter().for_each(|paragraph| self.paragraph("", "", paragraph));
        if let Some(count) = &item.count {
            self.block("", &[escaped(count)]);
        }
        item.passages.iter().for_each(|passage| self.passage(passage));
        if has_decision {
            self.block("", &[format!("**{DECISION}** {}", "\\_".repeat(40))]);
        }
    }

    fn passage(&mut self, passage: &Passage) {
        for (index, paragraph) in passage.quote.iter().enumerate() {
            if index == 0 {
                self.paragraph("> ", "", paragraph);
            } else {
                self.text.push_str(">\n");
                let lines = lines(paragraph);
                self.lines("> ", &lines);
            }
        }
        let article = match &passage.article {
            Cited::Only => None,
            Cited::Number(number) => Some(format!("\\[{number}\\]")),
            Cited::Title(title) => Some(format!("*{}*", escaped(title))),
        };
        let place = Some(passage.place.clone()).filter(|place| !place.is_empty());
        let reference: Vec<String> = article.into_iter().chain(place).collect();
        let reference = format!("— {}", reference.join(", "));
        if !passage.quote.is_empty() {
            self.text.push_str(">\n");
            self.lines("> ", &[reference]);
        } else {
            self.block("> ", &[reference]);
        }
        for (index, paragraph) in passage.note.iter().enumerate() {
            let before = if index == 0 { format!("*{NOTE}* ") } else { String::new() };
            self.paragraph("", &before, paragraph);
        }
    }

    fn paragraph(&mut self, prefix: &str, before: &str, paragraph: &Paragraph) {
        let mut lines = lines(paragraph);
        if let Some(first) = lines.first_mut() {
            first.insert_str(0, before);
        }
        self.block(prefix, &lines);
    }
}

/// The lines of a paragraph: those of one whose white space counts as code, between fences that are not in it.
fn lines(paragraph: &Paragraph) -> Vec<String> {
    let lines = paragraph.lines.iter();
    if let Some(cells) = &paragraph.cells {
        return rows(cells);
    }
    let (marker, is_list) = marker(paragraph);
    // What goes on in an item of a list is set in as far as its words.
    let before = |index: usize| match index {
        0 => marker.clone(),
        _ if is_list => " ".repeat(marker.len()),
        _ => String::new(),
    };
    if paragraph.is_preformatted {
        let longest = lines.clone().flat_map(|line| line.split(|c| c != '`').map(str::len)).max();
        let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
        let lines = [fence.clone()].into_iter().chain(lines.cloned()).chain([fence]);
        return lines.enumerate().map(|(index, line)| before(index) + &line).collect();
    }
    let last = paragraph.lines.len().saturating_sub(1);
    let line = |(index, line): (usize, &String)| {
        let end = if index < last { "\\" } else { "" };
        before(index) + &escaped(line) + end
    };
    lines.enumerate().map(line).collect()
}

/// What stands before the words of a list item, and whether Markdown takes it for one: letters, Roman numerals and numbers
/// below 0 are words to it.
fn marker(paragraph: &Paragraph) -> (String, bool) {
    /// CommonMark 0.31.2, section 5.2, has no more digits.
    const GREATEST: i32 = 999_999_999;
    match paragraph.marker {
        Some(Marker::Bullet) => ("- ".to_owned(), true),
        Some(Marker::Number(Numbering::Decimal, 0..=GREATEST)) => (paragraph.number() + " ", true),
        Some(Marker::Number(..)) => (escaped(&paragraph.number()) + " ", false),
        Some(Marker::None | Marker::Continues) | None => (String::new(), false),
    }
}

/// A table with bars, which has to have a head.
fn rows(cells: &Cells) -> Vec<String> {
    let columns = cells.rows.iter().map(Vec::len).chain([cells.head.len()]).max().unwrap_or_default();
    let row = |words: &mut dyn Iterator<Item = String>| {
        let mut row = String::from("|");
        let words = words.chain(std::iter::repeat(String::new())).take(columns);
        words.for_each(|words| row.push_str(&format!(" {words} |")));
        row
    };
    let head = row(&mut cells.head.iter().map(|words| escaped(words)));
    let line = format!("|{}", " --- |".repeat(columns));
    let cell = |cell: &Quoted| match cell.is_header && !cell.words.is_empty() {
        true => format!("**{}**", escaped(&cell.words)),
        false => escaped(&cell.words),
    };
    let rows = cells.rows.iter().map(|cells| row(&mut cells.iter().map(cell)));
    [head, line].into_iter().chain(rows).collect()
}

/// An entry of the list of articles.
fn listed(source: &Source) -> String {
    let origin = source.origin.as_ref().map(|origin| match origin {
        // Between angle brackets nothing is escaped; so what has one of those is no link.
        Origin::Address(address) if !address.as_str().contains(['<', '>']) => {
            format!("<{}>", address.as_str())
        }
        Origin::Address(address) => escaped(address.as_str()),
        Origin::Words(words) => escaped(words),
    });
    let particulars = [source.byline.as_deref().map(escaped), origin, Some(escaped(&source.date))];
    let particulars: Vec<_> = particulars.into_iter().flatten().filter(|it| !it.is_empty()).collect();
    // As the references have it; an item of a numbered list would look otherwise.
    let number = source.number.map(|number| format!("\\[{number}\\] ")).unwrap_or_default();
    format!("{number}**{}**: {}", escaped(&source.name), particulars.join(", "))
}

/// A line in which nothing is markup. Any ASCII punctuation may have a backslash before it (CommonMark 0.31.2, section 2.4).
fn escaped(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, character) in line.char_indices() {
        let is_always = matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '$' | '^' | '{' | '}'
        );
        // What makes lists, rules, underlined headings and definitions where a line begins.
        let begins = at == 0 && matches!(character, '-' | '+' | '=' | ':')
            || at == digits && digits > 0 && matches!(character, '.' | ')');
        if is_always || begins {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
