//! The panel of the parts left out of an article: they can be looked at, and included.

use std::rc::Rc;

use super::drawing::{Element, button, el};
use super::{Desk, Drawn, GONE, Outside, article_id};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::left_out::{self, Included, Part};
use crate::format::panel::{Outcome, Panel};
use crate::model::anchor::Anchor;
use crate::model::project::{Annotation, Article, Change, Project};
use crate::model::session::later;
use crate::model::text::BlockKind;

pub use crate::format::left_out::PANEL;

/// Includes a part, or all of them.
pub const INCLUDE: &str = "left-out-include";

/// Forgets what was left out, so that the article does not speak of it any more.
pub const DISMISS: &str = "left-out-dismiss";

/// What the act is about instead of the number of a part.
const ALL: &str = "all";

impl Desk {
    /// Draws the parts, each with the words before it and a button that includes it.
    pub(super) fn draw_omitted(&self, panel: &Panel) -> Result<Drawn, String> {
        let article = self.project.article(&article_id(&panel.about)?).ok_or(GONE)?;
        let parts = left_out::read(&article.extra);
        let title = "Left out of the article".to_owned();
        let foot = el("div").key("foot").class("buttons");
        let close = button("Close", &Act::Close).set("autofocus", "");
        let content = if parts.is_empty() {
            let words = el("p").text("Nothing is left out of this article.");
            el("div").class("omitted").with(words).with(foot.with(close.class("solid")))
        } else {
            let words = "These parts of the page look as if they do not belong to the article. Include what does: it is put \
                         in its place, and your passages keep theirs.";
            let rows = parts.iter().enumerate().map(|(number, part)| draw_part(article, number, part));
            let about = |what: &str| format!("{what} {}", article.id);
            let foot = foot
                .with(button("Dismiss notice", &Act::Do(DISMISS.to_owned(), article.id.to_string())))
                .with(close)
                .with(button("Include all", &Act::Do(INCLUDE.to_owned(), about(ALL))).class("solid"));
            el("div").class("omitted").with(el("p").text(words)).with(el("ol").with_all(rows)).with(foot)
        };
        Ok(Drawn { title, content, paint: Highlights::default() })
    }

    /// Includes what was chosen, as one step. Passages keep their words.
    pub(super) fn include_left_out(&self, about: &str, outside: &dyn Outside) -> Result<Outcome, String> {
        let (which, id) = about.split_once(' ').ok_or(GONE)?;
        let article = self.project.article(&article_id(id)?).ok_or(GONE)?;
        let parts = left_out::read(&article.extra);
        let is_chosen = |number: usize| which == ALL || which == name_of(number, &parts[number]);
        let count = (0..parts.len()).filter(|number| is_chosen(*number)).count();
        if count == 0 {
            return Err(GONE.to_owned());
        }
        let included = left_out::include(&article.text, &parts, is_chosen)
            .ok_or("This part does not fit into the text any more. Open the page again to have it.")?;
        let what = if count == 1 { "1 part".to_owned() } else { format!("{count} parts") };
        let changes = changes(&self.project, article, &included, outside);
        let panel = if included.rest.is_empty() { Vec::new() } else { vec![PANEL.to_owned(), id.to_owned()] };
        Ok(Outcome {
            panel,
            notes: vec![format!(
                "{what} included. Undo takes {} out again.",
                if count == 1 { "it" } else { "them" }
            )],
            ..Outcome::of(&format!("{what} included"), &self.project, &changes)
        })
    }

    /// Forgets the parts of an article.
    pub(super) fn dismiss_left_out(&self, about: &str, outside: &dyn Outside) -> Result<Outcome, String> {
        let article = self.project.article(&article_id(about)?).ok_or(GONE)?;
        let extra = left_out::with(&article.extra, &[]);
        let modified = later(article.modified, outside.now());
        let change = Article { extra, modified, ..Article::clone(article) };
        let change = Change::Article(article.id.clone(), Some(Rc::new(change)));
        Ok(Outcome {
            notes: vec!["The notice is gone. Undo brings it back.".to_owned()],
            ..Outcome::of("notice dismissed", &self.project, &[change])
        })
    }
}

/// The article with its new text, and its annotations where they are in that.
fn changes(
    project: &Project,
    article: &Rc<Article>,
    included: &Included,
    outside: &dyn Outside,
) -> Vec<Change> {
    let new = Article {
        text: included.text.clone(),
        extra: left_out::with(&article.extra, &included.rest),
        modified: later(article.modified, outside.now()),
        ..Article::clone(article)
    };
    let moved = project.annotations_of(&article.id).filter_map(|annotation| {
        let span = included.span(annotation.anchor.span()?);
        let anchor = match (&annotation.anchor, span) {
            (Anchor::NeedsReview { quote, .. }, Some(span)) => {
                Anchor::NeedsReview { span, quote: quote.clone() }
            }
            (_, Some(span)) => Anchor::Placed { span },
            (anchor, None) => Anchor::Orphaned { quote: anchor.quote(Some(&article.text)) },
        };
        let modified = later(annotation.modified, outside.now());
        let annotation = Annotation { anchor, modified, ..Annotation::clone(annotation) };
        Some(Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation))))
    });
    let moved: Vec<Change> = moved.collect();
    [Change::Article(article.id.clone(), Some(Rc::new(new)))].into_iter().chain(moved).collect()
}

/// A part by its number and its words, so that no other is included if the list is another by then.
fn name_of(number: usize, part: &Part) -> String {
    format!("{number}-{:016x}", part.text.hash().0)
}

fn draw_part(article: &Article, number: usize, part: &Part) -> Element {
    /// So much of a part is shown.
    const BLOCKS: usize = 6;
    const LETTERS: usize = 400;
    let text = &part.text;
    let cut = |words: &str, most: usize| {
        let end = words.char_indices().nth(most).map(|(end, _)| end);
        end.map_or_else(|| words.to_owned(), |end| format!("{}…", words[..end].trim_end()))
    };
    let direction = article.direction.map_or("auto", |it| it.name());
    let said = |element: Element, words: String| {
        let element = element.set("dir", direction).text(words);
        match &article.language {
            Some(language) => element.set("lang", &**language),
            None => element,
        }
    };
    let blocks = text.blocks().iter().take(BLOCKS).map(|block| {
        let words = cut(text.slice(block.span), LETTERS);
        let heading = matches!(block.kind, BlockKind::Heading);
        said(el("p").class(if heading { "heading" } else { "" }), words)
    });
    let more = text.blocks().len().saturating_sub(BLOCKS);
    let more = (more > 0).then(|| el("p").class("more").text(format!("and {more} more")));
    let before = part.at.min(article.text.blocks().len()).checked_sub(1);
    let before = before.map(|block| cut(article.text.slice(article.text.blocks()[block].span), 60));
    let place = match before {
        Some(words) => said(el("small"), format!("After “{words}”")),
        None => el("small").text("At the beginning"),
    };
    let first = cut(text.as_str().lines().next().unwrap_or_default(), 40);
    let name = name_of(number, part);
    let include = button("Include", &Act::Do(INCLUDE.to_owned(), format!("{name} {}", article.id)))
        .set("aria-label", format!("Include “{first}”"));
    el("li").key(name).with(place).with(el("blockquote").with_all(blocks).with_all(more)).with(include)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Still, desk_of};
    use super::*;
    use crate::format::panel;
    use crate::format::source::{Hint, read_text};
    use crate::model::extra::Extra;
    use crate::model::project::{AnnotationId, ArticleId, Time};
    use crate::model::session::{Command, Session};

    const PAGE: &str = "<title>Harbour</title><article><h1>Harbour</h1><p>The wall keeps out most of the tide.</p>\
        <aside><p>An aside on the wall, which is of oak.</p></aside><p>We began in the spring, when the tide was low.</p>\
        <div class=tooltip><p>A gunwale is tied to the quay.</p></div><p>It ended in the autumn, when the storms came.</p>\
        </article>";

    /// A project with the article of the page and a passage, which is these words, and the desk that has it.
    fn desk(words: &str) -> (Desk, Rc<Article>) {
        let hint = Hint { name: Some("page.html"), ..Hint::default() };
        let reading = read_text(PAGE, &hint).expect("an article");
        let article = Rc::new(reading.into_article(ArticleId::new("a").expect("an id"), Time(5)));
        let start = article.text.as_str().find(words).expect("the words are there");
        let span = article.text.span(start..start + words.len()).expect("a span");
        let annotation = Annotation {
            id: AnnotationId::new("n").expect("an id"),
            article: article.id.clone(),
            anchor: Anchor::Placed { span },
            items: Vec::new(),
            note: "".into(),
            creator: None,
            created: Time(6),
            modified: Time(6),
            extra: Extra::default(),
        };
        (desk_of([article.clone()], [Rc::new(annotation)]), article)
    }

    /// Which parts there are and what is drawn of them.
    fn drawn(desk: &Desk) -> String {
        desk.draw_omitted(&Panel::new(PANEL, "a")).expect("it is drawn").content.words()
    }

    #[test]
    fn the_parts_are_shown_with_their_places() {
        let (desk, _) = desk("tide was low");
        let drawn = drawn(&desk);
        for words in [
            "After “The wall keeps out most of the tide.”",
            "An aside on the wall, which is of oak.",
            "After “We began in the spring, when the tide was low.”",
            "A gunwale is tied to the quay.",
            "Include all",
        ] {
            assert!(drawn.contains(words), "{words} in {drawn}");
        }
        assert!(desk.draw_omitted(&Panel::new(PANEL, "b")).is_err());
    }

    /// The text and the passage after an act, and after it is undone.
    #[track_caller]
    fn check(act: impl Fn(&Desk, &[Part]) -> Result<Outcome, String>, blocks: &[usize], left: usize) {
        for words in ["The wall", "We began in the spring, when", "the storms came"] {
            let (desk, article) = desk(words);
            let parts = left_out::read(&article.extra);
            assert_eq!(parts.len(), 2);
            let outcome = act(&desk, &parts).expect("an outcome");
            let mut session = Session::new(desk.project.clone());
            let changes = panel::changes(&desk.project, &outcome.entries);
            session.dispatch(Command::Changes(outcome.step, changes), Time(9)).expect("it applies");
            let all = [
                "Harbour",
                "The wall keeps out most of the tide.",
                "An aside on the wall, which is of oak.",
                "We began in the spring, when the tide was low.",
                "A gunwale is tied to the quay.",
                "It ended in the autumn, when the storms came.",
            ];
            let now = |session: &Session| {
                let project = session.project();
                let article = project.article(&article.id).expect("the article").clone();
                let annotation = project.annotations().next().expect("the annotation").clone();
                let span =
                    annotation.anchor.span().filter(|_| annotation.anchor.is_placed()).expect("a place");
                (article.clone(), article.text.slice(span).to_owned())
            };
            let (changed, passage) = now(&session);
            let expected: Vec<&str> = blocks.iter().map(|block| all[*block]).collect();
            let text: Vec<&str> =
                changed.text.blocks().iter().map(|it| changed.text.slice(it.span)).collect();
            assert_eq!((text, passage.as_str()), (expected, words));
            assert_eq!(left_out::count(&changed.extra), left);
            assert!(session.undo(Time(10)).is_some());
            let (undone, passage) = now(&session);
            assert_eq!(
                (&undone.text, &undone.extra, passage.as_str()),
                (&article.text, &article.extra, words)
            );
            assert!(session.undo(Time(11)).is_none(), "it was one step");
        }
    }

    #[test]
    fn what_is_included_is_one_step_and_passages_keep_their_words() {
        let one = |number: usize| {
            move |desk: &Desk, parts: &[Part]| {
                let name = name_of(number, &parts[number]);
                desk.include_left_out(&format!("{name} a"), &Still::default())
            }
        };
        check(one(0), &[0, 1, 2, 3, 5], 1);
        check(one(1), &[0, 1, 3, 4, 5], 1);
        check(|desk, _| desk.include_left_out("all a", &Still::default()), &[0, 1, 2, 3, 4, 5], 0);
        check(|desk, _| desk.dismiss_left_out("a", &Still::default()), &[0, 1, 3, 5], 0);
    }

    #[test]
    fn what_is_gone_is_not_included() {
        let (desk, _) = desk("tide");
        for about in ["0-0 a", "7-0000000000000000 a", "all b", "all", ""] {
            assert_eq!(desk.include_left_out(about, &Still::default()), Err(GONE.to_owned()), "{about}");
        }
    }
}
