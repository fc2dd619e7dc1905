//! Agenda document as one HTML file: with a style sheet of its own for the screen and for paper, without scripts, and
//! with a policy that keeps the file from loading anything.

use super::{
    ARTICLES, Cells, Cited, DECISION, Document, Item, NOTE, Origin, Paragraph, Passage, Quoted, Source,
    UNTAGGED,
};
use crate::model::project::Colour;
use crate::model::text::{Marker, Numbering};

/// The media type of HTML.
pub const MEDIA_TYPE: &str = "text/html";

/// The deepest heading there is.
const DEEPEST: usize = 6;

/// The look of it.
const STYLE: &str = include_str!("document.css");

/// The document as HTML.
pub fn write(document: &Document) -> String {
    let colours = colours(document);
    let mut to = String::new();
    head(&mut to, document, &colours);
    for item in &document.items {
        write_item(&mut to, item, document.decisions, &colours);
    }
    if !document.untagged.is_empty() || document.untagged_count.is_some() {
        to.push_str("<section>\n");
        element(&mut to, "h2", "", UNTAGGED);
        document.untagged_count.iter().for_each(|count| element(&mut to, "p", " class=\"count\"", count));
        document.untagged.iter().for_each(|passage| write_passage(&mut to, passage));
        to.push_str("</section>\n");
    }
    if !document.articles.is_empty() {
        to.push_str("<section class=\"articles\">\n");
        element(&mut to, "h2", "", ARTICLES);
        to.push_str("<ul>\n");
        document.articles.iter().for_each(|source| write_source(&mut to, source));
        to.push_str("</ul>\n</section>\n");
    }
    to.push_str("</main>\n</body>\n</html>\n");
    to
}

/// The colours of the items, each once.
fn colours(document: &Document) -> Vec<Colour> {
    let mut colours: Vec<_> = document.items.iter().map(|item| item.colour).collect();
    colours.sort_unstable();
    colours.dedup();
    colours
}

fn head(to: &mut String, document: &Document, colours: &[Colour]) {
    to.push_str("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n");
    to.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    to.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    to.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"Agendum\">\n");
    element(to, "title", "", &document.title);
    to.push_str("<style>\n");
    to.push_str(STYLE);
    for (number, colour) in colours.iter().enumerate() {
        to.push_str(&format!(".c{number} {{ --item: {colour} }}\n"));
    }
    to.push_str("</style>\n</head>\n<body>\n<main>\n<header>\n");
    element(to, "h1", " dir=\"auto\"", &document.title);
    let parts = [&document.date, &document.summary];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    to.push_str("<p>");
    for (index, part) in parts.into_iter().enumerate() {
        to.push_str(if index == 0 { "" } else { " · " });
        element_inline(to, "bdi", part);
    }
    to.push_str("</p>\n</header>\n");
}

fn write_item(to: &mut String, item: &Item, has_decision: bool, colours: &[Colour]) {
    let colour = colours.iter().position(|colour| *colour == item.colour).unwrap_or_default();
    let level = (item.depth + 2).min(DEEPEST);
    to.push_str(&format!("<section class=\"item level-{} c{colour}\">\n", item.depth + 1));
    to.push_str(&format!("<h{level} dir=\"auto\"><span class=\"number\">{}</span> ", item.number));
    escape(to, &item.title);
    to.push_str(&format!("</h{level}>\n"));
    let particulars = item.particulars();
    if !particulars.is_empty() {
        to.push_str("<p class=\"particulars\">");
        for (index, (what, words)) in particulars.into_iter().enumerate() {
            to.push_str(if index == 0 { "" } else { " · " });
            element_inline(to, "span", what);
            to.push(' ');
            element_inline(to, "bdi", words);
        }
        to.push_str("</p>\n");
    }
    write_paragraphs(to, " class=\"description\" dir=\"auto\"", "", &item.description);
    if let Some(count) = &item.count {
        element(to, "p", " class=\"count\"", count);
    }
    item.passages.iter().for_each(|passage| write_passage(to, passage));
    if has_decision {
        to.push_str(&format!("<p class=\"decision\"><b>{DECISION}</b> <span class=\"line\"></span></p>\n"));
    }
    to.push_str("</section>\n");
}

fn write_passage(to: &mut String, passage: &Passage) {
    let direction = passage.direction.map_or("auto", |direction| direction.name());
    to.push_str("<figure>\n<blockquote");
    if let Some(language) = &passage.language {
        to.push_str(" lang=\"");
        escape(to, language);
        to.push('"');
    }
    to.push_str(&format!(" dir=\"{direction}\">\n"));
    let each = if passage.direction.is_none() { " dir=\"auto\"" } else { "" };
    write_paragraphs(to, each, "", &passage.quote);
    to.push_str("</blockquote>\n<figcaption>");
    match &passage.article {
        Cited::Only => {}
        Cited::Number(number) => to.push_str(&format!("<a href=\"#article-{number}\">[{number}]</a>")),
        Cited::Title(title) => element_inline(to, "cite", title),
    }
    if !passage.place.is_empty() {
        to.push_str(if passage.article == Cited::Only { "" } else { ", " });
        escape(to, &passage.place);
    }
    to.push_str("</figcaption>\n");
    if !passage.note.is_empty() {
        to.push_str("<div class=\"note\">\n");
        write_paragraphs(to, " dir=\"auto\"", NOTE, &passage.note);
        to.push_str("</div>\n");
    }
    to.push_str("</figure>\n");
}

/// Paragraphs, the first of which begins with a word of the document's own.
fn write_paragraphs(to: &mut String, attributes: &str, before: &str, paragraphs: &[Paragraph]) {
    let mut open: Option<List> = None;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let list = paragraph.marker.and_then(List::of);
        if open.is_some() && open != list {
            to.push_str(open.take().map_or("", List::end));
        }
        if let Some(cells) = &paragraph.cells {
            write_cells(to, attributes, cells);
            continue;
        }
        if let Some(list) = list.filter(|_| open.is_none()) {
            to.push_str(&list.begin());
            open = Some(list);
        }
        let tag = match list {
            Some(_) if paragraph.is_preformatted => "li><pre",
            Some(_) => "li",
            None if paragraph.is_preformatted => "pre",
            None => "p",
        };
        let value = match paragraph.marker {
            Some(Marker::Number(_, value)) => format!(" value=\"{value}\""),
            _ => String::new(),
        };
        // A parser drops a line end right after `<pre>`.
        let begin = if paragraph.is_preformatted { "\n" } else { "" };
        match tag {
            "li><pre" => to.push_str(&format!("<li{value}{attributes}><pre>{begin}")),
            _ => to.push_str(&format!("<{tag}{value}{attributes}>{begin}")),
        }
        if index == 0 && !before.is_empty() {
            // Its own direction says nothing of that of the note.
            to.push_str("<bdi class=\"label\">");
            to.push_str(before);
            to.push_str("</bdi> ");
        }
        for (index, line) in paragraph.lines.iter().enumerate() {
            let end = if paragraph.is_preformatted { "\n" } else { "<br>\n" };
            to.push_str(if index == 0 { "" } else { end });
            escape(to, line);
        }
        to.push_str(&match tag {
            "li><pre" => "</pre></li>\n".to_owned(),
            _ => format!("</{tag}>\n"),
        });
    }
    to.push_str(open.map_or("", List::end));
}

/// A list that is open: of bullets, or of numbers that are written in one way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Bullets,
    Numbers(Numbering),
}

impl List {
    fn of(marker: Marker) -> Option<List> {
        match marker {
            Marker::Bullet => Some(List::Bullets),
            Marker::Number(numbering, _) => Some(List::Numbers(numbering)),
            Marker::None | Marker::Continues => None,
        }
    }

    fn begin(self) -> String {
        let kind = match self {
            List::Bullets => return "<ul>\n".to_owned(),
            List::Numbers(Numbering::Decimal) => return "<ol>\n".to_owned(),
            List::Numbers(Numbering::LowerAlpha) => 'a',
            List::Numbers(Numbering::UpperAlpha) => 'A',
            List::Numbers(Numbering::LowerRoman) => 'i',
            List::Numbers(Numbering::UpperRoman) => 'I',
        };
        format!("<ol type=\"{kind}\">\n")
    }

    fn end(self) -> &'static str {
        match self {
            List::Bullets => "</ul>\n",
            List::Numbers(_) => "</ol>\n",
        }
    }
}

fn write_cells(to: &mut String, attributes: &str, cells: &Cells) {
    to.push_str("<table>\n");
    if !cells.head.is_empty() {
        to.push_str("<thead>\n<tr>");
        for words in &cells.head {
            write_cell(to, "th", &format!(" scope=\"col\"{attributes}"), words);
        }
        to.push_str("</tr>\n</thead>\n");
    }
    to.push_str("<tbody>\n");
    for row in &cells.rows {
        to.push_str("<tr>");
        for Quoted { words, is_header } in row {
            match is_header {
                true => write_cell(to, "th", &format!(" scope=\"row\"{attributes}"), words),
                false => write_cell(to, "td", attributes, words),
            }
        }
        to.push_str("</tr>\n");
    }
    to.push_str("</tbody>\n</table>\n");
}

fn write_cell(to: &mut String, tag: &str, attributes: &str, words: &str) {
    to.push_str(&format!("<{tag}{attributes}>"));
    escape(to, words);
    to.push_str(&format!("</{tag}>"));
}

fn write_source(to: &mut String, source: &Source) {
    match source.number {
        Some(number) => {
            to.push_str(&format!("<li id=\"article-{number}\"><span class=\"number\">[{number}]</span> "))
        }
        None => to.push_str("<li>"),
    }
    element_inline(to, "cite", &source.name);
    if let Some(byline) = &source.byline {
        to.push_str("<br>\n");
        element_inline(to, "bdi", byline);
    }
    let mut before = "<br>\n";
    match &source.origin {
        Some(Origin::Address(address)) => {
            to.push_str("<br>\n<a rel=\"noreferrer\" href=\"");
            escape(to, address.as_str());
            to.push_str("\">");
            escape(to, address.as_str());
            to.push_str("</a>");
            before = ", ";
        }
        Some(Origin::Words(words)) => {
            to.push_str("<br>\n");
            element_inline(to, "bdi", words);
            before = ", ";
        }
        None => {}
    }
    if !source.date.is_empty() {
        to.push_str(before);
        escape(to, &source.date);
    }
    to.push_str("</li>\n");
}

/// An element on a line of its own.
fn element(to: &mut String, tag: &str, attributes: &str, text: &str) {
    to.push_str(&format!("<{tag}{attributes}>"));
    escape(to, text);
    to.push_str(&format!("</{tag}>\n"));
}

fn element_inline(to: &mut String, tag: &str, text: &str) {
    // What stands within a line is isolated from it; of these elements only `bdi` is by itself.
    let direction = if tag == "cite" { " dir=\"auto\"" } else { "" };
    to.push_str(&format!("<{tag}{direction}>"));
    escape(to, text);
    to.push_str(&format!("</{tag}>"));
}

/// Text for an element or for an attribute between double quotation marks.
fn escape(to: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            _ => to.push(character),
        }
    }
}
