//! Agenda document, before it is handed over: a preview in which everything can be left out and taken in again, and
//! the files that are made of it.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::drawing::{Element, button, el};
use super::library::titled;
use super::{Desk, Drawn, Outside};
use crate::format::act::Act;
use crate::format::document::{
    ARTICLES, Cells, Choice, Cited, DECISION, Document, Item, NOTE, Origin, Paragraph, Passage, Quoted,
    Source, UNTAGGED, UNTITLED, counted, docx, html, markdown,
};
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel, WHOLE};
use crate::format::time;
use crate::model::project::{AnnotationId, Article, ArticleId, ItemId};
use crate::model::sorted::Map;
use crate::model::text::Marker;

/// The panel.
pub const PANEL: &str = "document";

/// Makes a file: [`MARKDOWN`], [`HTML`] or [`WORD`].
pub const FILE: &str = "document-file";

/// Prints the preview.
pub const PRINT: &str = "document-print";

const MARKDOWN: &str = "md";
const HTML: &str = "html";
const WORD: &str = "docx";

/// How many passages the preview has at first, and more for each time that more are asked for.
const SHOWN: usize = 200;

/// How many items the preview has at most, as long as not all of it is asked for.
const ITEMS: usize = 1_000;

/// How many characters of a quotation the preview has.
const QUOTED: usize = 600;

/// What stands below a quotation of which the preview has less than there is.
const SHORTENED: &str = "Shortened here; complete in the files.";

/// What fields have for what is in the document, and for what is not.
const IN: &str = "in";
const OUT: &str = "out";

/// What is chosen for the whole document: fields, in words, and whether it is in at first.
const PARTS: [(&str, &str, bool); 6] = [
    ("descriptions", "Descriptions", true),
    ("quotations", "Quotations", true),
    ("notes", "Notes", true),
    ("decisions", "Lines for decisions", false),
    ("untagged", "Passages without an item", false),
    ("sources", "List of articles", true),
];

/// The field that has everything taken in again that was left out: it has the number of the round that begins with that. The
/// fields of what can be left out are others in each round, so that what was chosen in the one before does not count.
const ROUND: &str = "round";

/// What was chosen in the panel; it is remembered while the desk is there, and by the page for the next time, so that closing
/// either loses nothing.
#[derive(Default)]
pub(super) struct Chosen {
    round: u32,
    fields: Map<String, String>,
    /// Whether this round began by taking in something, and nothing has been left out since.
    took_in: bool,
}

impl Chosen {
    /// Takes up what is in the panel's fields now.
    fn follow(&mut self, panel: &Panel) {
        if let Some(round) = panel.field(ROUND).parse().ok().filter(|round| *round > self.round) {
            self.round = round;
            self.took_in = self.leaves_out();
            self.fields.retain(|name, _| is_setting(name));
        }
        for (name, value) in panel.fields.iter() {
            if is_setting(name) || Thing::read(name).is_some_and(|(round, _)| round == self.round) {
                self.fields.insert(name.clone(), value.clone());
            }
        }
        self.took_in &= !self.leaves_out();
    }

    fn leaves_out(&self) -> bool {
        self.fields.iter().any(|(name, value)| value == OUT && !is_setting(name))
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// Whether one of [`PARTS`] is in.
    fn has(&self, part: &str) -> bool {
        let at_first = PARTS.iter().any(|(name, _, is_in)| *name == part && *is_in);
        self.field(part).map_or(at_first, |value| value == IN)
    }

    fn choice(&self, today: &str) -> Choice {
        let mut choice = Choice {
            title: self.field("title").unwrap_or_default().to_owned(),
            date: self.field("date").unwrap_or(today).to_owned(),
            descriptions: self.has("descriptions"),
            quotations: self.has("quotations"),
            notes: self.has("notes"),
            decisions: self.has("decisions"),
            untagged: self.has("untagged"),
            sources: self.has("sources"),
            ..Choice::default()
        };
        for (name, _) in self.fields.iter().filter(|(_, value)| *value == OUT) {
            match Thing::read(name) {
                Some((_, Thing::Item(id))) => drop(choice.without_items.insert(id)),
                Some((_, Thing::Article(id))) => drop(choice.without_articles.insert(id)),
                Some((_, Thing::Passage(item, id))) => drop(choice.without_passages.insert((item, id))),
                None => {}
            }
        }
        choice
    }
}

/// Whether a field is one of what is chosen for the whole document. Of others, those of things are kept; the rest say how the
/// preview is shown, or are the page's own.
fn is_setting(name: &str) -> bool {
    matches!(name, "title" | "date") || PARTS.iter().any(|(part, ..)| *part == name)
}

/// What can be left out.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Thing {
    Item(ItemId),
    Article(ArticleId),
    /// A passage below an item, or without one.
    Passage(Option<ItemId>, AnnotationId),
}

impl Thing {
    /// The field that says in a round whether it is in. Ids may have any character but white space in them; so the length of an item's
    /// says where that of the passage begins.
    fn name(&self, round: u32) -> String {
        match self {
            Thing::Item(id) => format!("{round}:item:{id}"),
            Thing::Article(id) => format!("{round}:article:{id}"),
            Thing::Passage(item, id) => {
                let item = item.as_ref().map_or("", ItemId::as_str);
                format!("{round}:passage:{}:{item}{id}", item.len())
            }
        }
    }

    /// The round and the thing of a field.
    fn read(name: &str) -> Option<(u32, Thing)> {
        let (round, name) = name.split_once(':')?;
        let (kind, id) = name.split_once(':')?;
        let thing = match kind {
            "item" => ItemId::new(id).map(Thing::Item),
            "article" => ArticleId::new(id).map(Thing::Article),
            "passage" => {
                let (length, ids) = id.split_once(':')?;
                let (item, id) = ids.split_at_checked(length.parse().ok()?)?;
                let item = if item.is_empty() { None } else { Some(ItemId::new(item)?) };
                Some(Thing::Passage(item, AnnotationId::new(id)?))
            }
            _ => None,
        };
        Some((round.parse().ok()?, thing?))
    }

    /// The button that leaves it out, or takes it in. `what` is what it is called for those who do not see where it stands.
    fn button(&self, round: u32, is_in: bool, what: &str) -> Element {
        let (words, value) = if is_in { ("Leave out", OUT) } else { ("Include", IN) };
        button(words, &Act::Set(self.name(round), value.to_owned()))
            .class("choose")
            .set("aria-label", format!("{words} {what}"))
    }
}

impl Desk {
    /// Draws the preview, below what is chosen.
    pub(super) fn draw_document(&mut self, panel: &Panel, outside: &dyn Outside) -> Result<Drawn, String> {
        self.chosen.follow(panel);
        let choice = self.choice(outside);
        let is_whole = !panel.field(WHOLE).is_empty();
        let round = self.chosen.round;
        let content = el("div").class("handing");
        let content = if is_whole {
            let document = Document::new(&self.project, &choice);
            content.with(Preview { passages: usize::MAX, items: usize::MAX, is_whole, round }.draw(&document))
        } else {
            let document = Document::preview(&self.project, &choice);
            let shown = panel.field("shown").parse().unwrap_or(0).max(SHOWN);
            let preview = Preview { passages: shown, items: ITEMS, is_whole, round };
            content
                .with_all(self.draw_left_out(&choice, &document))
                .with(self.draw_choices(&choice))
                .with(preview.draw(&document))
                .with(files())
        };
        Ok(Drawn { title: "Agenda document".to_owned(), content, paint: Highlights::default() })
    }

    /// What is in the document, with days as the reader's clocks show them.
    fn choice(&self, outside: &dyn Outside) -> Choice {
        let today = time::day(outside.local(outside.now()));
        let articles = self.project.articles().into_iter();
        let offsets = articles.map(|article| (article.id.clone(), outside.offset(article.created)));
        Choice { offsets: offsets.collect(), ..self.chosen.choice(&today) }
    }

    /// How much is left out, if something is, and a button that takes it in again: it may have been left out long ago.
    fn draw_left_out(&self, choice: &Choice, document: &Document) -> Option<Element> {
        let items = document.items.iter().filter(|item| !item.is_in).count();
        let articles = self.project.articles().into_iter();
        let articles = articles.filter(|article| choice.without_articles.contains(&article.id)).count();
        let is_here = |(item, id): &&(Option<ItemId>, AnnotationId)| {
            let annotation = self.project.annotation(id);
            annotation.is_some_and(|it| item.as_ref().is_none_or(|item| it.items.contains(item)))
        };
        let passages = choice.without_passages.iter().filter(is_here).count();
        let counts = [(items, "item"), (passages, "passage"), (articles, "article")];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, what)| counted(count, what)).collect();
        let Some((last, first)) = counts.split_last() else {
            // The button that was pressed is gone, and the focus with it.
            let said = || el("p").key("all-in").class("about").text("Everything is included again.");
            return self.chosen.took_in.then(|| said().set("tabindex", "-1").set("autofocus", ""));
        };
        let all = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
        let again = Act::Set(ROUND.to_owned(), self.chosen.round.saturating_add(1).to_string());
        let said = el("p").class("about").set("role", "status").text(format!("Left out: {all}."));
        let again = button("Include everything", &again);
        Some(el("div").key("left-out").class("left-out").with(said).with(again))
    }

    /// What is chosen for the whole document.
    fn draw_choices(&self, choice: &Choice) -> Element {
        let field = |name: &'static str, label: &str, value: &str| {
            let input = el("input").set("type", "text").set("name", name).set("value", value);
            let input = input.set("autocomplete", "off").set("dir", "auto");
            let input = if name == "title" { input.set("placeholder", UNTITLED) } else { input };
            el("label").key(name).text(label).with(input)
        };
        let fields = el("div").key("fields").class("fields");
        let fields =
            fields.with(field("title", "Title", &choice.title)).with(field("date", "Date", &choice.date));
        let toggles = PARTS.iter().map(|(name, words, _)| {
            let is_in = self.chosen.has(name);
            // There are no notes where nothing is quoted.
            let toggle = toggle(words, name, is_in);
            let is_idle = *name == "notes" && !choice.quotations;
            if is_idle { toggle.set("disabled", "") } else { toggle }
        });
        let toggles = el("div")
            .key("parts")
            .class("toggles")
            .set("role", "group")
            .set("aria-label", "Contents")
            .with_all(toggles);
        let choices = el("div").key("choices").class("choices").with(fields).with(toggles);
        choices.with_all(self.draw_articles(choice))
    }

    /// The articles, each of which can be left out, if there are several.
    fn draw_articles(&self, choice: &Choice) -> Option<Element> {
        let articles: Vec<&Rc<Article>> = self.project.articles();
        let articles: Vec<_> =
            articles.into_iter().filter(|article| self.project.count_of(&article.id) > 0).collect();
        if articles.len() < 2 {
            return None;
        }
        let is_in = |article: &Article| !choice.without_articles.contains(&article.id);
        let kept = articles.iter().filter(|article| is_in(article)).count();
        let summary = match articles.len() - kept {
            0 => format!("Passages from all {} articles", articles.len()),
            _ => format!("Passages from {kept} of {} articles", articles.len()),
        };
        let toggles = articles.iter().map(|article| {
            let thing = Thing::Article(article.id.clone());
            toggle(titled(article), &thing.name(self.chosen.round), is_in(article)).set("dir", "auto")
        });
        let toggles = el("div").class("toggles").with_all(toggles);
        Some(el("details").key("articles").with(el("summary").text(summary)).with(toggles))
    }

    /// Makes a file of the document, whatever the preview shows of it.
    pub(super) fn hand_over(
        &mut self,
        kind: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        self.chosen.follow(panel);
        let choice = self.choice(outside);
        let document = Document::new(&self.project, &choice);
        let (media_type, content, bytes) = match kind {
            MARKDOWN => (markdown::MEDIA_TYPE, markdown::write(&document), Vec::new()),
            HTML => (html::MEDIA_TYPE, html::write(&document), Vec::new()),
            WORD => (docx::MEDIA_TYPE, String::new(), docx::write(&document)?),
            other => return Err(super::other_version(other)),
        };
        Ok(Outcome {
            file_name: format!("{}.{kind}", document.file_name()),
            media_type: media_type.to_owned(),
            content,
            bytes_base64: STANDARD.encode(bytes),
            panel: vec![panel.name.clone(), panel.about.clone()],
            ..Outcome::default()
        })
    }

    /// Has the page print the document.
    pub(super) fn print_document(&mut self, panel: &Panel) -> Result<Outcome, String> {
        self.chosen.follow(panel);
        let panel = vec![panel.name.clone(), panel.about.clone()];
        Ok(Outcome { prints: true, panel, ..Outcome::default() })
    }
}

/// A button that is pressed while something is in.
fn toggle(words: &str, field: &str, is_in: bool) -> Element {
    let value = if is_in { OUT } else { IN };
    button(words, &Act::Set(field.to_owned(), value.to_owned()))
        .key(field)
        .class("toggle")
        .set("aria-pressed", if is_in { "true" } else { "false" })
}

/// The buttons that hand it over.
fn files() -> Element {
    let file = |words: &str, kind: &str| button(words, &Act::Do(FILE.to_owned(), kind.to_owned())).key(kind);
    let print = button("Print…", &Act::Do(PRINT.to_owned(), String::new())).key("print");
    // The browser's own would print what is seen here, which is shortened.
    let print = print.set("data-key", "Control+p");
    let buttons = el("div").key("files").class("buttons foot").with(print);
    buttons.with(file("Markdown", MARKDOWN)).with(file("HTML", HTML)).with(file("Word", WORD).class("solid"))
}

/// How much of a document is drawn.
struct Preview {
    passages: usize,
    items: usize,
    /// Whether it is for paper: whole, and with nothing to click on.
    is_whole: bool,
    round: u32,
}

impl Preview {
    fn draw(&self, document: &Document) -> Element {
        let page = el("section").key("page").class("document").set("aria-label", "Preview");
        let title = el("h3").key("title").class("heading").set("dir", "auto").text(&*document.title);
        let parts: Vec<_> =
            [&*document.date, &*document.summary].into_iter().filter(|part| !part.is_empty()).collect();
        let about = el("p").key("about").class("about").text(parts.join(" · "));
        let mut left = self.passages;
        let items = document.items.iter().take(self.items);
        let items: Vec<_> = items.map(|item| self.item(item, document.decisions, &mut left)).collect();
        let page = page.with(title).with(about).with_all(items);
        let rest = document.items.len().saturating_sub(self.items);
        let rest = (rest > 0).then(|| {
            el("p").key("items").class("about").text(format!("{} more in the files.", counted(rest, "item")))
        });
        let untagged = self.untagged(document, &mut left);
        let page = page.with_all(rest).with_all(untagged).with_all(sources(&document.articles));
        page.with_all(self.more(document))
    }

    fn item(&self, item: &Item, has_decision: bool, left: &mut usize) -> Element {
        let class = if item.is_in { "point" } else { "point out" };
        let drawn = el("section").key(format!("i{}", item.id)).class(class).coloured(&item.id);
        let heading = el(if item.depth == 0 { "h3" } else { "h4" }).set("dir", "auto");
        let heading = if item.number.is_empty() {
            heading
        } else {
            heading.with(el("span").class("number").text(format!("{} ", item.number)))
        };
        let heading = heading.text(&*item.title);
        let thing = Thing::Item(item.id.clone());
        let drawn = drawn.with(self.headed(heading, &thing, item.is_in, &format!("“{}”", item.title)));
        if !item.is_in {
            return drawn;
        }
        let particulars: Vec<_> =
            item.particulars().into_iter().map(|(what, words)| format!("{what} {words}")).collect();
        let particulars =
            (!particulars.is_empty()).then(|| el("p").class("about").text(particulars.join(" · ")));
        let drawn = drawn.with_all(particulars).with_all(paragraphs("", &item.description, usize::MAX));
        let count = item.count.as_ref().map(|count| el("p").class("about").text(&**count));
        let drawn = drawn.with_all(count);
        let drawn = self.passages(drawn, Some(&item.id), &item.passages, left);
        let decision = has_decision.then(|| {
            el("p")
                .class("decision")
                .with(el("b").text(DECISION))
                .with(el("span").class("line").set("aria-hidden", "true"))
        });
        drawn.with_all(decision)
    }

    /// A heading, and the button beside it.
    fn headed(&self, heading: Element, thing: &Thing, is_in: bool, what: &str) -> Element {
        let head = el("div").class("headed").with(heading);
        if self.is_whole { head } else { head.with(thing.button(self.round, is_in, what)) }
    }

    /// Adds passages, as long as there are some to be drawn, and how many there are besides.
    fn passages(
        &self,
        to: Element,
        item: Option<&ItemId>,
        passages: &[Passage],
        left: &mut usize,
    ) -> Element {
        let shown = passages.len().min(*left);
        *left -= shown;
        let drawn = passages[..shown].iter().map(|passage| self.passage(item, passage));
        let to = to.with_all(drawn);
        match passages.len() - shown {
            0 => to,
            rest => to.with(
                el("p").key("rest").class("about").text(format!("and {}.", counted(rest, "more passage"))),
            ),
        }
    }

    fn passage(&self, item: Option<&ItemId>, passage: &Passage) -> Element {
        let drawn = el("div").key(format!("p{}", passage.id));
        let drawn = drawn.class(if passage.is_in { "passage" } else { "passage out" });
        let quote =
            el("blockquote").set("dir", passage.direction.map_or("auto", |direction| direction.name()));
        let quote = match &passage.language {
            Some(language) => quote.set("lang", &**language),
            None => quote,
        };
        let longest = if self.is_whole { usize::MAX } else { QUOTED };
        let length: usize =
            passage.quote.iter().flat_map(|it| &it.lines).map(|line| line.chars().count()).sum();
        let cut = (length > longest).then(|| el("p").class("cut").text(SHORTENED));
        let drawn = drawn.with(quote.with_all(paragraphs("", &passage.quote, longest))).with_all(cut);
        let cited = el("p").class("about").text("— ");
        let cited = match &passage.article {
            Cited::Only => cited,
            Cited::Number(number) => cited.text(format!("[{number}]")),
            Cited::Title(title) => cited.with(el("span").set("dir", "auto").text(&**title)),
        };
        let gap = if passage.article == Cited::Only || passage.place.is_empty() { "" } else { ", " };
        let cited = cited.text(format!("{gap}{}", passage.place));
        let start: String =
            passage.quote.iter().flat_map(|it| &it.lines).flat_map(|it| it.chars()).take(40).collect();
        let thing = Thing::Passage(item.cloned(), passage.id.clone());
        let drawn = drawn.with(self.headed(cited, &thing, passage.is_in, &format!("“{start}”")));
        if passage.is_in { drawn.with_all(paragraphs(NOTE, &passage.note, usize::MAX)) } else { drawn }
    }

    fn untagged(&self, document: &Document, left: &mut usize) -> Option<Element> {
        if document.untagged.is_empty() && document.untagged_count.is_none() {
            return None;
        }
        let drawn = el("section").key("untagged").class("point").with(el("h3").text(UNTAGGED));
        let count = document.untagged_count.as_ref().map(|count| el("p").class("about").text(&**count));
        Some(self.passages(drawn.with_all(count), None, &document.untagged, left))
    }

    /// How many passages are drawn and a button for more, if there are more. The first is printed too, whatever prints it.
    fn more(&self, document: &Document) -> Vec<Element> {
        let passages: usize =
            document.items.iter().filter(|item| item.is_in).map(|item| item.passages.len()).sum();
        let all = passages + document.untagged.len();
        let Some(rest) = all.checked_sub(self.passages).filter(|rest| *rest > 0) else { return Vec::new() };
        let said = el("p")
            .key("cut")
            .class("cut")
            .text(format!("{} of {all} passages shown here; all are in the files.", self.passages));
        let act = Act::Set("shown".to_owned(), (self.passages + SHOWN).to_string());
        let more = button(&format!("Show {} more", rest.min(SHOWN)), &act);
        vec![said, el("div").key("more").class("buttons").with(more)]
    }
}

/// Paragraphs, the first of which begins with a word of the document's own. Of long ones there is the beginning.
fn paragraphs(before: &str, paragraphs: &[Paragraph], mut longest: usize) -> Vec<Element> {
    let mut drawn = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if let Some(cells) = &paragraph.cells {
            let lengths = paragraph.lines.iter().map(|line| line.chars().count());
            let fitting = lengths.scan(longest, |left, length| {
                let fits = *left > 0;
                *left -= length.min(*left);
                fits.then_some(length)
            });
            let (rows, length) = fitting.fold((0, 0), |(rows, all), length| (rows + 1, all + length));
            drawn.push(table(cells, rows - usize::from(!cells.head.is_empty() && rows > 0)));
            if rows < paragraph.lines.len() {
                return drawn;
            }
            longest -= length.min(longest);
            continue;
        }
        let mut element = el("p").set("dir", "auto");
        if paragraph.is_preformatted {
            element = element.class("preformatted");
        }
        if index == 0 && !before.is_empty() {
            element = element.with(el("em").set("dir", "ltr").text(before)).text(" ");
        }
        let number = match paragraph.marker {
            Some(Marker::Bullet) => "•".to_owned(),
            _ => paragraph.number(),
        };
        if !number.is_empty() {
            element = element.class("listed").text(format!("{number} "));
        }
        for (index, line) in paragraph.lines.iter().enumerate() {
            element = if index == 0 { element } else { element.with(el("br")) };
            let end = line.char_indices().nth(longest).map_or(line.len(), |(at, _)| at);
            longest -= line[..end].chars().count().min(longest);
            if end < line.len() {
                // Between words, unless there is only one.
                let end = line[..end].rfind(char::is_whitespace).unwrap_or(end);
                drawn.push(element.text(format!("{} …", line[..end].trim_end())));
                return drawn;
            }
            element = element.text(&**line);
        }
        drawn.push(element);
    }
    drawn
}

/// Cells of a table in so many rows, with the headers that say what they are.
fn table(cells: &Cells, rows: usize) -> Element {
    let head = |words: &String| el("th").set("scope", "col").set("dir", "auto").text(&**words);
    let head =
        (!cells.head.is_empty()).then(|| el("thead").with(el("tr").with_all(cells.head.iter().map(head))));
    let cell = |cell: &Quoted| {
        let drawn = if cell.is_header { el("th").set("scope", "row") } else { el("td") };
        drawn.set("dir", "auto").text(&*cell.words)
    };
    let row = |row: &Vec<Quoted>| el("tr").with_all(row.iter().map(cell));
    let body = el("tbody").with_all(cells.rows.iter().take(rows).map(row));
    el("div").class("scrolls").set("tabindex", "0").with(el("table").with_all(head).with(body))
}

fn sources(sources: &[Source]) -> Option<Element> {
    let source = |(place, source): (usize, &Source)| {
        let row = el("li").key(place.to_string());
        let row = match source.number {
            Some(number) => row.text(format!("[{number}] ")),
            None => row,
        };
        let row = row.with(el("b").set("dir", "auto").text(&*source.name));
        let origin = source.origin.as_ref().map(|origin| match origin {
            Origin::Address(address) => address.as_str(),
            Origin::Words(words) => words,
        });
        let particulars = [source.byline.as_deref(), origin, Some(&*source.date)].into_iter().flatten();
        row.with_all(particulars.map(|words| el("span").set("dir", "auto").text(words)))
    };
    let list = || el("ul").with_all(sources.iter().enumerate().map(source));
    (!sources.is_empty())
        .then(|| el("section").key("sources").class("sources").with(el("h3").text(ARTICLES)).with(list()))
}

#[cfg(test)]
mod tests;
