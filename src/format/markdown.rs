//! Markdown (CommonMark with tables, strikethrough, footnotes and formulas), with what may stand above it: a title, authors, a date
//! and a language, as YAML or TOML.

use std::ops::Range;

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::address::Base;
use super::flow::{Flow, Style};
use super::html::{self, Page, plain_line, tex};
use crate::model::project::Direction;
use crate::model::text::{BlockKind, Cell, Header, InlineKind, Marker, NoteId, Numbering};

/// Reads an article in Markdown.
pub fn read(markdown: &str, address: Option<&str>) -> Page {
    let mut writer = Writer { base: Base::new(address, None), ..Writer::default() };
    for (event, place) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match event {
            Event::InlineMath(source) => writer.formula(&source, markdown, place, false),
            Event::DisplayMath(source) => writer.formula(&source, markdown, place, true),
            event => writer.event(event),
        }
    }
    writer.flow.end();
    let mut page = writer.page;
    if page.title.is_empty() {
        page.title = plain_line(writer.title.as_deref().unwrap_or_default());
    }
    page.text = (writer.flow.count() > 0).then(|| writer.flow.finish());
    page
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

#[derive(Default)]
struct Writer {
    flow: Flow,
    base: Base,
    page: Page,
    /// The first heading, if it is of level 1 and begins the text.
    title: Option<String>,
    /// What is open: the styles of blocks, each within the one before.
    styles: Vec<Style>,
    /// The lists that are open: the number of the next item, if it has one.
    lists: Vec<Option<i32>>,
    /// The row of the table that is open, its next column, and whether its cells are headers.
    row: u32,
    column: u16,
    is_head: bool,
    /// Whether a link that leads nowhere is open: it has no inline.
    links: Vec<bool>,
    /// Words that are not shown: the description of a picture, and what is above the text.
    hidden: usize,
    /// What is above the text, and markup between its paragraphs.
    aside: String,
    /// Whether the next paragraph goes on in the block that is open: after the number of a note.
    goes_on: bool,
}

/// Lists within more lists than this are drawn as if in no more.
const MOST_DEPTH: usize = 12;

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) if self.hidden > 0 => self.aside.push_str(&words),
            Event::Html(markup) => self.aside.push_str(&markup),
            _ if self.hidden > 0 => {}
            Event::Text(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                self.flow.words(&words)
            }
            Event::Code(words) => {
                self.flow.open(InlineKind::Code);
                self.flow.words(&words);
                self.flow.close();
            }
            Event::InlineHtml(markup) if markup.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("<br")) => {
                // A cell is one block.
                if self.flow.is_in_cell() { self.flow.new_line() } else { self.flow.line_break() }
            }
            Event::InlineHtml(_) => {}
            Event::FootnoteReference(label) => self.note_end(&label, InlineKind::NoteReference),
            Event::SoftBreak => self.flow.space(),
            Event::HardBreak => self.flow.line_break(),
            Event::Rule => self.flow.end(),
            Event::TaskListMarker(done) => self.flow.words(if done { "☑ " } else { "☐ " }),
        }
    }

    /// Writes the marker of a note, or the label that it begins with.
    fn note_end(&mut self, label: &str, kind: fn(NoteId) -> InlineKind) {
        let words = format!("[{label}]");
        let id = html::note_id(label);
        id.iter().for_each(|id| self.flow.open(kind(id.clone())));
        self.flow.words(&words);
        id.iter().for_each(|_| self.flow.close());
    }

    /// Writes a formula in one line. What may as well be between two prices stays as it is written.
    fn formula(&mut self, source: &str, markdown: &str, place: Range<usize>, is_displayed: bool) {
        if self.hidden > 0 {
            return self.aside.push_str(source);
        }
        let price = markdown[place.end..].starts_with(|c: char| c.is_ascii_digit());
        let formula = tex::of_dollars(source).filter(|_| !price);
        let alone = is_displayed
            && formula.is_some()
            && !self.flow.is_in_cell()
            && self.style().kind != BlockKind::ListItem;
        if alone {
            self.flow.begin(self.style());
        }
        self.flow.words(formula.as_deref().unwrap_or(&markdown[place]));
        if alone {
            self.flow.begin(self.style());
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    fn open(&mut self, kind: BlockKind, level: u8) {
        let style = Style { kind, level, keeps_space: false };
        self.styles.push(style);
        self.flow.begin(style);
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if std::mem::take(&mut self.goes_on) => {}
            Tag::Paragraph if self.style().kind == BlockKind::ListItem => self.flow.new_line(),
            Tag::Paragraph => self.flow.begin(self.style()),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading, level as u8),
            Tag::BlockQuote(_) => self.open(BlockKind::Quotation, 0),
            Tag::CodeBlock(_) => {
                let style = Style { kind: BlockKind::Preformatted, level: 0, keeps_space: true };
                self.styles.push(style);
                self.flow.begin(style);
            }
            Tag::List(start) => {
                self.lists.push(start.map(|start| i32::try_from(start).unwrap_or(i32::MAX)));
            }
            Tag::Item => {
                let number = self.lists.last_mut().and_then(Option::as_mut);
                let marker = number.map_or(Marker::Bullet, |next| {
                    let value = *next;
                    *next = next.saturating_add(1);
                    Marker::Number(Numbering::Decimal, value)
                });
                self.flow.begin_item(marker);
                self.open(BlockKind::ListItem, self.lists.len().min(MOST_DEPTH) as u8);
            }
            Tag::FootnoteDefinition(label) => {
                self.open(BlockKind::Paragraph, 0);
                self.note_end(&label, InlineKind::NoteLabel);
                self.flow.words(" ");
                self.goes_on = true;
            }
            Tag::Table(_) => {
                self.styles.push(Style::default());
                self.flow.begin(self.style());
                self.row = 0;
            }
            Tag::TableHead | Tag::TableRow => {
                self.is_head = matches!(tag, Tag::TableHead);
                self.column = 0;
            }
            Tag::TableCell => {
                // What is beyond all columns goes to the last.
                let column = self.column.min(Cell::MOST_COLUMNS - 1);
                let header = self.is_head.then_some(Header::Column);
                self.flow.enter_cell(Some(Cell { header, ..Cell::at(self.row, column) }));
            }
            Tag::Emphasis => self.flow.open(InlineKind::Emphasis),
            Tag::Strong => self.flow.open(InlineKind::Strong),
            Tag::Link { dest_url, .. } => {
                let address = self.base.link(&dest_url);
                self.links.push(address.is_some());
                address.into_iter().for_each(|address| self.flow.open(InlineKind::Link(address)));
            }
            Tag::Image { .. } | Tag::MetadataBlock(_) => self.hidden += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                self.styles.pop();
                self.flow.end();
                let first = level as u8 == 1 && self.flow.count() == 1;
                if let Some((BlockKind::Heading, words)) = self.flow.last().filter(|_| first) {
                    self.title = Some(words.to_owned());
                }
                self.flow.begin(self.style());
            }
            TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::FootnoteDefinition => {
                if matches!(tag, TagEnd::Item) {
                    self.flow.end_item();
                }
                self.goes_on = false;
                self.styles.pop();
                self.flow.begin(self.style());
            }
            TagEnd::TableHead | TagEnd::TableRow => self.row = self.row.saturating_add(1),
            TagEnd::TableCell => {
                self.flow.enter_cell(None);
                self.column = self.column.saturating_add(1);
            }
            TagEnd::Paragraph if self.style().kind == BlockKind::ListItem => self.flow.new_line(),
            TagEnd::Paragraph => self.flow.end(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.flow.begin(self.style());
            }
            TagEnd::Emphasis | TagEnd::Strong => self.flow.close(),
            TagEnd::Link => {
                self.links.pop().into_iter().filter(|is_link| *is_link).for_each(|_| self.flow.close())
            }
            TagEnd::Image => {
                self.hidden -= 1;
                self.aside.clear();
            }
            TagEnd::MetadataBlock(kind) => {
                self.hidden -= 1;
                let aside = std::mem::take(&mut self.aside);
                self.front_matter(&aside, kind);
            }
            TagEnd::HtmlBlock => {
                let markup = std::mem::take(&mut self.aside);
                html::append(&markup, &self.base, &mut self.flow);
                self.flow.begin(self.style());
            }
            _ => {}
        }
    }

    /// Reads what is above the text, simply: a name and a value on each line, or below each other the values of a list.
    fn front_matter(&mut self, text: &str, kind: MetadataBlockKind) {
        let bar = if kind == MetadataBlockKind::PlusesStyle { '=' } else { ':' };
        let mut entries: Vec<(String, Vec<String>)> = Vec::new();
        for line in text.lines() {
            if let Some(value) = line.trim_start().strip_prefix("- ") {
                if let Some((_, values)) = entries.last_mut() {
                    // An author may be given as `- name: Ada`.
                    values.extend(values_of(value.trim().strip_prefix("name:").unwrap_or(value)));
                }
            } else if let Some((name, value)) =
                line.split_once(bar).filter(|_| !line.starts_with([' ', '\t', '#']))
            {
                entries.push((name.trim().to_ascii_lowercase(), values_of(value)));
            }
        }
        let of = |names: &[&str]| {
            names.iter().find_map(|name| {
                let (_, values) =
                    entries.iter().find(|(known, values)| known == name && !values.is_empty())?;
                Some(values.join(", "))
            })
        };
        let page = &mut self.page;
        page.title = of(&["title"]).unwrap_or_default();
        page.byline = of(&["author", "authors", "byline", "by"]);
        page.published = of(&["date", "published", "pubdate"]).as_deref().and_then(html::date);
        page.language = of(&["lang", "language", "locale"]).as_deref().and_then(html::language);
        page.source = SOURCES.iter().find_map(|name| {
            let (_, values) = entries.iter().find(|(known, _)| known == name)?;
            values.iter().find_map(|value| web_address(value, &self.base))
        });
        page.direction = of(&["dir", "direction"]).as_deref().and_then(Direction::parse);
    }
}

/// The names of what says where an article is from, the surest first.
const SOURCES: [&str; 14] = [
    "canonical",
    "canonical_url",
    "canonicalurl",
    "source",
    "source_url",
    "sourceurl",
    "url",
    "link",
    "original_url",
    "original",
    "permalink",
    "clipped_from",
    "web",
    "website",
];

/// The address of the web that a value is, has in a link of Markdown or between angle brackets, or names among words.
fn web_address(value: &str, base: &Base) -> Option<String> {
    let is_web = |address: &str| {
        let scheme = |scheme: &str| {
            address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        scheme("https://") || scheme("http://")
    };
    let parts = value.split(|c: char| c.is_whitespace() || "<>()[]\"'“”,;".contains(c));
    let named = parts.map(|part| part.trim_end_matches(['.', ':'])).find(|part| is_web(part));
    let whole = Some(value).filter(|value| is_web(value) && !value.contains(char::is_whitespace));
    let without_scheme = || value.starts_with("www.").then(|| format!("https://{value}"));
    let relative = || value.starts_with('/').then(|| value.to_owned());
    let address = whole.or(named).map(str::to_owned).or_else(without_scheme).or_else(relative)?;
    base.web(&address)
}

/// A value, or those of a list on one line, without quotation marks.
fn values_of(value: &str) -> Vec<String> {
    let value = value.trim();
    let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let values: Vec<&str> = list.map_or_else(|| vec![value], |list| list.split(',').collect());
    let values = values.into_iter().map(|value| plain_line(value.trim().trim_matches(['"', '\''])));
    values.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_says_where_an_article_is_from() {
        #[track_caller]
        fn check(lines: &str, expected: Option<&str>) {
            for (open, text) in [("---", lines.to_owned()), ("---", lines.replace('\n', "\r\n"))] {
                let page = read(&format!("{open}\ntitle: T\n{text}\n{open}\n\nWords.\n"), None);
                assert_eq!(page.source.as_deref(), expected, "{lines}");
                assert_eq!(page.title, "T", "{lines}");
            }
        }
        let here = Some("https://example.org/a?b=1,2#c");
        for name in ["source", "url", "link", "canonical", "Source", "canonicalURL", "original_url"] {
            check(&format!("{name}: https://example.org/a?b=1,2#c"), here);
        }
        check("source: \"https://example.org/a?b=1,2#c\"", here);
        check("source: <https://example.org/a>", Some("https://example.org/a"));
        check("source: \"[The Herald](https://example.org/a)\"", Some("https://example.org/a"));
        check("source: The Herald, https://example.org/a.", Some("https://example.org/a"));
        check("source:\n  - https://example.org/a", Some("https://example.org/a"));
        check("source: [https://example.org/a]", Some("https://example.org/a"));
        check("source: HTTP://example.org/a", Some("HTTP://example.org/a"));
        check("source: www.example.org/a", Some("https://www.example.org/a"));
        check("source: The Herald\nurl: https://example.org/a", Some("https://example.org/a"));
        check("source: https://example.org/(a)", Some("https://example.org/(a)"));
        check("source: https://example.org/a # as printed", Some("https://example.org/a"));
        for other in
            ["The Herald", "javascript:alert(1)", "mailto:a@example.org", "ftp://example.org/", "", "/a"]
        {
            check(&format!("source: {other}"), None);
        }
        let toml = read("+++\nsource = \"https://example.org/a\"\n+++\n\nWords.\n", None);
        assert_eq!(toml.source.as_deref(), Some("https://example.org/a"));
    }
}
