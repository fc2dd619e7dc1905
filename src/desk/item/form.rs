//! The editor of an item, drawn.

use std::rc::Rc;

use super::{BLANK, DELETE, DUPLICATE, KEEP, MERGE, NO, OWN, SPLIT, Shared, YES};
use super::{below, chosen_colour, is_below, is_ticked, one_line, tick};
use crate::desk::drawing::{Element, button, el};
use crate::desk::library::titled;
use crate::format::act::Act;
use crate::format::document::counted;
use crate::format::panel::Panel;
use crate::format::statuses;
use crate::model::colours::{self, are_apart, faint_on};
use crate::model::project::{AgendaItem, Annotation, Article, Hotkey, ItemId, Project};
use crate::model::session::PALETTE;

/// The panel in which an item's passages are read.
const OUTLINE: &str = "outline";

/// How many passages are listed at first, and more for each time that more are asked for.
const SHOWN: usize = 100;

/// How many characters of a passage are listed.
const QUOTED: usize = 160;

/// An item with what stands in the fields of its panel.
pub(super) struct Form<'a> {
    pub project: &'a Project,
    pub item: &'a Rc<AgendaItem>,
    pub panel: &'a Panel,
}

impl Form<'_> {
    /// The fields.
    pub fn draw(&self) -> Element {
        let title = input("text", "title", &self.item.title).set("autofocus", "");
        let is_blank = self.panel.fields.get("title").is_some_and(|typed| one_line(typed).is_empty());
        let blank = is_blank.then(|| el("p").key("blank").class("trouble").set("role", "alert").text(BLANK));
        let description = el("textarea").set("name", "description").set("rows", "4").set("dir", "auto");
        let description = description.set("value", &*self.item.description);
        let pairs = el("div").key("pairs").class("fields");
        let pairs = pairs.with(self.draw_hotkey()).with(self.draw_status());
        let pairs = pairs.with(self.draw_raised()).with(self.draw_parent());
        let keep = el("button").set("type", "submit").class("solid").text("Save");
        let buttons = el("div").key("buttons").class("buttons");
        let buttons = buttons.with(button("Cancel", &Act::Close)).with(keep);
        el("form")
            .key("form")
            .class("editor")
            .act(&self.act(KEEP))
            .with(labelled("Title", title).key("title"))
            .with_all(blank)
            .with(labelled("Description", description).key("description"))
            .with(self.draw_colours())
            .with_all(self.warnings())
            .with(pairs)
            .with(buttons)
    }

    fn act(&self, name: &str) -> Act {
        Act::Do(name.to_owned(), self.item.id.to_string())
    }

    /// The other items with their depths.
    fn others(&self) -> impl Iterator<Item = (usize, &Rc<AgendaItem>)> {
        self.project.agenda().into_iter().filter(|(_, other)| other.id != self.item.id)
    }

    fn draw_colours(&self) -> Element {
        let chosen = chosen_colour(self.item, self.panel);
        let is_own = match self.panel.field("colour") {
            "" => !PALETTE.contains(&chosen),
            colour => colour == OWN,
        };
        let swatches = PALETTE.iter().zip(colours::NAMES).enumerate().map(|(at, (colour, name))| {
            let act = Act::Set("colour".to_owned(), colour.to_string());
            let is_chosen = !is_own && *colour == chosen;
            button("", &act)
                .key(name)
                .class(&format!("swatch swatch-{at}"))
                .set("aria-pressed", is_chosen.to_string())
                .set("aria-label", name)
                .set("title", name)
        });
        let own = button("Custom colour", &Act::Set("colour".to_owned(), OWN.to_owned()));
        let own = own.key("own").class("own").set("aria-pressed", is_own.to_string());
        let group = el("div").key("colours").class("palette").set("role", "group");
        let group = group.set("aria-label", "Colour").with_all(swatches).with(own);
        if !is_own {
            return group;
        }
        let picker = input("color", OWN, &self.item.colour.to_string()).set("aria-label", "Custom colour");
        group.with(picker.key("picker"))
    }

    /// What is to be said of the colour that is chosen.
    fn warnings(&self) -> Vec<Element> {
        let chosen = chosen_colour(self.item, self.panel);
        let mut warnings = Vec::new();
        match faint_on(chosen)[..] {
            [] => {}
            [paper] => warnings.push(format!("Hard to see on a {paper} page.")),
            _ => warnings.push("Hard to see on the page.".to_owned()),
        }
        let named = |items: Vec<&Rc<AgendaItem>>| {
            let names: Vec<_> = items.iter().map(|item| format!("“{}”", item.title)).collect();
            names.join(", ")
        };
        let of = |is: &dyn Fn(&AgendaItem) -> bool| {
            self.others().map(|(_, other)| other).filter(|other| is(other)).collect::<Vec<_>>()
        };
        let same = of(&|other| other.colour == chosen);
        let close = of(&|other| other.colour != chosen && !are_apart(other.colour, chosen));
        if !same.is_empty() {
            warnings.push(format!("Same colour as {}.", named(same)));
        }
        if !close.is_empty() {
            warnings.push(format!("Hard to tell from {} for colour-blind eyes.", named(close)));
        }
        let lines = warnings.into_iter().enumerate();
        let lines = lines.map(|(at, line)| el("p").key(format!("warning-{at}")).class("warning").text(line));
        lines.map(|line| line.set("role", "status")).collect()
    }

    fn draw_hotkey(&self) -> Element {
        let options = Hotkey::ALL.into_iter().map(|hotkey| {
            let owner = self.others().find(|(_, other)| other.hotkey == Some(hotkey));
            let digit = hotkey.digit().to_string();
            let words = match owner {
                Some((_, owner)) => format!("{digit} (now {})", owner.title),
                None => digit.clone(),
            };
            (digit, words)
        });
        let none = ("".to_owned(), "none".to_owned());
        let has = self.item.hotkey.map_or_else(String::new, |hotkey| hotkey.digit().to_string());
        labelled("Hotkey", self.select("hotkey", &has, [none].into_iter().chain(options)))
    }

    fn draw_status(&self) -> Element {
        let has = self.item.status.as_deref().unwrap_or_default();
        let mut set = statuses::of(self.project);
        if !has.is_empty() && set.iter().all(|status| **status != *has) {
            set.push(has.into());
        }
        let options = set.iter().map(|status| (status.to_string(), status.to_string()));
        let none = ("".to_owned(), "none".to_owned());
        labelled("Status", self.select("status", has, [none].into_iter().chain(options)))
    }

    fn draw_raised(&self) -> Element {
        let mut names: Vec<&str> = Vec::new();
        for (_, other) in self.project.agenda() {
            let name = other.raised_by.as_deref().filter(|name| !names.contains(name));
            names.extend(name.filter(|_| other.id != self.item.id));
        }
        let options = names.into_iter().map(|name| el("option").key(name).set("value", name));
        let list = el("datalist").set("id", "raised-names").with_all(options);
        let has = self.item.raised_by.as_deref().unwrap_or_default();
        let field = input("text", "raised", has).set("list", "raised-names");
        el("div").with(labelled("Raised by", field)).with(list)
    }

    fn draw_parent(&self) -> Element {
        let free = self.others().filter(|(_, other)| !is_below(self.project, &other.id, &self.item.id));
        let options = free.map(|(depth, other)| indented(depth, other));
        let top = ("".to_owned(), "none (top level)".to_owned());
        let has = self.project.parent_of(self.item).map_or("", ItemId::as_str);
        labelled("Parent item", self.select("parent", has, [top].into_iter().chain(options)))
    }

    /// A list to choose from: values, and in words.
    fn select(
        &self,
        name: &'static str,
        has: &str,
        options: impl Iterator<Item = (String, String)>,
    ) -> Element {
        let chosen = self.panel.fields.get(name).map_or(has, String::as_str);
        let options = options.map(|(value, words)| {
            let option = el("option").key(format!("o{value}"));
            let option = if value == chosen { option.set("selected", "") } else { option };
            option.set("value", value).text(words)
        });
        el("select").set("name", name).with_all(options)
    }

    /// What can be done with the item as a whole.
    pub fn draw_actions(&self) -> Element {
        let passages = self.project.tagged_with(&self.item.id).count();
        let outline = Act::Panel(OUTLINE.to_owned(), format!("item:{}", self.item.id));
        let read = button(&format!("Passages ({passages})"), &outline);
        let delete = button("Delete", &self.act(DELETE)).class("danger");
        let delete = delete.set("aria-label", format!("Delete “{}”", self.item.title));
        let buttons = el("div").key("whole").class("buttons").with(read).with(delete);
        let has_others = self.others().next().is_some();
        el("section")
            .key("actions")
            .class("item-actions")
            .set("aria-label", "The item as a whole")
            .with_all(has_others.then(|| self.draw_merge()))
            .with_all((passages > 0).then(|| self.draw_split(passages)))
            .with(self.draw_duplicate(passages))
            .with(buttons)
    }

    fn draw_merge(&self) -> Element {
        let options = self.others().map(|(depth, other)| indented(depth, other));
        let choose = ("".to_owned(), "Choose an item".to_owned());
        let into = self.select("merge", "", [choose].into_iter().chain(options));
        let chosen = ItemId::new(self.panel.field("merge")).and_then(|id| self.project.item(&id));
        let submit = el("button").set("type", "submit");
        let submit = match chosen {
            Some(into) => submit.text(format!("Merge into “{}”", into.title)),
            None => submit.set("disabled", "").text("Merge"),
        };
        let said = chosen.map(|into| self.preview_of_merge(into));
        let said = said.map(|said| el("p").key("said").class("about").set("role", "status").text(said));
        let form = el("form").act(&self.act(MERGE)).with(labelled("Into", into).key("into")).with_all(said);
        details("merge", "Merge with…", form.with(el("div").key("go").class("buttons").with(submit)))
    }

    fn preview_of_merge(&self, into: &AgendaItem) -> String {
        let Shared { alone, both } = Shared::of(self.project, &self.item.id, &into.id);
        let go = if alone == 1 { "goes" } else { "go" };
        let mut said = format!("{} {go} to “{}”", counted(alone, "passage"), into.title);
        match both {
            0 => {}
            1 => said += ", 1 has both already",
            both => said += &format!(", {both} have both already"),
        }
        said += ".";
        if !below(self.project, &self.item.id).is_empty() {
            said += " Sub-items move along.";
        }
        if !self.item.description.is_empty() {
            said += " Its description is added.";
        }
        if let Some(hotkey) = self.item.hotkey.filter(|_| into.hotkey.is_none()) {
            said += &format!(" The hotkey {} goes along.", hotkey.digit());
        }
        said
    }

    fn draw_split(&self, passages: usize) -> Element {
        let shown = self.panel.field("shown").parse().unwrap_or(0).max(SHOWN);
        let all = self.passages();
        let ticked = all.iter().filter(|(_, annotation)| is_ticked(self.panel, annotation)).count();
        let rows =
            all.iter().take(shown).map(|(article, annotation)| self.draw_passage(*article, annotation));
        let list = el("ul").key("passages").class("ticks").with_all(rows);
        let more = passages.checked_sub(shown).filter(|rest| *rest > 0).map(|rest| {
            let act = Act::Set("shown".to_owned(), (shown + SHOWN).to_string());
            el("div")
                .key("more")
                .class("buttons")
                .with(button(&format!("Show {} more", rest.min(SHOWN)), &act))
        });
        let options = self.others().map(|(depth, other)| indented(depth, other));
        let new = ("".to_owned(), "a new item".to_owned());
        let to = labelled("To", self.select("split-to", "", [new].into_iter().chain(options))).key("to");
        let is_new = self.panel.field("split-to").is_empty();
        let title = input("text", "split-title", "");
        let title = is_new.then(|| labelled("Title of the new item", title).key("title"));
        let is_ready = ticked > 0 && (!is_new || !one_line(self.panel.field("split-title")).is_empty());
        let submit = el("button").set("type", "submit").text(format!("Move {}", counted(ticked, "passage")));
        let submit = if is_ready { submit } else { submit.set("disabled", "") };
        let form = el("form")
            .act(&self.act(SPLIT))
            .with(el("p").key("about").class("about").text("Tick the passages to move."))
            .with(list)
            .with_all(more)
            .with(to)
            .with_all(title)
            .with(el("div").key("go").class("buttons").with(submit));
        details("split", "Split…", form)
    }

    /// The item's passages in the order in which one reads them.
    fn passages(&self) -> Vec<(Option<&Article>, &Rc<Annotation>)> {
        let tagged: Vec<_> = self.project.tagged_with(&self.item.id).collect();
        let mut placed: Vec<_> = tagged
            .into_iter()
            .map(|annotation| {
                let article = self.project.article(&annotation.article).map(Rc::as_ref);
                let start = annotation.anchor.span().map_or(usize::MAX, |span| span.start().byte());
                let opened = article.map(|article| (article.created, &article.id));
                ((opened.is_none(), opened, start), article, annotation)
            })
            .collect();
        placed.sort_by_key(|(place, ..)| *place);
        placed.into_iter().map(|(_, article, annotation)| (article, annotation)).collect()
    }

    fn draw_passage(&self, article: Option<&Article>, annotation: &Annotation) -> Element {
        let is_ticked = is_ticked(self.panel, annotation);
        let quote = annotation.anchor.quote(article.map(|article| &article.text));
        let mut words: String = one_line(&quote.exact);
        if let Some((end, _)) = words.char_indices().nth(QUOTED) {
            words.truncate(end);
            words.push('…');
        }
        let set = Act::Set(tick(annotation), if is_ticked { NO } else { YES }.to_owned());
        let from = article.map_or("A deleted article", titled);
        let row = el("button").set("type", "button").class("tick").act(&set);
        let row = row.set("aria-pressed", is_ticked.to_string());
        let row =
            row.with(el("q").set("dir", "auto").text(words)).with(el("small").set("dir", "auto").text(from));
        el("li").key(annotation.id.as_str()).with(row)
    }

    fn draw_duplicate(&self, passages: usize) -> Element {
        let toggle = |name: &str, words: &str, is_on: bool| {
            let set = Act::Set(name.to_owned(), if is_on { NO } else { YES }.to_owned());
            button(words, &set).key(name).class("toggle").set("aria-pressed", is_on.to_string())
        };
        let with_passages = self.panel.field("copy-passages") == YES;
        let with_below = self.panel.field("copy-below") != NO;
        let has_below = !below(self.project, &self.item.id).is_empty();
        let toggles = el("div").class("toggles").set("role", "group").set("aria-label", "What to copy");
        let tagged = has_below || passages > 0;
        let toggles = toggles
            .with_all(
                tagged.then(|| toggle("copy-passages", "Tag its passages with the copy too", with_passages)),
            )
            .with_all(has_below.then(|| toggle("copy-below", "With its sub-items", with_below)));
        let go = el("div").class("buttons").with(button("Duplicate", &self.act(DUPLICATE)));
        details("duplicate", "Duplicate…", el("div").with(toggles).with(go))
    }
}

fn indented(depth: usize, item: &AgendaItem) -> (String, String) {
    (item.id.to_string(), "\u{2003}".repeat(depth) + &item.title)
}

fn labelled(words: &str, field: Element) -> Element {
    el("label").text(words).with(field)
}

fn input(kind: &str, name: &str, value: &str) -> Element {
    let input = el("input").set("type", kind).set("name", name).set("value", value);
    input.set("autocomplete", "off").set("dir", "auto")
}

fn details(key: &str, summary: &str, content: Element) -> Element {
    el("details").key(key).with(el("summary").text(summary)).with(content)
}
