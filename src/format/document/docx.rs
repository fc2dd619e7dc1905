//! Agenda document as a Word document: WordprocessingML in a package, as ECMA-376 has both (parts 1 and 2). Headings
//! have the styles that Word knows as such, so that its navigation and its tables of contents find them.
//!
//! The parts are written here, few and small, and packed by `zip`. Libraries that write such documents know a hundred
//! elements more than this needs, and neither the language nor the direction of what a run says.

use std::io::{Cursor, Write as _};

use iri_string::types::IriStr;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{
    ARTICLES, Cells, Cited, DECISION, Document, Item, NOTE, Origin, Paragraph, Passage, Source, UNTAGGED,
    direction_of,
};
use crate::model::project::Direction;
use crate::model::text::Marker;

/// The media type of Word documents.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What a part of XML begins with.
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The namespace of WordprocessingML.
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The namespace of relationships as other parts refer to them.
const REFERENCES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The relationships of the document with its other parts, before those with where links lead.
const RELATIONSHIPS: [(&str, &str); 3] =
    [("styles", "styles.xml"), ("settings", "settings.xml"), ("footer", "footer1.xml")];

/// The document as the bytes of a Word document, the same for the same document. Errors are in words: it may be too large.
pub fn write(document: &Document) -> Result<Vec<u8>, String> {
    let (body, links) = body(document);
    let parts = [
        ("[Content_Types].xml", include_str!("docx/content-types.xml").to_owned()),
        ("_rels/.rels", include_str!("docx/relationships.xml").to_owned()),
        ("docProps/core.xml", core(document)),
        ("word/document.xml", body),
        ("word/_rels/document.xml.rels", relationships(&links)),
        ("word/styles.xml", include_str!("docx/styles.xml").to_owned()),
        ("word/settings.xml", include_str!("docx/settings.xml").to_owned()),
        ("word/footer1.xml", include_str!("docx/footer.xml").to_owned()),
    ];
    pack(&parts).map_err(|why| format!("The Word document could not be made: {why}."))
}

fn pack(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, part) in parts {
        package.start_file(*name, options)?;
        package.write_all(part.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn core(document: &Document) -> String {
    let mut xml = XML.to_owned();
    xml.push_str("<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    escape(&mut xml, &document.title);
    xml.push_str("</dc:title></cp:coreProperties>");
    xml
}

fn relationships(links: &[String]) -> String {
    let mut xml = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    let mut add = |number: usize, kind: &str, target: &str, mode: &str| {
        xml.push_str(&format!("<Relationship Id=\"r{number}\" Type=\"{REFERENCES}/{kind}\" Target=\""));
        escape(&mut xml, target);
        xml.push_str(&format!("\"{mode}/>"));
    };
    for (number, (kind, target)) in RELATIONSHIPS.iter().enumerate() {
        add(number, kind, target, "");
    }
    for (number, link) in links.iter().enumerate() {
        add(RELATIONSHIPS.len() + number, "hyperlink", link, " TargetMode=\"External\"");
    }
    xml.push_str("</Relationships>");
    xml
}

/// The part with all that is read, and where its links lead, in the order of their relationships.
fn body(document: &Document) -> (String, Vec<String>) {
    let xml = format!("{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{REFERENCES}\"><w:body>");
    let mut to = Writer { xml, links: Vec::new() };
    to.line("Title", &document.title);
    let parts = [document.date.as_str(), document.summary.as_str()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    to.line("Subtitle", &parts.join(" · "));
    for item in &document.items {
        to.item(item, document.decisions);
    }
    if !document.untagged.is_empty() || document.untagged_count.is_some() {
        to.line("Heading1", UNTAGGED);
        document.untagged_count.iter().for_each(|count| to.line("Particulars", count));
        document.untagged.iter().for_each(|passage| to.passage(passage));
    }
    if !document.articles.is_empty() {
        to.line("Heading1", ARTICLES);
        document.articles.iter().for_each(|source| to.source(source));
    }
    // A4, with margins of 2.2 cm at the sides and 2 cm above and below, in twentieths of a point.
    to.xml.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"r2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"1247\" w:bottom=\"1134\" w:left=\"1247\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
    );
    (to.xml, to.links)
}

struct Writer {
    xml: String,
    links: Vec<String>,
}

/// How a run looks and what it is written in.
#[derive(Clone, Copy, Default)]
struct Run<'a> {
    style: &'a str,
    direction: Option<Direction>,
    language: Option<&'a str>,
}

impl Writer {
    fn begin(&mut self, style: &str, direction: Direction) {
        self.begin_with(style, direction, "");
    }

    /// Begins a paragraph that has something of its form for itself alone.
    fn begin_with(&mut self, style: &str, direction: Direction, form: &str) {
        self.xml.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{form}"));
        if direction == Direction::Rtl {
            self.xml.push_str("<w:bidi/>");
        }
        self.xml.push_str("</w:pPr>");
    }

    fn end(&mut self) {
        self.xml.push_str("</w:p>");
    }

    /// A run. What is in it of the form of characters is in the order that the schema wants.
    fn run(&mut self, run: Run<'_>, text: &str) {
        self.open_run(run);
        self.text(text);
        self.xml.push_str("</w:r>");
    }

    fn open_run(&mut self, Run { style, direction, language }: Run<'_>) {
        self.xml.push_str("<w:r>");
        let is_rtl = direction == Some(Direction::Rtl);
        if style.is_empty() && !is_rtl && language.is_none() {
            return;
        }
        self.xml.push_str("<w:rPr>");
        if !style.is_empty() {
            self.xml.push_str(&format!("<w:rStyle w:val=\"{style}\"/>"));
        }
        if is_rtl {
            self.xml.push_str("<w:rtl/>");
        }
        if let Some(language) = language {
            let attributes: &[&str] = if is_rtl { &["bidi"] } else { &["val", "eastAsia"] };
            self.xml.push_str("<w:lang");
            for attribute in attributes {
                self.xml.push_str(&format!(" w:{attribute}=\""));
                escape(&mut self.xml, language);
                self.xml.push('"');
            }
            self.xml.push_str("/>");
        }
        self.xml.push_str("</w:rPr>");
    }

    fn text(&mut self, text: &str) {
        self.xml.push_str("<w:t xml:space=\"preserve\">");
        escape(&mut self.xml, text);
        self.xml.push_str("</w:t>");
    }

    fn tab(&mut self) {
        self.xml.push_str("<w:r><w:tab/></w:r>");
    }

    /// A paragraph of one line, written as its words are.
    fn line(&mut self, style: &str, text: &str) {
        let direction = direction_of(text);
        self.begin(style, direction);
        self.run(Run { direction: Some(direction), ..Run::default() }, text);
        self.end();
    }

    fn item(&mut self, item: &Item, has_decision: bool) {
        let direction = direction_of(&item.title);
        self.begin(&format!("Heading{}", item.depth + 1), direction);
        self.run(Run::default(), &item.number);
        self.tab();
        self.run(Run { direction: Some(direction), ..Run::default() }, &item.title);
        self.end();
        let particulars = item.particulars();
        if !particulars.is_empty() {
            self.begin("Particulars", Direction::Ltr);
            for (index, (what, words)) in particulars.into_iter().enumerate() {
                self.run(Run::default(), if index == 0 { "" } else { " · " });
                self.run(Run { style: "Emphasis", ..Run::default() }, what);
                self.run(Run::default(), " ");
                self.run(Run { direction: Some(direction_of(words)), ..Run::default() }, words);
            }
            self.end();
        }
        item.description.iter().for_each(|paragraph| self.paragraph("BodyText", "", paragraph, None, None));
        if let Some(count) = &item.count {
            self.line("Particulars", count);
        }
        item.passages.iter().for_each(|passage| self.passage(passage));
        if has_decision {
            self.begin("Decision", Direction::Ltr);
            self.run(Run { style: "Strong", ..Run::default() }, DECISION);
            // To a tab stop at the right, led there by a line.
            self.run(Run::default(), " ");
            self.tab();
            self.end();
        }
    }

    fn passage(&mut self, passage: &Passage) {
        for paragraph in &passage.quote {
            if let Some(cells) = &paragraph.cells {
                self.cells(cells, passage.direction, passage.language.as_deref());
                continue;
            }
            self.paragraph(
                quote_style(paragraph),
                "",
                paragraph,
                passage.direction,
                passage.language.as_deref(),
            );
        }
        // A note stays on the page of what it is about.
        let form = if passage.note.is_empty() { "" } else { "<w:keepNext/>" };
        self.begin_with("Reference", Direction::Ltr, form);
        self.run(Run::default(), "— ");
        match &passage.article {
            Cited::Only => {}
            Cited::Number(number) => {
                self.xml.push_str(&format!("<w:hyperlink w:anchor=\"article{number}\">"));
                self.run(Run::default(), &format!("[{number}]"));
                self.xml.push_str("</w:hyperlink>");
            }
            Cited::Title(title) => {
                self.run(Run { direction: Some(direction_of(title)), ..Run::default() }, title);
            }
        }
        if !passage.place.is_empty() {
            let gap = if passage.article == Cited::Only { "" } else { ", " };
            self.run(Run::default(), &format!("{gap}{}", passage.place));
        }
        self.end();
        for (index, paragraph) in passage.note.iter().enumerate() {
            self.paragraph("Note", if index == 0 { NOTE } else { "" }, paragraph, None, None);
        }
    }

    /// A paragraph of lines, perhaps after a word of the document's own.
    fn paragraph(
        &mut self,
        style: &str,
        before: &str,
        paragraph: &Paragraph,
        direction: Option<Direction>,
        language: Option<&str>,
    ) {
        let own = || paragraph.lines.iter().find(|line| !line.trim().is_empty());
        let direction = direction.unwrap_or_else(|| own().map_or(Direction::Ltr, |line| direction_of(line)));
        self.begin_with(style, direction, &form(style, paragraph, direction));
        if !before.is_empty() {
            self.run(Run { style: "Emphasis", ..Run::default() }, before);
            self.run(Run::default(), " ");
        }
        let number = match paragraph.marker {
            Some(Marker::Bullet) => "•".to_owned(),
            _ => paragraph.number(),
        };
        if !number.is_empty() {
            self.run(Run { direction: Some(direction), ..Run::default() }, &format!("{number} "));
        }
        self.open_run(Run { style: "", direction: Some(direction), language });
        for (index, line) in paragraph.lines.iter().enumerate() {
            if index > 0 {
                self.xml.push_str("<w:br/>");
            }
            self.text(line);
        }
        self.xml.push_str("</w:r>");
        self.end();
    }

    /// A table. Word wants a paragraph after it, which the reference is.
    fn cells(&mut self, cells: &Cells, direction: Option<Direction>, language: Option<&str>) {
        let all = || cells.head.iter().chain(cells.rows.iter().flatten().map(|cell| &cell.words));
        let own = || all().find(|words| !words.is_empty()).map(|words| direction_of(words));
        let direction = direction.or_else(own).unwrap_or(Direction::Ltr);
        let columns = cells.rows.iter().map(Vec::len).max().unwrap_or_default();
        let visual = if direction == Direction::Rtl { "<w:bidiVisual/>" } else { "" };
        let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
        let borders = sides
            .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"D9D4C8\"/>"));
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr>{visual}<w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblInd w:w=\"284\" w:type=\"dxa\"/>\
             <w:tblBorders>{}</w:tblBorders></w:tblPr><w:tblGrid>{}</w:tblGrid>",
            borders.concat(),
            "<w:gridCol/>".repeat(columns)
        ));
        if !cells.head.is_empty() {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            cells.head.iter().for_each(|words| self.cell(words, true, direction, language));
            self.xml.push_str("</w:tr>");
        }
        for row in &cells.rows {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            row.iter().for_each(|cell| self.cell(&cell.words, cell.is_header, direction, language));
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
    }

    fn cell(&mut self, words: &str, is_header: bool, direction: Direction, language: Option<&str>) {
        self.xml.push_str("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr>");
        self.begin_with("BodyText", direction, "<w:keepNext/>");
        let style = if is_header { "Strong" } else { "" };
        self.run(Run { style, direction: Some(direction), language }, words);
        self.end();
        self.xml.push_str("</w:tc>");
    }

    fn source(&mut self, source: &Source) {
        self.begin("Bibliography", Direction::Ltr);
        // References lead here.
        if let Some(number) = source.number {
            self.xml.push_str(&format!("<w:bookmarkStart w:id=\"{number}\" w:name=\"article{number}\"/>"));
            self.run(Run::default(), &format!("[{number}] "));
            self.xml.push_str(&format!("<w:bookmarkEnd w:id=\"{number}\"/>"));
        }
        self.run(
            Run { style: "Strong", direction: Some(direction_of(&source.name)), language: None },
            &source.name,
        );
        if let Some(byline) = &source.byline {
            self.run(Run::default(), ", ");
            self.run(Run { direction: Some(direction_of(byline)), ..Run::default() }, byline);
        }
        match &source.origin {
            Some(Origin::Address(address)) => {
                self.run(Run::default(), ", ");
                self.link(address.as_str());
            }
            Some(Origin::Words(words)) => {
                self.run(Run::default(), ", ");
                self.run(Run { direction: Some(direction_of(words)), ..Run::default() }, words);
            }
            None => {}
        }
        if !source.date.is_empty() {
            self.run(Run::default(), &format!(", {}", source.date));
        }
        self.end();
    }

    /// A link. Word takes a document for broken that has a relationship to something that is no URI; so what cannot be made
    /// one is text.
    fn link(&mut self, address: &str) {
        let Some(target) = IriStr::new(address).ok().map(|iri| iri.encode_to_uri().to_string()) else {
            return self.run(Run::default(), address);
        };
        let id = RELATIONSHIPS.len() + self.links.len();
        self.links.push(target);
        self.xml.push_str(&format!("<w:hyperlink r:id=\"r{id}\">"));
        self.run(Run { style: "Hyperlink", ..Run::default() }, address);
        self.xml.push_str("</w:hyperlink>");
    }
}

fn quote_style(paragraph: &Paragraph) -> &'static str {
    if paragraph.is_preformatted { "QuotePreformatted" } else { "Quote" }
}

/// What a paragraph has besides its style, in the order that the schema wants: a quotation stays on the page of where it is
/// from, unless it fills a good part of one; and the line beside it, which has a side of the page, stands where it begins.
fn form(style: &str, paragraph: &Paragraph, direction: Direction) -> String {
    /// The most characters that are kept with what follows them: some eight lines.
    const KEPT: usize = 700;
    let mut form = String::new();
    if style != quote_style(paragraph) {
        return form;
    }
    if paragraph.lines.iter().map(|line| line.chars().count()).sum::<usize>() <= KEPT {
        form.push_str("<w:keepNext/>");
    }
    if direction == Direction::Rtl {
        form.push_str(
            "<w:pBdr><w:left w:val=\"nil\"/>\
             <w:right w:val=\"single\" w:sz=\"18\" w:space=\"10\" w:color=\"D9D4C8\"/></w:pBdr>",
        );
    }
    form
}

/// Text for an element, or for an attribute between double quotation marks; without what XML 1.0 cannot say.
pub(crate) fn escape(xml: &mut String, text: &str) {
    for character in text.chars().filter(|c| super::is_plain(*c)) {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            _ => xml.push(character),
        }
    }
}
