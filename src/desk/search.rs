//! Searching the titles, texts and notes of all articles.
//!
//! All of it is kept folded ([`Folded`]) and gone through from end to end for each query; there is no index of words, so
//! that parts of words are found, in any script, and there is nothing to keep up to date. That takes about 15 ms for 10,000
//! articles of 5 KB natively, and 16 to 70 ms as WebAssembly without SIMD, by how much is found.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use memchr::memmem::Finder;

use super::folded::Folded;
use super::kept::Kept;
use crate::model::anchor::Anchor;
use crate::model::project::{Annotation, Article, ArticleId, Project};
use crate::model::text::Text;

/// What is searched.
#[derive(Default)]
pub struct Index {
    volumes: Kept<Volume>,
    /// What notes say.
    notes: Sayings,
    /// What passages said that are not where they were: it may not be in the text any more.
    lost: Sayings,
}

/// An article as it is searched.
pub struct Volume {
    title: Folded,
    /// Its text.
    pub text: Folded,
    /// Where its blocks begin in the folded text.
    blocks: Vec<usize>,
}

impl Volume {
    fn of(article: &Article) -> Volume {
        let text = Folded::of(article.text.as_str());
        let starts = article.text.blocks().iter().map(|block| block.span.start().byte());
        let blocks = starts.map(|start| text.at(start)).collect();
        Volume { title: Folded::of(&article.title), text, blocks }
    }

    /// Whether a range of the folded text lies within one block.
    pub fn is_in_block(&self, folded: &Range<usize>) -> bool {
        let of = |at: usize| self.blocks.partition_point(|start| *start <= at);
        of(folded.start) == of(folded.end.saturating_sub(1).max(folded.start))
    }
}

/// What is said in annotations, of those that say something, folded.
#[derive(Default)]
struct Sayings {
    /// By the annotation's id.
    all: Vec<Saying>,
    /// Where those of an article stand among them.
    places: HashMap<ArticleId, Vec<usize>>,
}

/// What an annotation says.
pub struct Saying {
    /// The annotation.
    pub annotation: Rc<Annotation>,
    /// The words.
    pub words: Folded,
}

impl Sayings {
    fn follow(&mut self, project: &Project, words: fn(&Annotation) -> &str) {
        // Both are in the order of the ids.
        let mut before = std::mem::take(&mut self.all).into_iter().peekable();
        for annotation in project.annotations().filter(|annotation| !words(annotation).is_empty()) {
            while before.next_if(|saying| saying.annotation.id < annotation.id).is_some() {}
            let same = before.next_if(|saying| Rc::ptr_eq(&saying.annotation, annotation));
            let fold = || Saying { annotation: annotation.clone(), words: Folded::of(words(annotation)) };
            self.all.push(same.unwrap_or_else(fold));
        }
        self.places.clear();
        for (place, saying) in self.all.iter().enumerate() {
            self.places.entry(saying.annotation.article.clone()).or_default().push(place);
        }
    }

    fn of(&self, article: &ArticleId) -> impl Iterator<Item = &Saying> {
        self.places.get(article).into_iter().flatten().map(|place| &self.all[*place])
    }
}

/// What a passage said that is not where it was; nothing of one that is.
pub fn lost_words(annotation: &Annotation) -> &str {
    match &annotation.anchor {
        Anchor::Placed { .. } => "",
        Anchor::NeedsReview { quote, .. } | Anchor::Orphaned { quote } => &quote.exact,
    }
}

/// What is searched for: words that all have to be in an article, in any order. Between quotation marks they are one
/// phrase.
pub struct Query {
    /// Without repeats, the longest first, since it is the rarest.
    terms: Vec<Finder<'static>>,
}

/// An article in which all words of a query are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    place: usize,
    /// How many of the words are in its title.
    in_title: usize,
    /// How many of the words are in its notes.
    in_notes: usize,
    /// How often the words are in its title, notes and text; of each word no more than [`MOST`] in one of these count.
    pub matches: usize,
}

/// How many matches of one word are counted in one text: enough to rank by, and few enough that one letter costs what a
/// word does.
pub const MOST: usize = 100;

/// A hit with what is shown of it.
pub struct Shown<'a> {
    /// The article.
    pub article: &'a Rc<Article>,
    /// The matches in its title, in bytes of that.
    pub title: Vec<Range<usize>>,
    /// Where else the words are: at most [`EXCERPTS`] places.
    pub excerpts: Vec<Excerpt<'a>>,
}

/// How many places of an article are shown.
pub const EXCERPTS: usize = 3;

/// How many of them may be notes if there are places in the text too.
const NOTES: usize = 2;

/// Some words with matches among them.
pub struct Excerpt<'a> {
    /// The annotation in whose note they are; `None` if they are in the text.
    pub annotation: Option<&'a Rc<Annotation>>,
    /// The whole note or text.
    pub whole: &'a str,
    /// Which bytes of it are the excerpt.
    pub range: Range<usize>,
    /// Which bytes of it are matches, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

impl Query {
    /// Reads what somebody typed. `None` if there is nothing to search for.
    pub fn read(typed: &str) -> Option<Query> {
        let folded = Folded::of(typed);
        let mut terms: Vec<&str> = Vec::new();
        for (index, part) in folded.words().split('"').enumerate() {
            // What is not closed yet is going to be.
            let is_phrase = index % 2 == 1;
            if is_phrase { terms.push(part.trim()) } else { terms.extend(part.split(' ')) }
        }
        terms.retain(|term| !term.is_empty());
        terms.sort_unstable_by_key(|term| (Reverse(term.len()), *term));
        terms.dedup();
        let terms: Vec<_> = terms.into_iter().map(|term| Finder::new(term).into_owned()).collect();
        (!terms.is_empty()).then_some(Query { terms })
    }

    /// Whether all words are in a text.
    pub fn is_in(&self, folded: &Folded) -> bool {
        self.terms.iter().all(|term| is_in(term, folded))
    }

    /// Where the words stand together: of one word each place, of several the shortest stretches that have all of them in
    /// any order, in order and apart from each other, as ranges of the folded text. Only what `fits` counts.
    pub fn stretches(
        &self,
        text: &str,
        folded: &Folded,
        fits: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.terms.len() > 1 && !self.is_in(folded) {
            return found;
        }
        let lengths: Vec<usize> = self.terms.iter().map(|term| term.needle().len()).collect();
        let mut places: Vec<_> =
            self.terms.iter().map(|term| term.find_iter(folded.words().as_bytes()).peekable()).collect();
        // Where each word was seen last, since the end of the stretch before.
        let mut seen: Vec<Option<usize>> = vec![None; lengths.len()];
        loop {
            let next = places.iter_mut().enumerate().filter_map(|(term, it)| Some((*it.peek()?, term))).min();
            let Some((at, term)) = next else { return found };
            places[term].next();
            let after = found.last().map_or(0, |last| last.end);
            if at < after {
                continue;
            }
            seen[term] = Some(at);
            let Some(start) = seen.iter().copied().min().flatten() else { continue };
            let ends = seen.iter().zip(&lengths).filter_map(|(at, length)| Some((*at)? + length));
            let stretch = start..ends.max().unwrap_or(start);
            // Two that are near may be in what one character is folded to: that is one match.
            let is_new = || {
                found.last().is_none_or(|last| {
                    last.end + LONGEST_FOLD <= stretch.start
                        || folded.bytes(text, last.clone()).end <= folded.bytes(text, stretch.clone()).start
                })
            };
            if fits(&stretch) && is_new() {
                found.push(stretch);
                seen.fill(None);
            }
        }
    }

    /// Where the words are within a stretch: bytes of the text, in order and apart from each other.
    pub fn marks_in(&self, text: &str, folded: &Folded, stretch: &Range<usize>) -> Vec<Range<usize>> {
        let words = &folded.words().as_bytes()[stretch.clone()];
        let places = self.terms.iter().enumerate().flat_map(|(index, term)| {
            let length = term.needle().len();
            let range = move |at| stretch.start + at..stretch.start + at + length;
            term.find_iter(words)
                .take(MOST)
                .map(move |at| Mark { range: range(at), terms: 1 << index.min(63) })
        });
        together(text, folded, places.collect()).into_iter().map(|mark| mark.range).collect()
    }

    /// An excerpt of some words around the first places at which the query is in them.
    pub fn excerpt<'a>(&self, words: &'a str, folded: &Folded) -> Option<Excerpt<'a>> {
        excerpts(words, self.marks(words, folded), |_| 0..words.len()).into_iter().next()
    }

    /// Where the words are in a text: in order, those that touch as one.
    fn marks(&self, text: &str, folded: &Folded) -> Vec<Mark> {
        let marks = self.terms.iter().enumerate().flat_map(|(index, term)| {
            places(term, folded).map(move |range| Mark { range, terms: 1 << index.min(63) })
        });
        together(text, folded, marks.collect())
    }
}

/// Places in a folded text as places in the text: in order, those that touch as one.
fn together(text: &str, folded: &Folded, mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_unstable_by_key(|mark| (mark.range.start, mark.range.end));
    let mut together: Vec<Mark> = Vec::with_capacity(marks.len());
    for Mark { range, terms } in marks {
        let range = folded.bytes(text, range);
        match together.last_mut() {
            Some(last) if range.start <= last.range.end => {
                last.range.end = last.range.end.max(range.end);
                last.terms |= terms;
            }
            _ => together.push(Mark { range, terms }),
        }
    }
    together
}

/// A match.
struct Mark {
    /// Which bytes of the text it is.
    range: Range<usize>,
    /// Of which words, each a bit.
    terms: u64,
}

/// How many bytes one character is folded to at most.
const LONGEST_FOLD: usize = 4;

/// Where a word is in a folded text; the first [`MOST`] places.
fn places<'a>(term: &'a Finder<'_>, folded: &'a Folded) -> impl Iterator<Item = Range<usize>> + 'a {
    let length = term.needle().len();
    term.find_iter(folded.words().as_bytes()).take(MOST).map(move |at| at..at + length)
}

fn is_in(term: &Finder<'_>, folded: &Folded) -> bool {
    term.find(folded.words().as_bytes()).is_some()
}

impl Index {
    /// Takes up what has changed in the project since the last time; `step` tells its states apart.
    pub fn follow(&mut self, project: &Project, step: u32) {
        if self.volumes.follow(project, step, Volume::of) {
            self.notes.follow(project, |annotation| &annotation.note);
            self.lost.follow(project, lost_words);
        }
    }

    /// The articles as they are searched, the one opened first before the others.
    pub fn volumes(&self) -> &[(Rc<Article>, Volume)] {
        self.volumes.articles()
    }

    /// The notes in an article that say something, by the annotation's id.
    pub fn notes_of(&self, article: &ArticleId) -> impl Iterator<Item = &Saying> {
        self.notes.of(article)
    }

    /// What passages of an article said that are not where they were, by the annotation's id.
    pub fn lost_of(&self, article: &ArticleId) -> impl Iterator<Item = &Saying> {
        self.lost.of(article)
    }

    /// The articles in which all words are: those first that have the most of them in the title, then in notes, then those
    /// with the most matches, then the newest.
    pub fn search(&self, query: &Query) -> Vec<Hit> {
        let places = 0..self.volumes.articles().len();
        let mut hits: Vec<_> = places.filter_map(|place| self.look(query, place)).collect();
        hits.sort_unstable_by_key(|hit| Reverse((hit.in_title, hit.in_notes, hit.matches, hit.place)));
        hits
    }

    fn look(&self, query: &Query, place: usize) -> Option<Hit> {
        let (article, Volume { title, text, .. }) = &self.volumes.articles()[place];
        let notes = || self.notes_of(&article.id).map(|note| &note.words);
        let noted = |term: &Finder<'_>| notes().any(|note| is_in(term, note));
        if !query.terms.iter().all(|term| is_in(term, text) || is_in(term, title) || noted(term)) {
            return None;
        }
        let folded = || notes().chain([title, text]);
        let matches = query.terms.iter().flat_map(|term| folded().map(|words| places(term, words).count()));
        Some(Hit {
            place,
            in_title: query.terms.iter().filter(|term| is_in(term, title)).count(),
            in_notes: query.terms.iter().filter(|term| noted(term)).count(),
            matches: matches.sum(),
        })
    }

    /// What is shown of a hit of the last search, if the project is still the same.
    pub fn show(&self, query: &Query, hit: &Hit) -> Shown<'_> {
        let (article, Volume { title, text, .. }) = &self.volumes.articles()[hit.place];
        let whole = article.text.as_str();
        let in_text = excerpts(whole, query.marks(whole, text), |mark| lines(&article.text, mark));
        let noted = self.notes_of(&article.id).flat_map(|Saying { annotation, words }| {
            let note = &*annotation.note;
            let excerpts = excerpts(note, query.marks(note, words), |_| 0..note.len());
            excerpts
                .into_iter()
                .take(1)
                .map(move |excerpt| Excerpt { annotation: Some(annotation), ..excerpt })
        });
        let notes = EXCERPTS - in_text.len().min(EXCERPTS - NOTES);
        let mut excerpts: Vec<_> = noted.take(notes).collect();
        excerpts.extend(in_text.into_iter().take(EXCERPTS - excerpts.len()));
        Shown {
            article,
            title: query.marks(&article.title, title).into_iter().map(|mark| mark.range).collect(),
            excerpts,
        }
    }
}

/// The lines, whole blocks, that a match is in.
pub fn lines(text: &Text, mark: &Range<usize>) -> Range<usize> {
    let blocks = text.span(mark.clone()).map_or(0..0, |span| text.blocks_of(span));
    match text.blocks().get(blocks) {
        Some([first, .., last]) => first.span.range().start..last.span.range().end,
        Some([only]) => only.span.range(),
        _ => mark.clone(),
    }
}

/// How long an excerpt is, in characters: two lines on a phone.
pub const LENGTH: usize = 90;

/// How much of it is before the first match if there is enough after it.
const BEFORE: usize = 30;

/// Excerpts around matches, in the order of the text: at most [`EXCERPTS`], so chosen that each word is in one of them if
/// that can be. `lines` is what an excerpt around a match may not go beyond.
fn excerpts(
    whole: &str,
    marks: Vec<Mark>,
    lines: impl Fn(&Range<usize>) -> Range<usize>,
) -> Vec<Excerpt<'_>> {
    let mut found: Vec<(Excerpt<'_>, u64)> = Vec::new();
    for Mark { range: mark, terms } in marks {
        match found.last_mut() {
            Some((last, known)) if mark.end <= last.range.end => {
                last.marks.push(mark);
                *known |= terms;
            }
            last => {
                let mut lines = lines(&mark);
                lines.start = lines.start.max(last.map_or(0, |(last, _)| last.range.end));
                let range = around(whole, lines, &mark);
                found.push((Excerpt { annotation: None, whole, range, marks: vec![mark] }, terms));
            }
        }
    }
    let mut chosen = Vec::new();
    let mut shown = 0;
    while chosen.len() < EXCERPTS {
        let worth = |(excerpt, terms): &(Excerpt<'_>, u64)| {
            ((terms & !shown).count_ones(), excerpt.marks.len(), Reverse(excerpt.range.start))
        };
        let Some(best) = (0..found.len()).max_by_key(|place| worth(&found[*place])) else { break };
        let (excerpt, terms) = found.swap_remove(best);
        shown |= terms;
        chosen.push(excerpt);
    }
    chosen.sort_by_key(|excerpt| excerpt.range.start);
    chosen
}

/// About [`LENGTH`] characters around a match, cut where words end.
pub fn around(whole: &str, lines: Range<usize>, mark: &Range<usize>) -> Range<usize> {
    let (lines, mark) = (lines.start.min(mark.start)..lines.end.max(mark.end), mark.clone());
    let (before, after) = (&whole[lines.start..mark.start], &whole[mark.end..lines.end]);
    let room = LENGTH.saturating_sub(whole[mark.clone()].chars().count());
    let there_after = after.chars().take(room).count();
    let back = before.chars().rev().take(room.saturating_sub(there_after).max(BEFORE)).count();
    let on = there_after.min(room.saturating_sub(back));
    let start = before.char_indices().rev().take(back).last().map_or(mark.start, |(at, _)| lines.start + at);
    let end = after.char_indices().nth(on).map_or(lines.end, |(at, _)| mark.end + at);
    let is_word = |character: Option<char>| character.is_some_and(|it| !it.is_whitespace());
    let cuts_before = is_word(whole[lines.start..start].chars().next_back());
    let cuts_after = is_word(whole[end..lines.end].chars().next());
    let first_space = whole[start..mark.start].find(char::is_whitespace).filter(|_| cuts_before);
    let last_space = whole[mark.end..end].rfind(char::is_whitespace).filter(|_| cuts_after);
    let start = first_space.map_or(start, |space| start + space);
    let end = last_space.map_or(end, |space| mark.end + space);
    let (leading, trailing) = (&whole[start..mark.start], &whole[mark.end..end]);
    mark.start - leading.trim_start().len()..mark.end + trailing.trim_end().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::tests::{annotation, article};
    use crate::model::anchoring;
    use crate::model::project::{AnnotationId, Change};

    /// Articles as a title and a text with a line end between, with notes on the first of them.
    fn index(articles: &[&str], notes: &[&str]) -> Index {
        let mut project = Project::default();
        for (number, drawn) in articles.iter().enumerate() {
            let (title, text) = drawn.split_once('\n').expect("a title and a text");
            let article = article(&number.to_string(), title, text, number as i64);
            project.apply(Change::Article(article.id.clone(), Some(article))).expect("applies");
        }
        for (number, note) in notes.iter().enumerate() {
            let annotation = annotation(&format!("n{number}"), "0", note);
            project.apply(Change::Annotation(annotation.id.clone(), Some(annotation))).expect("applies");
        }
        let mut index = Index::default();
        index.follow(&project, 1);
        index
    }

    /// What is found, a line for each article and each excerpt, with brackets around matches.
    fn found(index: &Index, typed: &str) -> Vec<String> {
        let Some(query) = Query::read(typed) else { return vec!["no query".to_owned()] };
        let draw = |whole: &str, range: Range<usize>, marks: &[Range<usize>]| {
            let mut drawn = String::new();
            let mut at = range.start;
            for mark in marks {
                drawn += &format!("{}[{}]", &whole[at..mark.start], &whole[mark.clone()]);
                at = mark.end;
            }
            drawn + &whole[at..range.end]
        };
        let mut lines = Vec::new();
        for hit in index.search(&query) {
            let shown = index.show(&query, &hit);
            let title = &*shown.article.title;
            lines.push(format!("{}: {}", draw(title, 0..title.len(), &shown.title), hit.matches));
            for Excerpt { annotation, whole, range, marks } in shown.excerpts {
                let sign = if annotation.is_some() { "note " } else { "" };
                lines.push(format!("{sign}{}", draw(whole, range, &marks)));
            }
        }
        lines
    }

    #[track_caller]
    fn check(articles: &[&str], notes: &[&str], typed: &str, expected: &[&str]) {
        assert_eq!(found(&index(articles, notes), typed), expected, "{typed}");
    }

    #[test]
    fn all_words_have_to_be_there() {
        let articles = ["Harbour\nThe council met. Ships waited.", "Budget\nThe council was late."];
        check(
            &articles,
            &[],
            "council",
            &["Budget: 1", "The [council] was late.", "Harbour: 1", "The [council] met. Ships waited."],
        );
        check(&articles, &[], "ships council", &["Harbour: 2", "The [council] met. [Ships] waited."]);
        check(&articles, &[], "harbour council", &["[Harbour]: 2", "The [council] met. Ships waited."]);
        check(&articles, &[], "council trains", &[]);
        for nothing in ["", "  ", "\"", "“ ”"] {
            check(&articles, &[], nothing, &["no query"]);
        }
    }

    #[test]
    fn phrases_are_found_as_they_stand() {
        let articles = ["A\nLate trains, and the late  ferry.", "B\nThe ferry, late again."];
        check(&articles, &[], "“late ferry”", &["A: 1", "Late trains, and the [late  ferry]."]);
        check(&articles, &[], "\"late f", &["A: 1", "Late trains, and the [late  f]erry."]);
        check(
            &articles,
            &[],
            "late ferry",
            &["A: 3", "[Late] trains, and the [late]  [ferry].", "B: 2", "The [ferry], [late] again."],
        );
    }

    #[test]
    fn case_accents_and_typography_do_not_matter() {
        let articles = ["A\nDas Café an der Straße — l’été, Ёлка, 第一章, कानून."];
        for (typed, expected) in [
            ("CAFE", "Das [Café] an der Straße — l’été, Ёлка, 第一章, कानून."),
            ("strasse", "Das Café an der [Straße] — l’été, Ёлка, 第一章, कानून."),
            ("\"- l'ete\"", "Das Café an der Straße [— l’été], Ёлка, 第一章, कानून."),
            ("елка", "Das Café an der Straße — l’été, [Ёлка], 第一章, कानून."),
            ("一章", "Das Café an der Straße — l’été, Ёлка, 第[一章], कानून."),
            ("कानून", "Das Café an der Straße — l’été, Ёлка, 第一章, [कानून]."),
        ] {
            check(&articles, &[], typed, &["A: 1", expected]);
        }
    }

    #[test]
    fn titles_come_before_notes_and_notes_before_texts() {
        let articles =
            ["A\nNothing of it.", "B\nA ferry, a ferry, a ferry.", "Ferry\nAll of it.", "D\nThe ferry."];
        check(
            &articles,
            &["Ask about the ferry, ferry by ferry."],
            "ferry",
            &[
                "[Ferry]: 1",
                "A: 3",
                "note Ask about the [ferry], [ferry] by [ferry].",
                "B: 3",
                "A [ferry], a [ferry], a [ferry].",
                "D: 1",
                "The [ferry].",
            ],
        );
    }

    #[test]
    fn excerpts_are_cut_between_words_within_a_line_and_hold_every_word() {
        let filler = "some words that stand there to take up room, and some more of them, and then some more";
        let text = format!(
            "A\nFerry.\n\nThe ferry {filler} ferry {filler} ferry {filler}.\n\nAt last {filler} a mayor {filler}."
        );
        check(
            &[&text],
            &[],
            "ferry mayor",
            &[
                "A: 5",
                "[Ferry].",
                "The [ferry] some words that stand there to take up room, and some more of them, and then",
                "of them, and then some more a [mayor] some words that stand there to take up room, and some",
            ],
        );
        check(&["A\n在这个城市里渡轮每天都会来"], &[], "渡轮", &["A: 1", "在这个城市里[渡轮]每天都会来"]);
    }

    #[test]
    fn what_has_changed_is_followed() {
        let mut project = Project::default();
        let mut index = Index::default();
        let set = |project: &mut Project, title: &str, note: &str| {
            let article = article("0", title, "The ferry.", 0);
            project.apply(Change::Article(article.id.clone(), Some(article))).expect("applies");
            let annotation = annotation("n", "0", note);
            project.apply(Change::Annotation(annotation.id.clone(), Some(annotation))).expect("applies");
        };
        set(&mut project, "One", "first");
        index.follow(&project, 1);
        assert_eq!(found(&index, "first"), ["One: 1", "note [first]"]);
        set(&mut project, "Two", "second");
        index.follow(&project, 2);
        assert_eq!(found(&index, "first"), [""; 0]);
        assert_eq!(found(&index, "second"), ["Two: 1", "note [second]"]);
        let id = AnnotationId::new("n").expect("id");
        project.apply(Change::Annotation(id, None)).expect("applies");
        index.follow(&project, 3);
        assert_eq!(found(&index, "second"), [""; 0]);
        assert_eq!(found(&index, "two"), ["[Two]: 1"]);
    }

    /// Where symbols are in others, without overlaps: as naive as can be, over what anchoring folds.
    fn naive(text: &str, term: &str) -> Vec<Range<usize>> {
        let (folded, term) = (anchoring::Folded::of(text), anchoring::Folded::of(term));
        let mut found = Vec::new();
        let mut at = 0;
        while at + term.symbols().len() <= folded.symbols().len() {
            if folded.symbols()[at..].starts_with(term.symbols()) {
                found.push(folded.bytes(at..at + term.symbols().len()));
                at += term.symbols().len();
            } else {
                at += 1;
            }
        }
        found
    }

    proptest! {
        #[test]
        fn what_a_naive_search_finds_is_found(
            texts in proptest::collection::vec("[abé É\u{301}ßﬁ\n]{0,40}", 1..5),
            words in proptest::collection::vec("[abeEé\u{301}sfi]{1,3}", 1..3),
        ) {
            let articles: Vec<_> = texts.iter().map(|text| format!("T\n{text}")).collect();
            let index = index(&articles.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
            let Some(query) = Query::read(&words.join(" ")) else { return Ok(()) };
            let mut terms: Vec<_> = words.iter().map(|word| Folded::of(word).words().to_owned()).collect();
            terms.retain(|term| !term.is_empty());
            terms.sort();
            terms.dedup();
            let mut hits = index.search(&query);
            hits.sort_by_key(|hit| hit.place);
            let expected: Vec<(usize, usize)> = texts.iter().enumerate().filter_map(|(place, _)| {
                let text = index.volumes.articles()[place].0.text.as_str();
                let counts: Vec<_> = terms.iter().map(|term| naive(text, term).len()).collect();
                counts.iter().all(|count| *count > 0).then(|| (place, counts.iter().sum()))
            }).collect();
            prop_assert_eq!(hits.iter().map(|hit| (hit.place, hit.matches)).collect::<Vec<_>>(), expected);
            for hit in &hits {
                let shown = index.show(&query, hit);
                let text = shown.article.text.as_str();
                let all: Vec<_> = terms.iter().flat_map(|term| naive(text, term)).collect();
                prop_assert!(!shown.excerpts.is_empty());
                for Excerpt { whole, range, marks, .. } in shown.excerpts {
                    prop_assert_eq!(whole, text);
                    prop_assert!(!marks.is_empty() && text.get(range.clone()).is_some());
                    for mark in marks {
                        prop_assert!(range.start <= mark.start && mark.end <= range.end);
                        // A mark is matches that touch: each of its ends is one of a match.
                        prop_assert!(all.iter().any(|found| found.start == mark.start));
                        prop_assert!(all.iter().any(|found| found.end == mark.end));
                    }
                }
            }
        }
    }
}
