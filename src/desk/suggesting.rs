//! Suggestions: which agenda item a sentence may belong to, drawn one after the other beside the article. What is suggested is
//! worked out by [`Suggester`], and only while somebody asks.

use std::rc::Rc;

use super::drawing::{Element, button, el};
use super::tagging::{Passages, place, written};
use super::{Desk, Drawn, GONE, Outside};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel};
use crate::format::rejected;
use crate::model::article_span::ArticleSpan;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, ItemId, Project, Time,
};
use crate::model::sentences::sentences;
use crate::model::suggest::{
    Candidate, Quality, Rejection, Suggester, Suggestion, next_least_certain, next_shown, weights,
};
use crate::model::text::Span;

/// The panel. Of the page's own fields, `open` is the article that is open, and `at` the place in it that the reader is at: an
/// article and two bytes, anywhere within a sentence, or an annotation. `quality` is [`ALL`] if that of all articles is shown.
pub const PANEL: &str = "suggestion";

/// Tags a sentence with an item: an article, the bytes of the sentence, and the item.
pub const ACCEPT: &str = "suggestion-accept";

/// Never suggests the item for the sentence again; it is written as with [`ACCEPT`].
pub const REJECT: &str = "suggestion-reject";

/// Switches suggestions off: the page's own affair.
pub const OFF: &str = "suggestions-off";

/// What the field `quality` has for all articles.
const ALL: &str = "all";

/// How many passages an item needs before sentences are underlined for it unasked: from one or two, single words decide.
/// Whoever asks is shown what there is.
const TAGS: usize = 3;

/// What is left of the margins for a sentence that is underlined already for the same item, so that lines do not come and go
/// with every tag.
const STAYS: f32 = 0.6;

/// How many characters of a sentence are shown.
const QUOTED: usize = 120;

/// Suggestions as they are for one article in one state of the project, and what makes them.
#[derive(Default)]
pub(super) struct Suggestions {
    suggester: Suggester,
    /// The items as they were when what was rejected was read from them.
    items: Vec<Rc<AgendaItem>>,
    /// What the rest is of: a state of the project, and an article.
    of: Option<(u32, ArticleId)>,
    made: Vec<Suggestion>,
    /// The sentences that are underlined, and the item that is suggested for each.
    underlined: Vec<(Span, ItemId)>,
    /// That of the article, and that of all; as far as somebody asked.
    quality: [Option<Quality>; 2],
    done: Option<Done>,
}

/// The sentence that was accepted or rejected last.
struct Done {
    /// Where the panel was at, by its field. While it is still there, it shows what comes after this sentence.
    at: String,
    article: ArticleId,
    suggestion: Suggestion,
    /// What was rejected, if it was.
    rejection: Option<Rejection>,
}

impl Suggestions {
    /// Takes up what has changed, if anything has: `step` tells states of the project apart.
    fn follow(&mut self, project: &Project, step: u32, article: &ArticleId) {
        if self.of.as_ref().is_some_and(|(of, known)| (*of, known) == (step, article)) {
            return;
        }
        self.suggester.follow(project, Some(article), &sentences);
        let items: Vec<_> = project.agenda().into_iter().map(|(_, item)| item.clone()).collect();
        let are_same = items.len() == self.items.len()
            && items.iter().zip(&self.items).all(|(now, was)| Rc::ptr_eq(now, was));
        if !are_same {
            self.suggester.set_rejected(rejected::of(project));
            self.items = items;
        }
        let before = match &self.of {
            Some((_, of)) if of == article => std::mem::take(&mut self.underlined),
            _ => Vec::new(),
        };
        self.made = self.suggester.suggest(article);
        let made = self.made.iter().filter_map(|it| Some((it.sentence, &it.best.first()?.item, it)));
        let underlined = made.filter(|(sentence, item, it)| {
            let was = before.iter().any(|(known, of)| known == sentence && of == *item);
            project.tagged_with(item).count() >= TAGS && (it.is_shown || was && is_nearly_shown(it))
        });
        self.underlined = underlined.map(|(sentence, item, _)| (sentence, item.clone())).collect();
        self.quality = [None, None];
        self.of = Some((step, article.clone()));
    }

    /// How good suggestions are, for the article that was followed or for all.
    fn quality(&mut self, of_all: bool) -> Quality {
        let article = self.of.as_ref().map(|(_, article)| article);
        let suggester = &self.suggester;
        *self.quality[usize::from(of_all)]
            .get_or_insert_with(|| suggester.quality(article.filter(|_| !of_all)))
    }

    /// The sentences that are underlined unasked.
    fn underlined(&self) -> Vec<Span> {
        self.underlined.iter().map(|(sentence, _)| *sentence).collect()
    }

    /// The suggestion to be drawn, and what is said before it of where the reader is at.
    fn current(&self, project: &Project, at: &At<'_>) -> (Option<&Suggestion>, &'static str) {
        let Some(here) = at.here else { return (next_shown(&self.made, None), "") };
        let found = self.made.iter().find(|it| it.sentence.intersection(here).is_some());
        if let Some(found) = found.filter(|_| !at.is_rejected) {
            return (Some(found), "");
        }
        let next = match at.done.filter(|done| !done.suggestion.is_shown) {
            Some(done) => next_less_certain(&self.made, &done.suggestion),
            None => next_shown(&self.made, Some(here.start())),
        };
        let said = match (found, next) {
            (Some(_), Some(_)) => "Rejected; it will not be suggested again. Next:",
            (Some(_), None) => "Rejected; it will not be suggested again.",
            (None, next) => match (is_tagged(project, &at.article.id, here), next.is_some()) {
                (true, true) => "Tagged. Next:",
                (true, false) => "Tagged.",
                (false, true) => "No suggestion for that sentence. Next:",
                (false, false) => "",
            },
        };
        (next, said)
    }
}

/// Whether a suggestion is nearly sure enough to be shown.
fn is_nearly_shown(suggestion: &Suggestion) -> bool {
    suggestion.best.first().is_some_and(|best| {
        let is_sure = suggestion.margin >= STAYS * weights::MARGIN && best.score >= STAYS * weights::LEAST;
        is_sure && !best.words.is_empty()
    })
}

/// The next suggestion in the order of certainty, after one that may be gone.
fn next_less_certain<'a>(made: &'a [Suggestion], from: &Suggestion) -> Option<&'a Suggestion> {
    let key = |it: &Suggestion| (it.margin, it.sentence.start());
    let others = || made.iter().filter(|it| it.sentence != from.sentence);
    let after = others().filter(|it| key(it) > key(from));
    let least = |one: &&Suggestion, other: &&Suggestion| {
        one.margin.total_cmp(&other.margin).then(one.sentence.start().cmp(&other.sentence.start()))
    };
    after.min_by(least).or_else(|| others().min_by(least))
}

/// Whether a passage with an item is at a place.
fn is_tagged(project: &Project, article: &ArticleId, here: Span) -> bool {
    let mut passages = project.annotations_of(article).filter(|annotation| !annotation.items.is_empty());
    passages.any(|it| it.anchor.span().is_some_and(|span| span.intersection(here).is_some()))
}

/// Where the reader is at.
struct At<'a> {
    article: &'a Article,
    here: Option<Span>,
    /// What was accepted or rejected there just before.
    done: Option<&'a Done>,
    /// Whether the reader rejected what was suggested there, and has not taken that back.
    is_rejected: bool,
}

impl<'a> At<'a> {
    fn of(panel: &Panel, project: &Project, article: &'a Article, suggestions: &'a Suggestions) -> At<'a> {
        let at = panel.field("at");
        let done = suggestions.done.as_ref();
        let done = done.filter(|done| done.at == at && done.article == article.id);
        let here = match done {
            Some(done) => article.text.span(done.suggestion.sentence.range()),
            None => found(project, at).filter(|(of, _)| *of == article.id).map(|(_, span)| span),
        };
        let rejection = done.and_then(|done| done.rejection.as_ref());
        let is_rejected = rejection.is_some_and(|it| suggestions.suggester.is_rejected(it));
        At { article, here, done, is_rejected }
    }
}

/// A place that is written as one, or by the annotation that is there.
fn found(project: &Project, at: &str) -> Option<(ArticleId, Span)> {
    let annotation = || project.annotation(&AnnotationId::new(at)?);
    place(project, at).or_else(|| annotation().and_then(|it| Some((it.article.clone(), it.anchor.span()?))))
}

impl Desk {
    /// What is underlined in an article: the sentences that have a suggestion above the margin.
    pub(super) fn suggested(&mut self, article: &str) -> Highlights {
        let article = ArticleId::new(article.trim_end()).and_then(|id| self.project.article(&id)).cloned();
        let Some(article) = article else { return Highlights::default() };
        self.suggestions.follow(&self.project, self.step, &article.id);
        self.underlined(&article)
    }

    /// The sentences of an article that have a suggestion, as it was followed last.
    fn underlined(&self, article: &Article) -> Highlights {
        let mut paint = Highlights::of(article);
        paint.add(article, "suggested", self.suggestions.underlined());
        paint
    }

    /// Draws one suggestion, with the ways on from it.
    pub(super) fn draw_suggestion(&mut self, panel: &Panel) -> Result<Drawn, String> {
        let title = "Suggestions".to_owned();
        let open = ArticleId::new(panel.field("open"));
        let open = open.or_else(|| found(&self.project, panel.field("at")).map(|(article, _)| article));
        let Some(article) = open.and_then(|open| self.project.article(&open)).cloned() else {
            let said = el("p").key("said").text("Open an article to see suggestions for its sentences.");
            let content = el("div").class("suggestion").with(said).with(foot());
            return Ok(Drawn { title, content, paint: Highlights::default() });
        };
        self.suggestions.follow(&self.project, self.step, &article.id);
        if self.suggestions.done.as_ref().is_some_and(|done| done.at != panel.field("at")) {
            self.suggestions.done = None;
        }
        let quality = self.draw_suggestion_quality(panel);
        let at = At::of(panel, &self.project, &article, &self.suggestions);
        let (current, said) = self.suggestions.current(&self.project, &at);
        let content = el("div").class("suggestion");
        let content = content.with(el("p").key("said").class("about").set("role", "status").text(said));
        let content = match current {
            Some(current) => content.with_all(self.draw_current_suggestion(&article, current)),
            None => content.with(el("p").key("none").text(self.no_suggestion())),
        };
        let content = content.with(self.draw_ways_on(&at, current));
        let mut paint = self.underlined(&article);
        if let Some(current) = current {
            paint.add(&article, "current", [current.sentence]);
        }
        Ok(Drawn { title, content: content.with(quality).with(foot()), paint })
    }

    /// What is said where nothing is shown.
    fn no_suggestion(&self) -> String {
        match self.suggestions.made.len() {
            _ if self.project.agenda().is_empty() => {
                "The agenda has no items yet. Add some, each with a few words on what belongs to it: \
                 suggestions begin with those."
                    .to_owned()
            }
            0 => "Nothing is suggested in this article. The more sentences are tagged, the more there is \
                  to learn from."
                .to_owned(),
            1 => "No confident suggestions left. 1 sentence is less certain.".to_owned(),
            count => {
                format!("No confident suggestions left. {count} sentences are less certain.")
            }
        }
    }

    fn draw_current_suggestion(&self, article: &Article, current: &Suggestion) -> Vec<Element> {
        let made = &self.suggestions.made;
        let shown = || made.iter().filter(|it| it.is_shown);
        let about = match current.is_shown {
            true => {
                let place = shown().take_while(|it| it.sentence.start() <= current.sentence.start()).count();
                format!("Suggestion {place} of {}", shown().count())
            }
            false => "Less certain, so not underlined".to_owned(),
        };
        let quote = el("blockquote").key("sentence").set("dir", "auto");
        let quote = match &article.language {
            Some(language) => quote.set("lang", &**language),
            None => quote,
        };
        let quote = quote.text(beginning(article.text.slice(current.sentence)));
        let items = current.best.iter().enumerate();
        let items = items.filter_map(|(place, it)| self.draw_candidate(article, current, place, it));
        let items = el("ol").key("items").class("candidates").with_all(items);
        vec![el("p").key("about").class("about").text(about), quote, items]
    }

    /// An item, as a button that tags with it; how much speaks for it, and what.
    fn draw_candidate(
        &self,
        article: &Article,
        current: &Suggestion,
        place: usize,
        candidate: &Candidate,
    ) -> Option<Element> {
        let item = self.project.item(&candidate.item)?;
        let about = about(article, current, &candidate.item);
        let accept = el("button").set("type", "button").class("candidate");
        let accept = accept.act(&Act::Do(ACCEPT.to_owned(), about));
        let title = if item.title.trim().is_empty() { "Untitled" } else { &*item.title };
        let chip = el("span").class("chip").coloured(&item.id).set("dir", "auto").text(title);
        let hotkey = item.hotkey.map(|hotkey| el("small").class("hotkey").text(hotkey.digit().to_string()));
        let accept = accept.with(chip).text(" ").with_all(hotkey).text(" ");
        let accept = match place {
            0 => accept.set("data-key", "Tab").with(el("kbd").text("Tab")),
            _ => accept,
        };
        let score = format!("{:.2}", candidate.score.clamp(0.0, 1.0));
        let meter = el("meter")
            .set("min", "0")
            .set("max", "1")
            .set("value", &*score)
            .set("aria-label", in_words(candidate.score))
            .set("title", &*score);
        let because = self.draw_because(article, current, candidate);
        Some(el("li").key(item.id.as_str()).with(accept).with(meter).with(because))
    }

    /// What speaks for an item.
    fn draw_because(&self, article: &Article, current: &Suggestion, candidate: &Candidate) -> Element {
        let because = el("p").class("because");
        let near =
            candidate.is_pulled.then(|| self.nearest_passage(article, current.sentence, &candidate.item));
        let near = near.flatten();
        if candidate.words.is_empty() {
            return because.text(near.unwrap_or("because of its context"));
        }
        let words = candidate.words.iter().enumerate().fold(
            because.text("because of: "),
            |because, (place, word)| {
                let because = if place == 0 { because } else { because.text(", ") };
                because.with(el("em").set("dir", "auto").text(article.text.slice(*word)))
            },
        );
        match near {
            Some(near) => words.text(format!("; {near}")),
            None => words,
        }
    }

    /// On which side of a sentence the nearest passage with an item is.
    fn nearest_passage(&self, article: &Article, sentence: Span, item: &ItemId) -> Option<&'static str> {
        let passages = self.project.annotations_of(&article.id).filter(|it| it.items.contains(item));
        let far = |annotation: &Rc<Annotation>| {
            let (span, sentence) = (annotation.anchor.span()?.range(), sentence.range());
            let is_before = span.start < sentence.start;
            let between = if is_before {
                sentence.start.saturating_sub(span.end)
            } else {
                span.start.saturating_sub(sentence.end)
            };
            Some((between, !is_before))
        };
        let (_, is_after) = passages.filter_map(far).min()?;
        Some(if is_after { "like the passage just after" } else { "like the passage just before" })
    }

    /// The ways on.
    fn draw_ways_on(&self, at: &At<'_>, current: Option<&Suggestion>) -> Element {
        let article = at.article;
        let done = at.done.map(|done| done.suggestion.sentence);
        let others = self.suggestions.made.iter();
        let others: Vec<_> = others.filter(|it| Some(it.sentence) != done).cloned().collect();
        let after = current.map(|it| it.sentence.start());
        let next = next_shown(&others, after).filter(|it| Some(it.sentence) != current.map(|it| it.sentence));
        // From one that is sure, the walk begins with the least certain; unless all are sure.
        let all_are_shown = others.iter().all(|it| it.is_shown);
        let from = current.filter(|it| !it.is_shown || all_are_shown).map(|it| it.sentence);
        let least = next_least_certain(&others, from);
        let least = least.filter(|it| Some(it.sentence) != current.map(|it| it.sentence));
        let walk = |words: &str, key: &'static str, to: Option<&Suggestion>| {
            let button = el("button").key(key).set("type", "button").text(format!("{words} "));
            let button = button.with(el("kbd").text(key));
            match to.map(|to| ArticleSpan::new(article, to.sentence)) {
                Some(to) => button.set("data-key", key).act(&Act::Find(to)),
                None => button.set("disabled", ""),
            }
        };
        let reject = current.and_then(|current| {
            let about = about(article, current, &current.best.first()?.item);
            let reject = button("Reject ", &Act::Do(REJECT.to_owned(), about)).key("x");
            Some(reject.set("data-key", "x").with(el("kbd").text("x")))
        });
        el("div").key("ways").class("buttons").with_all(reject).with(walk("Next", "s", next)).with(walk(
            "Review least certain",
            "w",
            least,
        ))
    }

    /// How often suggestions would have been right so far.
    fn draw_suggestion_quality(&mut self, panel: &Panel) -> Element {
        let of_all = panel.field("quality") == ALL;
        let Quality { tagged, first, among_best } = self.suggestions.quality(of_all);
        let place = if of_all { "in all articles" } else { "in this article" };
        let said = match tagged {
            0 => format!("Tag some sentences {place} first; then this shows how good suggestions are."),
            1 => format!(
                "For the one tagged sentence {place}, the top suggestion would have been {}.",
                if first == 1 { "right" } else { "wrong" }
            ),
            _ => format!(
                "The top suggestion would have been right for {first} of your {tagged} tagged sentences {place}, \
                 one of the top three for {among_best}."
            ),
        };
        let said = el("p").class("about").text(said).set(
            "title",
            "Each sentence you tagged is suggested for again as if it were untagged, and the answers are compared.",
        );
        let quality = el("div").key("quality").class("quality").with(said);
        if self.project.articles().len() < 2 {
            return quality;
        }
        let choice = |words: &str, value: &'static str| {
            button(words, &Act::Set("quality".to_owned(), value.to_owned()))
                .key(words)
                .class("tab")
                .set("aria-pressed", if (value == ALL) == of_all { "true" } else { "false" })
        };
        let choices = el("div").class("tabs").set("role", "group").set("aria-label", "Counted in");
        quality.with(choices.with(choice("This article", "")).with(choice("All articles", ALL)))
    }

    /// Tags a sentence with the item that was suggested for it.
    pub(super) fn accept_suggestion(
        &mut self,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let (article, sentence, item) = self.suggestion_of(about)?;
        let items = [item.id.clone()];
        let change = Passages::of(&self.project, &article.id).tagged(sentence, &items, outside);
        let outcome = match change {
            Some(change) => Outcome::of(&format!("tagged as {}", item.title), &self.project, &[change]),
            None => Outcome::default(),
        };
        self.leave_sentence(&article.id, sentence, None, panel);
        Ok(Outcome { panel: stay(), ..outcome })
    }

    /// Keeps in the item that it is not to be suggested for a sentence.
    pub(super) fn reject_suggestion(
        &mut self,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let (article, sentence, item) = self.suggestion_of(about)?;
        let rejection = Rejection::of(&article, sentence, &item.id).ok_or(GONE)?;
        let extra = rejected::added(&item, &rejection).ok_or_else(|| {
            format!(
                "What was rejected for “{}” is kept in a way that this version of Agendum does not know. \
                 Reload the page.",
                item.title
            )
        })?;
        let modified = outside.now().max(Time(item.modified.0 + 1));
        let changed = Rc::new(AgendaItem { extra, modified, ..AgendaItem::clone(&item) });
        let change = Change::Item(item.id.clone(), Some(changed));
        let outcome = Outcome::of("suggestion rejected", &self.project, &[change]);
        self.leave_sentence(&article.id, sentence, Some(rejection), panel);
        Ok(Outcome { panel: stay(), ..outcome })
    }

    /// What an act is about: a sentence of an article, and an item.
    fn suggestion_of(&self, about: &str) -> Result<(Rc<Article>, Span, Rc<AgendaItem>), String> {
        let (at, item) = about.rsplit_once(' ').ok_or(GONE)?;
        let (article, sentence) = place(&self.project, at).ok_or(GONE)?;
        let article = self.project.article(&article).ok_or(GONE)?.clone();
        let item = ItemId::new(item).and_then(|item| self.project.item(&item)).ok_or(GONE)?;
        Ok((article, sentence, item.clone()))
    }

    /// Remembers which sentence is done with, so that the panel goes on from there.
    fn leave_sentence(
        &mut self,
        article: &ArticleId,
        sentence: Span,
        rejection: Option<Rejection>,
        panel: &Panel,
    ) {
        self.suggestions.follow(&self.project, self.step, article);
        let suggestion = self.suggestions.made.iter().find(|it| it.sentence == sentence);
        self.suggestions.done = suggestion.cloned().map(|suggestion| Done {
            at: panel.field("at").to_owned(),
            article: article.clone(),
            suggestion,
            rejection,
        });
    }
}

/// What an act that accepts or rejects is about.
fn about(article: &Article, suggestion: &Suggestion, item: &ItemId) -> String {
    format!("{} {item}", written(article, suggestion.sentence))
}

fn stay() -> Vec<String> {
    vec![PANEL.to_owned(), String::new()]
}

/// How likely an item is by its score.
fn in_words(score: f32) -> &'static str {
    match score {
        0.5.. => "Very likely",
        weights::LEAST.. => "Likely",
        0.1.. => "Perhaps",
        _ => "Hardly",
    }
}

/// The first words of a sentence, as a quotation.
fn beginning(sentence: &str) -> String {
    let words = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = words.char_indices().nth(QUOTED) else { return format!("“{words}”") };
    let cut = &words[..end];
    // In scripts without spaces it is cut between characters.
    let cut = cut.rsplit_once(' ').filter(|_| !words[end..].starts_with(' ')).map_or(cut, |(whole, _)| whole);
    format!("“{} …”", cut.trim_end())
}

fn foot() -> Element {
    el("div")
        .key("foot")
        .class("buttons foot")
        .with(button("Turn off suggestions", &Act::Do(OFF.to_owned(), String::new())))
}

#[cfg(test)]
mod tests;
