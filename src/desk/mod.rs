//! The desk: what is done beside the page, in a web worker that is started when it is first needed. It reads what is
//! opened, takes up exports, follows articles through new versions of their texts, searches the library and draws the
//! panels in which all that is shown.
//!
//! It has a project of its own, which follows that of the page record by record ([`KEEP`]), and never changes it: what it
//! works out goes to the page as an [`Outcome`], is applied there as one undo step, and comes back as records like any
//! other change. `src/bin/worker.rs` is how it is asked and answers.

mod agenda;
mod alike;
pub mod chart;
mod compare;
mod draft;
pub mod drawing;
mod find;
mod folded;
mod handing;
mod import;
mod item;
mod kept;
mod keys;
mod known;
mod left_out;
mod library;
mod outline;
mod overview;
mod passages;
mod reading;
mod search;
mod suggesting;
mod tagging;
mod update;

use self::drawing::Element;
use crate::format::highlights::Highlights;
use crate::format::ledger::{self, Ledger};
use crate::format::panel::{
    ACT, AGAIN, DRAW, IMPORT, KEEP, OPEN, OUT_OF_STEP, Outcome, Panel, SUGGEST, TEXT,
};
use crate::format::{bookmarklet, handover};
use crate::model::project::{ArticleId, Project, Time};

/// What the desk has from outside.
pub trait Outside {
    /// The time.
    fn now(&self) -> Time;
    /// How many minutes the reader's clocks are ahead of UTC at a time.
    fn offset(&self, at: Time) -> i32;
    /// A time as the reader's clocks show it: in UTC, it is what it is there. Only days that are read are made of it.
    fn local(&self, at: Time) -> Time {
        Time(at.0.saturating_add(i64::from(self.offset(at)) * 60_000))
    }
    /// An id that nothing has.
    fn fresh_id(&self) -> String;
}

/// The desk, with everything that lies on it.
#[derive(Default)]
pub struct Desk {
    project: Project,
    ledger: Ledger,
    /// The number of the last message that was kept, plus 1; 0 before the first.
    step: u32,
    imports: Vec<import::Waiting>,
    updates: update::Updates,
    search: search::Index,
    known: known::Memory,
    chosen: handing::Chosen,
    outlined: outline::Rows,
    /// What is to be drawn for the last answer.
    picture: Option<chart::Picture>,
    /// The article in which one began to go from one place that was found to the next.
    found_from: Option<ArticleId>,
    suggestions: suggesting::Suggestions,
    alike: alike::Found,
    agendas: agenda::Waiting,
    /// The lists as they were before something was taken from them for an outcome that may not be carried out.
    before: Option<(update::Offered, known::Waitings)>,
    /// How many forms for a title have been done with.
    renamings: u32,
}

/// A panel as it is to be shown.
pub struct Drawn {
    /// Its title.
    pub title: String,
    /// What is in it.
    pub content: Element,
    /// What is painted over the text of the open article.
    pub paint: Highlights,
}

impl Desk {
    /// Does a task. What it is asked is text, and bytes where the task reads some; the answer is text, an error a sentence
    /// or two for the reader.
    pub fn answer(
        &mut self,
        task: &str,
        asked: &str,
        bytes: &[u8],
        outside: &dyn Outside,
    ) -> Result<String, String> {
        match task {
            handover::ADDRESS => return handover::address(asked),
            handover::BOOKMARKLET => return Ok(bookmarklet::address(asked.trim_end())),
            KEEP => return self.keep(asked),
            _ => {}
        }
        let (step, asked) = asked.split_once('\n').unwrap_or_default();
        if step.parse() != Ok(self.step) {
            return Err(OUT_OF_STEP.to_owned());
        }
        match task {
            OPEN => self.open(asked, bytes, outside).map(|outcome| outcome.write()),
            TEXT => self.open_text(asked, outside).map(|outcome| outcome.write()),
            IMPORT => self.import_at_once(asked).map(|outcome| outcome.write()),
            SUGGEST => Ok(self.suggested(asked).write()),
            DRAW => {
                let Drawn { title, content, paint } =
                    self.draw(&Panel::read(asked).unwrap_or_default(), outside)?;
                Ok([&*title, &paint.write(), &content.to_json()].join("\n"))
            }
            ACT | AGAIN => {
                if task == AGAIN {
                    self.put_back();
                }
                let mut parts = asked.splitn(3, '\n');
                let mut part = || parts.next().unwrap_or_default();
                let (name, about) = (part(), part());
                let panel = Panel::read(part()).unwrap_or_default();
                self.act(name, about, &panel, outside).map(|outcome| outcome.write())
            }
            _ => Err(other_version(task)),
        }
    }

    /// Takes up what has changed in the page's project, or the whole of it.
    fn keep(&mut self, asked: &str) -> Result<String, String> {
        let (step, message) = asked.split_once('\n').unwrap_or_default();
        let step: u32 = step.parse().map_err(|_| OUT_OF_STEP.to_owned())?;
        if step == 0 {
            *self = Desk::default();
        }
        if step != self.step {
            return Err(OUT_OF_STEP.to_owned());
        }
        self.step += 1;
        let entries = ledger::lines(message).map(|(key, value)| (key.to_owned(), value.to_owned()));
        let (records, texts) = ledger::parted(entries);
        let changes = self.ledger.receive(records, &texts);
        let changes = self.project.in_order(changes);
        self.project.apply_all(changes).map_err(|_| OUT_OF_STEP.to_owned())?;
        Ok(String::new())
    }

    /// Remembers the lists from which an act takes what it is about.
    fn put_by(&mut self) {
        self.before = Some((self.updates.offered.clone(), self.known.waiting.clone()));
    }

    fn put_back(&mut self) {
        if let Some((offered, waiting)) = self.before.take() {
            (self.updates.offered, self.known.waiting) = (offered, waiting);
        }
    }

    /// Draws a panel.
    fn draw(&mut self, panel: &Panel, outside: &dyn Outside) -> Result<Drawn, String> {
        match panel.name.as_str() {
            import::PANEL => self.draw_import(panel, outside),
            update::PANEL => self.draw_update(panel),
            update::CHANGES => self.draw_changes(panel),
            known::PANEL => self.draw_known(panel, outside),
            library::PANEL => self.draw_library(panel, outside),
            find::PANEL => self.draw_find(panel),
            outline::PANEL => self.draw_outline(panel),
            item::PANEL => self.draw_item(panel),
            agenda::PANEL => self.draw_agenda(panel, outside),
            handing::PANEL => self.draw_document(panel, outside),
            overview::PANEL => self.draw_overview(panel),
            suggesting::PANEL => self.draw_suggestion(panel),
            alike::PANEL => self.draw_alike(panel),
            keys::PANEL => Ok(self.draw_keys(panel)),
            left_out::PANEL => self.draw_omitted(panel),
            name => Err(other_version(name)),
        }
    }

    /// Does something that was clicked on in a panel.
    fn act(
        &mut self,
        name: &str,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        if matches!(name, update::UPDATE | known::KEEP_BOTH | known::SHOW | known::UPDATE) {
            self.put_by();
        }
        match name {
            import::MERGE | import::REPLACE => self.take_import(name, about),
            update::UPDATE => self.apply_update(about),
            known::KEEP_BOTH => self.keep_both(about, panel),
            known::SHOW => self.show_known(about, panel),
            known::UPDATE => self.update_known(about, panel),
            library::RENAME => self.rename(about, panel, outside),
            library::LEAVE_TITLE => self.leave_title(panel),
            outline::NOTE => self.note_in_outline(about, panel, outside),
            outline::TAG => self.tag_in_outline(about, panel, outside),
            outline::DELETE => self.delete_in_outline(about, panel),
            item::KEEP | item::MERGE | item::SPLIT | item::DUPLICATE | item::DELETE => {
                self.act_on_item(name, about, panel, outside)
            }
            name if name.starts_with(agenda::ACTS) => self.act_on_agenda(name, about, panel, outside),
            handing::FILE => self.hand_over(about, panel, outside),
            handing::PRINT => self.print_document(panel),
            overview::SVG | overview::PNG => self.hand_over_chart(name, about, panel),
            suggesting::ACCEPT => self.accept_suggestion(about, panel, outside),
            suggesting::REJECT => self.reject_suggestion(about, panel, outside),
            alike::TAG => self.tag_alike(panel, outside),
            left_out::INCLUDE => self.include_left_out(about, outside),
            left_out::DISMISS => self.dismiss_left_out(about, outside),
            _ => Err(other_version(name)),
        }
    }
}

fn other_version(what: &str) -> String {
    format!("Part of Agendum is a different version and does not know “{what}”. Reload the page.")
}

/// The article of an id that a panel is about.
fn article_id(about: &str) -> Result<ArticleId, String> {
    ArticleId::new(about).ok_or_else(|| GONE.to_owned())
}

/// What is said where a panel is about something that is no more.
const GONE: &str = "This no longer exists.";

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::article_span::TextVersion;
    use crate::model::extra::Extra;
    use crate::model::project::{Annotation, AnnotationId, Article, Change};
    use crate::model::text::Text;

    /// A clock that stands still, and ids that count.
    #[derive(Default)]
    pub struct Still(Cell<u32>);

    impl Outside for Still {
        fn now(&self) -> Time {
            Time(1_000)
        }
        fn offset(&self, _: Time) -> i32 {
            0
        }
        fn fresh_id(&self) -> String {
            self.0.set(self.0.get() + 1);
            format!("new-{}", self.0.get())
        }
    }

    /// A clock that stands still at a time, so many minutes ahead of UTC.
    pub struct Elsewhere(pub Time, pub i32);

    impl Outside for Elsewhere {
        fn now(&self) -> Time {
            self.0
        }
        fn offset(&self, _: Time) -> i32 {
            self.1
        }
        fn fresh_id(&self) -> String {
            "new".to_owned()
        }
    }

    /// An article that was opened at a time.
    pub fn article(id: &str, title: &str, text: &str, created: i64) -> Rc<Article> {
        Rc::new(Article {
            id: ArticleId::new(id).expect("an id"),
            title: title.into(),
            source: None,
            language: None,
            byline: None,
            published: None,
            direction: None,
            text: Text::plain(text, Some(title)).0,
            created: Time(created),
            modified: Time(created),
            extra: Extra::default(),
        })
    }

    /// An annotation with a note, which has lost its place.
    pub fn annotation(id: &str, article: &str, note: &str) -> Rc<Annotation> {
        Rc::new(Annotation {
            id: AnnotationId::new(id).expect("an id"),
            article: ArticleId::new(article).expect("an id"),
            anchor: Anchor::Orphaned { quote: Rc::default() },
            items: Vec::new(),
            note: note.into(),
            creator: None,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        })
    }

    /// A desk that has some articles and annotations.
    pub fn desk_of(
        articles: impl IntoIterator<Item = Rc<Article>>,
        annotations: impl IntoIterator<Item = Rc<Annotation>>,
    ) -> Desk {
        let mut desk = Desk { step: 1, ..Desk::default() };
        for article in articles {
            let change = Change::Article(article.id.clone(), Some(article));
            desk.project.apply(change).expect("an article applies");
        }
        for annotation in annotations {
            let change = Change::Annotation(annotation.id.clone(), Some(annotation));
            desk.project.apply(change).expect("its article is there");
        }
        desk
    }

    /// A place as the page writes it, of an article, a first byte and a last one; what is none stays as it is.
    pub fn written_place(project: &Project, place: &str) -> String {
        let full = place.split_once(' ').and_then(|(id, ends)| {
            let article = project.article(&ArticleId::new(id)?)?;
            let is_two = ends.split(' ').count() == 2;
            is_two.then(|| format!("{} {ends}", TextVersion::of(article)))
        });
        full.unwrap_or_else(|| place.to_owned())
    }

    #[test]
    fn an_unknown_task_is_said_to_be_one() {
        let mut desk = Desk::default();
        let why = desk.answer("dance", "0\n{}", b"", &Still::default()).unwrap_err();
        assert!(why.contains("“dance”"), "{why}");
    }

    #[test]
    fn what_comes_out_of_turn_is_refused() {
        let mut desk = Desk::default();
        let mut ask = |task: &str, asked: &str| desk.answer(task, asked, b"", &Still::default());
        assert_eq!(ask(KEEP, "1\n"), Err(OUT_OF_STEP.to_owned()));
        assert_eq!(ask(KEEP, "0\n"), Ok(String::new()));
        assert_eq!(ask(KEEP, "1\n"), Ok(String::new()));
        assert_eq!(ask(DRAW, "1\n[\"import\",\"0\"]"), Err(OUT_OF_STEP.to_owned()));
        assert_ne!(ask(DRAW, "2\n[\"import\",\"0\"]"), Err(OUT_OF_STEP.to_owned()));
    }
}
