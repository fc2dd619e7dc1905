//! New versions of articles: what becomes of the text, and of the passages in it. It is a proposal first, which the reader
//! sees side by side with what is there; then one undo step.

use std::collections::HashMap;
use std::rc::Rc;

use super::compare::{Passage, Sides};
use super::drawing::el;
use super::{Desk, Drawn, GONE, article_id, compare};
use crate::format::highlights::Highlights;
use crate::format::left_out;
use crate::format::panel::{Outcome, Panel};
use crate::model::anchor::Anchor;
use crate::model::anchoring::{Comparison, Row, update};
use crate::model::project::{Annotation, AnnotationId, Article, ArticleId, Change, Project, Time};
use crate::model::text::BlockKind;

/// The panel in which a proposal is looked at; it is about the proposal's number.
pub const PANEL: &str = "update";

/// The panel that shows afterwards what has changed; it is about an article.
pub const CHANGES: &str = "changes";

/// What is done when the reader agrees to a proposal.
pub const UPDATE: &str = "update";

/// The proposals, and what came of them.
#[derive(Default)]
pub(super) struct Updates {
    /// The last few, with their numbers: one is looked at, and each holds a text.
    pub(super) offered: Offered,
    /// How many there have been.
    count: usize,
    /// What each article was before its last update.
    done: HashMap<ArticleId, Before>,
}

/// Proposals, with their numbers.
pub(super) type Offered = Vec<(usize, Proposal)>;

/// How many proposals are kept.
const KEPT: usize = 4;

/// From here on two texts are taken for versions of one: as much as [`update`] asks for to look for changed passages.
const RELATED: f32 = 0.20;

/// What is to become of an article.
#[derive(Clone)]
pub(super) struct Proposal {
    /// What was read.
    read: Article,
    /// The article as it is, and as it is to be.
    old: Rc<Article>,
    new: Rc<Article>,
    /// The annotations as they are, in reading order, and where each is to be.
    annotations: Vec<Rc<Annotation>>,
    anchors: Vec<Anchor>,
    rows: Vec<Row>,
    /// How much both texts have in common, from 0 to 1.
    likeness: f32,
    /// The panel that comes after it; may be none.
    then: Vec<String>,
}

/// An article before its update.
struct Before {
    old: Rc<Article>,
    annotations: Vec<Rc<Annotation>>,
    /// The article that the rows compare it with.
    new: Rc<Article>,
    rows: Vec<Row>,
}

impl Desk {
    /// Proposes that an article gets the text that was read, and with it what else is known of the new version. Nothing is
    /// changed yet, unless the text is the same: then only particulars can be new.
    pub fn offer_update(&mut self, id: ArticleId, read: Article) -> Result<Outcome, String> {
        let old = self.project.article(&id).ok_or(GONE)?;
        if old.text == read.text {
            return Ok(same_text(&self.project, old, &read));
        }
        let proposal = Proposal::of(&self.project, old, read);
        let updates = &mut self.updates;
        let number = updates.count;
        updates.count += 1;
        updates.offered.push((number, proposal));
        let too_many = updates.offered.len().saturating_sub(KEPT);
        updates.offered.drain(..too_many);
        Ok(Outcome { panel: vec![PANEL.to_owned(), number.to_string()], ..Outcome::default() })
    }

    /// Carries a proposal out. If the article or its passages have changed since it was made, it is worked out anew.
    pub fn apply_update(&mut self, number: &str) -> Result<Outcome, String> {
        let at = self.offered(number)?;
        let (_, mut proposal) = self.updates.offered.remove(at);
        let old = self.project.article(&proposal.old.id).ok_or(GONE)?;
        if old.text == proposal.read.text {
            return Ok(same_text(&self.project, old, &proposal.read));
        }
        if !proposal.is_of(&self.project) {
            proposal = Proposal { then: proposal.then, ..Proposal::of(&self.project, old, proposal.read) };
        }
        let outcome = proposal.outcome(&self.project);
        let Proposal { old, new, annotations, rows, .. } = proposal;
        self.updates.done.insert(old.id.clone(), Before { old, annotations, new, rows });
        Ok(outcome)
    }

    /// Says which panel comes after the proposal that was made just now.
    pub(super) fn go_on_with(&mut self, panel: Vec<String>) {
        if let Some((_, proposal)) = self.updates.offered.last_mut() {
            proposal.then = panel;
        }
    }

    /// Where a proposal is among those that are kept.
    fn offered(&self, number: &str) -> Result<usize, String> {
        let number: Option<usize> = number.parse().ok();
        let is_it = |(its, _): &(usize, Proposal)| Some(*its) == number;
        self.updates.offered.iter().position(is_it).ok_or_else(|| GONE.to_owned())
    }

    pub(super) fn draw_update(&mut self, panel: &Panel) -> Result<Drawn, String> {
        let at = self.offered(&panel.about)?;
        let (_, proposal) = &mut self.updates.offered[at];
        if !proposal.is_of(&self.project) {
            let old = self.project.article(&proposal.old.id).ok_or(GONE)?;
            let then = std::mem::take(&mut proposal.then);
            *proposal = Proposal { then, ..Proposal::of(&self.project, old, proposal.read.clone()) };
        }
        let sides = proposal.sides(&self.project);
        let particulars = particulars(&proposal.old, &proposal.new);
        let warning = (proposal.likeness < RELATED)
            .then_some("The two texts have almost nothing in common. Is this the same article?");
        let content = compare::proposed(&sides, panel, &particulars, warning);
        Ok(Drawn { title: "Update the text".to_owned(), content, paint: Highlights::default() })
    }

    pub(super) fn draw_changes(&mut self, panel: &Panel) -> Result<Drawn, String> {
        let id = article_id(&panel.about)?;
        let now = self.project.article(&id).ok_or(GONE)?;
        let title = "What has changed".to_owned();
        let said = |words: &str| el("div").with(el("p").text(words)).with(compare::close());
        let Some(before) = self.updates.done.get_mut(&id) else {
            let content = said(
                "The text of this article has not been updated since this tab was opened. What an update changed is \
                 known only as long as the tab is.",
            );
            return Ok(Drawn { title, content, paint: Highlights::default() });
        };
        if before.old.text == now.text {
            let content = said("The update was undone: the article has its earlier text.");
            return Ok(Drawn { title, content, paint: Highlights::default() });
        }
        if before.new.text != now.text {
            before.rows = Comparison::of(&before.old.text, &now.text).rows();
        }
        before.new = now.clone();
        let content = compare::afterwards(&before.sides(&self.project), panel);
        Ok(Drawn { title, content, paint: Highlights::default() })
    }
}

impl Proposal {
    fn of(project: &Project, old: &Rc<Article>, read: Article) -> Proposal {
        let new = Rc::new(updated(old, &read));
        let annotations: Vec<_> = project.annotations_of(&old.id).cloned().collect();
        let was: Vec<Anchor> = annotations.iter().map(|annotation| annotation.anchor.clone()).collect();
        let comparison = Comparison::of(&old.text, &new.text);
        Proposal {
            anchors: update(&comparison, &was),
            rows: comparison.rows(),
            likeness: comparison.likeness(),
            old: old.clone(),
            read,
            new,
            annotations,
            then: Vec::new(),
        }
    }

    /// Whether the project still has the article and the annotations that it was worked out for.
    fn is_of(&self, project: &Project) -> bool {
        project.article(&self.old.id) == Some(&self.old)
            && project.annotations_of(&self.old.id).eq(&self.annotations)
    }

    fn outcome(&self, project: &Project) -> Outcome {
        let title = called(&self.new);
        let tally = Tally::of(&self.anchors);
        let sentence = tally.sentence().unwrap_or_else(|| "Text updated.".to_owned());
        Outcome {
            open: self.new.id.to_string(),
            panel: self.then.clone(),
            notes: vec![format!("{sentence} Undo reverts the update.")],
            ..Outcome::of(&format!("text of {title} updated"), project, &self.changes())
        }
    }

    /// The article, and every annotation that has a place in its text: a record says which text it counts in.
    fn changes(&self) -> Vec<Change> {
        let article = Change::Article(self.new.id.clone(), Some(self.new.clone()));
        let moved = self.annotations.iter().zip(&self.anchors);
        let moved = moved.filter(|(was, anchor)| anchor.span().is_some() || was.anchor != **anchor);
        let moved = moved.map(|(was, anchor)| {
            let modified = later(was.modified, self.read.modified);
            let annotation = Annotation { anchor: anchor.clone(), modified, ..Annotation::clone(was) };
            Change::Annotation(was.id.clone(), Some(Rc::new(annotation)))
        });
        [article].into_iter().chain(moved).collect()
    }

    fn sides<'a>(&'a self, project: &'a Project) -> Sides<'a> {
        let passages = self.annotations.iter().zip(&self.anchors);
        let passages = passages.map(|(annotation, anchor)| Passage {
            annotation,
            was: Some(&annotation.anchor),
            anchor,
        });
        Sides { project, old: &self.old, new: &self.new, rows: &self.rows, passages: passages.collect() }
    }
}

impl Before {
    /// Beside the article as it is by now, with its passages as they are by now.
    fn sides<'a>(&'a self, project: &'a Project) -> Sides<'a> {
        let was: HashMap<&AnnotationId, &Anchor> =
            self.annotations.iter().map(|annotation| (&annotation.id, &annotation.anchor)).collect();
        let passages = project.annotations_of(&self.old.id).map(|annotation| Passage {
            annotation,
            was: was.get(&annotation.id).copied(),
            anchor: &annotation.anchor,
        });
        Sides { project, old: &self.old, new: &self.new, rows: &self.rows, passages: passages.collect() }
    }
}

/// An article with the text of what was read.
///
/// Byline, date and direction are the new version's where it has them: only pages say these. Source and language can be
/// the reader's own, so they stay where there are any. The title stays too, unless it is the heading of the old text: then
/// it came from there.
fn updated(old: &Article, read: &Article) -> Article {
    let is_heading = heading(old).is_some_and(|heading| heading == one_line(&old.title));
    let has_title = !read.title.trim().is_empty();
    Article {
        title: if is_heading && has_title { read.title.clone() } else { old.title.clone() },
        source: old.source.clone().or_else(|| read.source.clone()),
        language: old.language.clone().or_else(|| read.language.clone()),
        byline: read.byline.clone().or_else(|| old.byline.clone()),
        published: read.published.clone().or_else(|| old.published.clone()),
        direction: read.direction.or(old.direction),
        text: read.text.clone(),
        // What was left out is left out of this text.
        extra: old.extra.with(left_out::FIELD, read.extra.field(left_out::FIELD).map(str::to_owned)),
        modified: later(old.modified, read.modified),
        ..old.clone()
    }
}

/// The first heading of an article.
fn heading(article: &Article) -> Option<String> {
    let text = &article.text;
    let heading = text.blocks().iter().find(|block| block.kind == BlockKind::Heading)?;
    Some(one_line(text.slice(heading.span)))
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What of an article is another, but for its text.
fn particulars(old: &Article, new: &Article) -> Vec<&'static str> {
    let changed = [
        ("title", old.title != new.title),
        ("byline", old.byline != new.byline),
        ("date", old.published != new.published),
        ("source", old.source != new.source),
        ("language", old.language != new.language),
        ("direction", old.direction != new.direction),
    ];
    changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

/// What comes of a version that has the same text.
fn same_text(project: &Project, old: &Rc<Article>, read: &Article) -> Outcome {
    let new = updated(old, read);
    let title = called(old);
    let names = particulars(old, &new);
    if names.is_empty() {
        let note = format!("The text of {title} has not changed. There is nothing to update.");
        return Outcome { notes: vec![note], ..Outcome::default() };
    }
    let are = if names.len() == 1 { "is" } else { "are" };
    let note = format!("The text of {title} has not changed. Its {} {are} updated.", listed(&names));
    let change = Change::Article(old.id.clone(), Some(Rc::new(new)));
    Outcome { notes: vec![note], ..Outcome::of(&format!("details of {title} updated"), project, &[change]) }
}

/// What an article is called in a sentence.
fn called(article: &Article) -> String {
    match one_line(&article.title) {
        title if title.is_empty() => "the article".to_owned(),
        title => format!("“{title}”"),
    }
}

/// Names one after another, the last with "and".
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// A time that is later than the one before, even where the clock went back.
fn later(before: Time, now: Time) -> Time {
    now.max(Time(before.0 + 1))
}

/// How many passages ended as what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Tally {
    placed: usize,
    review: usize,
    lost: usize,
}

impl Tally {
    /// Counts.
    pub(super) fn of<'a>(anchors: impl IntoIterator<Item = &'a Anchor>) -> Tally {
        let mut tally = Tally::default();
        for anchor in anchors {
            *match anchor {
                Anchor::Placed { .. } => &mut tally.placed,
                Anchor::NeedsReview { .. } => &mut tally.review,
                Anchor::Orphaned { .. } => &mut tally.lost,
            } += 1;
        }
        tally
    }

    /// The counts as a sentence; `None` if there are no passages.
    pub(super) fn sentence(self) -> Option<String> {
        let parts = [
            (self.placed, "is placed", "are placed"),
            (self.review, "needs review", "need review"),
            (self.lost, "was not found", "were not found"),
        ];
        let parts = parts.into_iter().filter(|(count, ..)| *count > 0).enumerate();
        let parts = parts.map(|(index, (count, one, several))| {
            let noun = match (index, count) {
                (0, 1) => " passage",
                (0, _) => " passages",
                _ => "",
            };
            format!("{count}{noun} {}", if count == 1 { one } else { several })
        });
        let parts = parts.collect::<Vec<_>>().join(", ");
        (!parts.is_empty()).then(|| parts + ".")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::handover::Errand;
    use crate::format::panel::{ACT, DRAW, OPEN, changes};
    use crate::model::anchor::Quote;
    use crate::model::extra::Extra;
    use crate::model::project::{AgendaItem, Colour, ItemId, Published, Rank};
    use crate::model::session::{Command, Session};
    use crate::model::text::{Span, Text};

    pub fn article_id() -> ArticleId {
        ArticleId::new("article").expect("id")
    }

    pub fn article(raw: &str) -> Article {
        let (text, title) = Text::plain(raw, None);
        Article {
            id: article_id(),
            title: title.into(),
            source: None,
            language: None,
            byline: None,
            published: None,
            direction: None,
            text,
            created: Time(5),
            modified: Time(10),
            extra: Extra::default(),
        }
    }

    /// What was read at another time, under another id.
    pub fn version(raw: &str) -> Article {
        let id = ArticleId::new("read").expect("id");
        Article { id, created: Time(1_000), modified: Time(1_000), ..article(raw) }
    }

    const OPENING: &str = "[{(";
    const CLOSING: &str = "]})";
    const NAMES: [&str; 3] = ["a", "b", "c"];

    /// Text and spans of a drawn input: each kind of bracket is a passage, `[ ]`, `{ }`, `( )`.
    pub fn drawn(input: &str) -> (String, [Option<std::ops::Range<usize>>; 3]) {
        let mut raw = String::new();
        let mut ends = [const { None }; 3];
        for character in input.chars() {
            if let Some(which) = OPENING.find(character) {
                ends[which] = Some(raw.len()..raw.len());
            } else if let Some(which) = CLOSING.find(character) {
                ends[which].as_mut().expect("opened").end = raw.len();
            } else {
                raw.push(character);
            }
        }
        (raw, ends)
    }

    fn item(name: &str, rank: Rank) -> Change {
        let id = ItemId::new(name).expect("id");
        let item = AgendaItem {
            id: id.clone(),
            title: format!("Item {name}").into(),
            colour: Colour([0; 3]),
            description: "".into(),
            hotkey: None,
            status: None,
            raised_by: None,
            parent: None,
            rank,
            created: Time(1),
            modified: Time(1),
            extra: Extra::default(),
        };
        Change::Item(id, Some(Rc::new(item)))
    }

    pub fn annotation(name: &str, anchor: Anchor) -> Change {
        let id = AnnotationId::new(name).expect("id");
        let annotation = Annotation {
            id: id.clone(),
            article: article_id(),
            anchor,
            items: vec![ItemId::new(name).expect("id")],
            note: format!("note of {name}").into(),
            creator: Some("Ada".into()),
            created: Time(20),
            modified: Time(30),
            extra: Extra::default(),
        };
        Change::Annotation(id, Some(Rc::new(annotation)))
    }

    /// A project with a drawn article. What is quoted in `lost` is orphaned: annotation `d`.
    pub fn project(input: &str, lost: Option<&str>) -> Project {
        let (raw, ends) = drawn(input);
        let article = article(&raw);
        let text = article.text.clone();
        let mut changes = vec![Change::Article(article_id(), Some(Rc::new(article)))];
        changes.extend(
            ["a", "b", "c", "d"].into_iter().zip(Rank::ascending()).map(|(name, rank)| item(name, rank)),
        );
        for (name, range) in NAMES.into_iter().zip(ends) {
            let span = range.map(|range| text.span(range).expect("a span"));
            changes.extend(span.map(|span| annotation(name, Anchor::Placed { span })));
        }
        let quote = |exact: &str| Rc::new(Quote { exact: exact.to_owned(), ..Quote::default() });
        changes.extend(lost.map(|lost| annotation("d", Anchor::Orphaned { quote: quote(lost) })));
        let mut project = Project::default();
        project.apply_all(changes).expect("a project");
        project
    }

    pub fn desk(project: &Project) -> Desk {
        Desk { project: project.clone(), ..Desk::default() }
    }

    /// Offers, agrees, and applies what comes of it, as the page does.
    fn updated(session: &mut Session, read: Article) -> Outcome {
        let mut desk = desk(session.project());
        let offered = desk.offer_update(article_id(), read).expect("offered");
        assert_eq!(offered.panel[0], PANEL);
        assert!(offered.entries.is_empty());
        let outcome = desk.apply_update(&offered.panel[1]).expect("applied");
        let outcome = Outcome::read(&outcome.write());
        let changes = changes(session.project(), &outcome.entries);
        session.dispatch(Command::Changes(outcome.step.clone(), changes), Time(2_000)).expect("applies");
        outcome
    }

    /// The text with its passages in brackets, those in review with a question mark; below, what is lost.
    fn shown(project: &Project) -> String {
        let text = &project.article(&article_id()).expect("article").text;
        let mut signs: Vec<(usize, u8, String)> = Vec::new();
        let mut lost = Vec::new();
        for annotation in project.annotations_of(&article_id()) {
            let which = NAMES.iter().position(|name| *name == annotation.id.as_str());
            let sign = |all: &str| which.map_or('|', |which| all.as_bytes()[which].into());
            let Some(span) = annotation.anchor.span() else {
                lost.push(format!("{} {}", annotation.id, annotation.anchor.quote(None).exact));
                continue;
            };
            let review = matches!(annotation.anchor, Anchor::NeedsReview { .. });
            signs.push((span.start().byte(), 1, sign(OPENING).to_string()));
            signs.push((span.end().byte(), 0, format!("{}{}", sign(CLOSING), if review { "?" } else { "" })));
        }
        signs.sort();
        let mut shown = text.as_str().to_owned();
        for (at, _, sign) in signs.into_iter().rev() {
            shown.insert_str(at, &sign);
        }
        lost.iter().fold(shown, |shown, lost| format!("{shown}\nlost: {lost}"))
    }

    #[track_caller]
    fn check_with(old: &str, lost: Option<&str>, new: &str, expected: &str) {
        let before = project(old, lost);
        let mut session = Session::new(before.clone());
        let outcome = updated(&mut session, version(new));
        assert_eq!(shown(session.project()), expected);
        assert_eq!(outcome.open, "article");
        check_kept(&before, session.project());
        session.undo(Time(3_000)).expect("a step");
        assert_eq!(session.undo_name(), None);
        check_same(session.project(), &before);
    }

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        check_with(old, None, new, expected);
    }

    /// Nothing of the annotations is lost, and what is placed says what it marks.
    #[track_caller]
    fn check_kept(before: &Project, after: &Project) {
        assert_eq!(before.annotation_count(), after.annotation_count());
        let text = &after.article(&article_id()).expect("article").text;
        for was in before.annotations() {
            let is = after.annotation(&was.id).expect("the annotation");
            let same =
                Annotation { anchor: was.anchor.clone(), modified: was.modified, ..Annotation::clone(is) };
            assert_eq!(same, **was);
            let moved = is.anchor != was.anchor || is.anchor.span().is_some();
            assert_eq!(is.modified > was.modified, moved);
            if let Some(span) = is.anchor.span() {
                assert_eq!(text.slice(span), &text.as_str()[span.range()]);
            }
            if !matches!(is.anchor, Anchor::Placed { .. }) {
                let quote = was.anchor.quote(before.article(&article_id()).map(|article| &article.text));
                assert_eq!(is.anchor.quote(None), quote);
            }
        }
    }

    /// Two projects are the same but for when they were changed.
    #[track_caller]
    fn check_same(one: &Project, other: &Project) {
        let records = |project: &Project| {
            let articles = project.articles().into_iter();
            let articles: Vec<_> =
                articles.map(|article| Article { modified: Time(0), ..Article::clone(article) }).collect();
            let annotations = project.annotations();
            let annotations: Vec<_> = annotations
                .map(|annotation| Annotation { modified: Time(0), ..Annotation::clone(annotation) })
                .collect();
            (articles, annotations)
        };
        assert_eq!(records(one), records(other));
    }

    const HARBOUR: &str = "The harbour is closed to all ships until the end of spring.";
    const COUNCIL: &str = "The council met on Monday and decided what is to be done about the old bridge.";
    const MUSEUM: &str = "A museum of clocks has opened in the former customs house by the river.";

    #[test]
    fn passages_are_placed_after_an_edit_elsewhere() {
        check(
            &format!("News\n\n{HARBOUR}\n\n{COUNCIL}").replace("the old bridge", "[the {old] bridge}"),
            &format!("News\n\nNobody knows why. {HARBOUR}\n\n{COUNCIL}"),
            &format!("News\n\nNobody knows why. {HARBOUR}\n\n{COUNCIL}")
                .replace("the old bridge", "[the {old] bridge}"),
        );
    }

    #[test]
    fn spelling_and_typography_are_refreshed() {
        check(
            "News\n\nThe council [dicided \"what is\" to be done] about the old bridge on Monday evening.",
            "News\n\nThe council decided “what is” to be done about the old bridge on Monday evening.",
            "News\n\nThe council [decided “what is” to be done] about the old bridge on Monday evening.",
        );
    }

    #[test]
    fn a_deleted_sentence_is_lost() {
        check(
            &format!("News\n\n{COUNCIL} [{MUSEUM}]\n\n{HARBOUR}"),
            &format!("News\n\n{COUNCIL}\n\n{HARBOUR}"),
            &format!("News\n\n{COUNCIL}\n\n{HARBOUR}\nlost: a {MUSEUM}"),
        );
    }

    #[test]
    fn a_passage_goes_with_its_paragraph() {
        check(
            &format!("News\n\n{COUNCIL}\n\n{HARBOUR}\n\n{MUSEUM}")
                .replace("until the end", "[until the end]"),
            &format!("News\n\n{COUNCIL}\n\n{MUSEUM}\n\n{HARBOUR}"),
            &format!("News\n\n{COUNCIL}\n\n{MUSEUM}\n\n{HARBOUR}")
                .replace("until the end", "[until the end]"),
        );
    }

    #[test]
    fn what_was_reworded_is_to_be_reviewed() {
        check(
            &format!("News\n\n{COUNCIL}\n\n[{HARBOUR}]\n\n{MUSEUM}"),
            &format!(
                "News\n\n{COUNCIL}\n\nThe harbour stays closed to large ships until autumn.\n\n{MUSEUM}"
            ),
            &format!(
                "News\n\n{COUNCIL}\n\n[The harbour stays closed to large ships until autumn.]?\n\n{MUSEUM}"
            ),
        );
    }

    #[test]
    fn what_was_lost_is_found_again() {
        let quoted = "decided what is to be done about the old bridge";
        check_with(
            &format!("News\n\n[{HARBOUR}]\n\n{MUSEUM}"),
            Some(quoted),
            &format!("News\n\n{HARBOUR}\n\n{COUNCIL}\n\n{MUSEUM}"),
            &format!("News\n\n[{HARBOUR}]\n\n{COUNCIL}\n\n{MUSEUM}").replace(quoted, &format!("|{quoted}|")),
        );
        check_with(
            &format!("News\n\n[{HARBOUR}]\n\n{MUSEUM}"),
            Some("something that nobody has ever said"),
            &format!("News\n\n{HARBOUR}"),
            &format!("News\n\n[{HARBOUR}]\nlost: d something that nobody has ever said"),
        );
    }

    #[test]
    fn the_reader_is_told_what_came_of_it() {
        let old = format!("News\n\n{COUNCIL} [{MUSEUM}]\n\n{HARBOUR}").replace("met on", "{met on}");
        let mut session = Session::new(project(&old, None));
        let outcome = updated(&mut session, version(&format!("News\n\n{COUNCIL}\n\n{HARBOUR}")));
        assert_eq!(outcome.notes, ["1 passage is placed, 1 was not found. Undo reverts the update."]);
        assert_eq!(outcome.step, "text of “News” updated");
        assert_eq!(session.undo_name(), Some("text of “News” updated"));
        let tally = |placed, review, lost| Tally { placed, review, lost }.sentence().unwrap_or_default();
        assert_eq!(tally(12, 2, 1), "12 passages are placed, 2 need review, 1 was not found.");
        assert_eq!(tally(0, 1, 3), "1 passage needs review, 3 were not found.");
        assert_eq!(tally(0, 0, 0), "");
    }

    #[test]
    fn particulars_are_updated_but_what_the_reader_may_have_set() {
        let old = Article {
            source: Some("https://example.org/old".into()),
            byline: Some("Ada".into()),
            ..article("First heading\n\nSome words that stay.")
        };
        let read = Article {
            source: Some("https://example.org/new".into()),
            language: Some("en".into()),
            published: Published::new("2026-11-24"),
            ..version("Second heading\n\nSome words that stay.")
        };
        let new = super::updated(&old, &read);
        assert_eq!(&*new.title, "Second heading");
        assert_eq!((&new.source, &new.byline, &new.language), (&old.source, &old.byline, &read.language));
        assert_eq!((&new.id, new.created, new.modified), (&old.id, old.created, Time(1_000)));
        assert_eq!(particulars(&old, &new), ["title", "date", "language"]);
        let renamed = Article { title: "My own title".into(), modified: Time(5_000), ..old };
        let new = super::updated(&renamed, &read);
        assert_eq!((&*new.title, new.modified), ("My own title", Time(5_001)));
    }

    #[test]
    fn of_the_same_text_only_particulars_are_new() {
        let project = project("News\n\n[Some words] that stay.", None);
        let mut desk = desk(&project);
        let same = version("News\n\nSome words that stay.");
        let outcome = desk.offer_update(article_id(), same.clone()).expect("an outcome");
        let note = "The text of “News” has not changed.";
        assert_eq!(outcome.notes, [format!("{note} There is nothing to update.")]);
        assert_eq!((outcome.entries.len(), outcome.panel.len()), (0, 0));
        let signed = Article { byline: Some("Ada".into()), published: Published::new("2026"), ..same };
        let outcome = desk.offer_update(article_id(), signed).expect("an outcome");
        assert_eq!(outcome.notes, [format!("{note} Its byline and date are updated.")]);
        assert!(outcome.panel.is_empty());
        let mut session = Session::new(project);
        let changes = changes(session.project(), &outcome.entries);
        session.dispatch(Command::Changes(outcome.step, changes), Time(2_000)).expect("applies");
        let article = session.project().article(&article_id()).expect("article");
        assert_eq!(article.byline.as_deref(), Some("Ada"));
        assert_eq!(shown(session.project()), "News\n\n[Some words] that stay.");
    }

    #[test]
    fn a_proposal_follows_the_project() {
        let old = format!("News\n\n{COUNCIL}\n\n[{HARBOUR}]");
        let mut session = Session::new(project(&old, None));
        let mut desk = desk(session.project());
        let read = version(&format!("News\n\n{MUSEUM}\n\n{COUNCIL}\n\n{HARBOUR}"));
        let offered = desk.offer_update(article_id(), read.clone()).expect("offered");
        // Meanwhile another passage is marked.
        let text = session.project().article(&article_id()).expect("article").text.clone();
        let span = text.span(6..31).expect("a span");
        let change = annotation("b", Anchor::Placed { span });
        session.dispatch(Command::Changes("tag".into(), vec![change.clone()]), Time(1_500)).expect("applies");
        desk.project.apply(change).expect("applies");
        let outcome = desk.apply_update(&offered.panel[1]).expect("applied");
        let changes = changes(session.project(), &outcome.entries);
        session.dispatch(Command::Changes(outcome.step, changes), Time(2_000)).expect("applies");
        let expected = format!("News\n\n{MUSEUM}\n\n{COUNCIL}\n\n[{HARBOUR}]")
            .replace("The council met on Monday", "{The council met on Monday}");
        assert_eq!(shown(session.project()), expected);
        // A proposal is carried out once.
        assert_eq!(desk.apply_update(&offered.panel[1]), Err(GONE.to_owned()));
        // And what another tab has done already is not done again.
        desk.project = session.project().clone();
        let again = desk.offer_update(article_id(), version("News\n\nOther words.")).expect("offered");
        let read = Change::Article(
            article_id(),
            Some(Rc::new(Article { id: article_id(), ..version("News\n\nOther words.") })),
        );
        let changes = desk.project.in_order(vec![read]);
        desk.project.apply_all(changes).expect("applies");
        let outcome = desk.apply_update(&again.panel[1]).expect("an outcome");
        assert!(outcome.entries.is_empty() && outcome.notes[0].contains("has not changed"), "{outcome:?}");
    }

    #[test]
    fn what_is_not_here_is_said_to_be_gone() {
        let mut desk = Desk::default();
        assert_eq!(desk.offer_update(article_id(), version("x")), Err(GONE.to_owned()));
        assert_eq!(desk.apply_update("0"), Err(GONE.to_owned()));
        let mut desk = super::tests::desk(&project("News\n\n[One] two.", None));
        for number in 0..2 * KEPT {
            let offered =
                desk.offer_update(article_id(), version(&format!("News\n\nOne {number}."))).expect("offered");
            assert_eq!(offered.panel[1], number.to_string());
        }
        assert_eq!(desk.updates.offered.len(), KEPT);
        assert_eq!(desk.apply_update("0"), Err(GONE.to_owned()));
        assert!(desk.apply_update("7").is_ok());
    }

    #[test]
    fn a_file_can_be_a_new_version() {
        let mut desk = desk(&project("News\n\nThe [quick] fox.", None));
        let outside = crate::desk::tests::Still::default();
        let mut ask = |task: &str, asked: &str, bytes: &[u8]| {
            desk.answer(task, &format!("0\n{asked}"), bytes, &outside)
        };
        let errand = |id: &str| {
            let (name, update) = (Some("fox.txt".to_owned()), Some(id.to_owned()));
            Errand { name, update, ..Errand::default() }.to_json()
        };
        let bytes = b"News\n\nThe very quick fox.";
        let offered = Outcome::read(&ask(OPEN, &errand("article"), bytes).expect("offered"));
        assert_eq!(offered.panel, [PANEL, "0"]);
        let panel = Panel::new(PANEL, "0").write();
        let drawn = ask(DRAW, &panel, b"").expect("drawn");
        assert!(drawn.starts_with("Update the text\n\n[\"div\""), "{drawn}");
        let act = format!("{UPDATE}\n0\n{panel}");
        let outcome = Outcome::read(&ask(ACT, &act, b"").expect("done"));
        assert_eq!((outcome.open.as_str(), outcome.panel.len()), ("article", 0));
        let changes = changes(&desk.project, &outcome.entries);
        let changes = desk.project.in_order(changes);
        desk.project.apply_all(changes).expect("applies");
        assert!(shown(&desk.project).contains("very"));
        let mut ask = |task: &str, asked: &str, bytes: &[u8]| {
            desk.answer(task, &format!("0\n{asked}"), bytes, &outside)
        };
        let drawn = ask(DRAW, &Panel::new(CHANGES, "article").write(), b"").expect("drawn");
        assert!(drawn.starts_with("What has changed\n"), "{drawn}");
        assert_eq!(ask(OPEN, &errand("other"), bytes), Err(GONE.to_owned()));
        assert!(ask(OPEN, &errand("article"), b"\x50\x4b\x03\x04\x00\x01").is_err());
    }

    const WORDS: [&str; 12] = [
        "harbour",
        "the",
        "closed",
        "ships",
        "é",
        "👩‍🚀",
        "spring",
        "the",
        "council",
        "Bridge,",
        "old.\n\n",
        "dicided",
    ];

    fn text_of(words: &[usize]) -> String {
        words.iter().map(|word| WORDS[word % WORDS.len()]).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_an_update(
            words in proptest::collection::vec(0usize..12, 3..60),
            edits in proptest::collection::vec((0usize..60, 0usize..14), 1..8),
            passages in proptest::collection::vec((0usize..300, 1usize..60), 0..8),
        ) {
            let (old, _) = Text::plain(&text_of(&words), Some("t"));
            let mut changed = words.clone();
            for (at, edit) in edits {
                let at = at % changed.len();
                match edit {
                    12 if changed.len() > 1 => { changed.remove(at); }
                    13 => changed.insert(at, 0),
                    edit => changed[at] = edit,
                }
            }
            let mut project = Project::default();
            let was = Article { title: "t".into(), ..article(old.as_str()) };
            let text = was.text.clone();
            project.apply(Change::Article(article_id(), Some(Rc::new(was)))).expect("applies");
            let spans = passages.iter().filter_map(|(start, length)| text.span_of_code_points(*start..start + length));
            for (index, span) in spans.collect::<Vec<Span>>().into_iter().enumerate() {
                let id = format!("n{index}");
                let anchor = match index % 4 {
                    3 => Anchor::Orphaned { quote: Rc::new(Quote::of(&text, span)) },
                    2 => Anchor::NeedsReview { span, quote: Rc::new(Quote::of(&text, span)) },
                    _ => Anchor::Placed { span },
                };
                project.apply(annotation(&id, anchor)).expect("applies");
            }
            let read = Article { title: "t".into(), ..version(&text_of(&changed)) };
            prop_assume!(read.text != text);
            let mut session = Session::new(project.clone());
            updated(&mut session, read.clone());
            check_kept(&project, session.project());
            prop_assert_eq!(&session.project().article(&article_id()).expect("article").text, &read.text);
            session.undo(Time(3_000)).expect("a step");
            check_same(session.project(), &project);
        }
    }
}
