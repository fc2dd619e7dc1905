//! The other occurrences of some words: what "tag all occurrences" tags.
//!
//! Words are compared whole, without case, accents and typography, and without the endings of inflection where the article's
//! language is known to have them ([`Inflection`]). Between two words may stand a space, a hyphen or a quotation mark more or
//! less, but no other sign. In scripts that do not part their words nobody can tell whole ones without a dictionary; there
//! every occurrence counts. An elided article before the first word says nothing: *dell’orologio* and *orologio* meet.

use super::project::{Article, ArticleId, ItemId, Project};
use super::text::Span;
use super::words::{Inflection, Kind, Word, words, words_as_written};

/// An occurrence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// Which article it is in.
    pub article: ArticleId,
    /// Where it is.
    pub span: Span,
    /// It and what stands around it in its block: whole words, [`CONTEXT`] bytes on each side or a few less.
    pub context: Span,
}

/// How much is shown around an occurrence, in bytes on each side.
pub const CONTEXT: usize = 60;

/// What is searched for.
pub struct Phrase {
    /// Its words, folded.
    words: Vec<String>,
    /// The signs between its words: one fewer.
    gaps: Vec<String>,
}

/// Every other occurrence of the words that are selected in an article, in that article or in all, in the order of the
/// library and of the texts. Left out is what overlaps a passage that is tagged with `item`, and the selection itself. A
/// selection that begins or ends within a word means the whole word; one without any word, or across blocks, has no others.
pub fn alike(
    project: &Project,
    article: &ArticleId,
    selected: Span,
    item: Option<&ItemId>,
    in_all: bool,
) -> Vec<Occurrence> {
    let Some(here) = project.article(article) else { return Vec::new() };
    let Some(phrase) = Phrase::selected(here, selected) else { return Vec::new() };
    let mut found = Vec::new();
    for article in project.articles().into_iter().filter(|it| in_all || it.id == here.id) {
        let tagged = project
            .annotations_of(&article.id)
            .filter(|annotation| item.is_some_and(|item| annotation.items.contains(item)));
        let mut taken: Vec<Span> = tagged.filter_map(|annotation| annotation.anchor.span()).collect();
        if article.id == here.id {
            taken.push(selected);
        }
        let spans = phrase.occurrences(article).into_iter();
        let free = spans.filter(|span| taken.iter().all(|taken| taken.intersection(*span).is_none()));
        found.extend(free.map(|span| Occurrence {
            article: article.id.clone(),
            span,
            context: context(article, span),
        }));
    }
    found
}

impl Phrase {
    /// The words that a span touches; `None` if there is no word in it, or if it reaches over several blocks.
    pub fn selected(article: &Article, selected: Span) -> Option<Phrase> {
        let text = &article.text;
        text.span(selected.range())?;
        let blocks = text.blocks_of(selected);
        if blocks.len() != 1 {
            return None;
        }
        let block = text.blocks()[blocks.start].span;
        let (string, base) = (text.slice(block), block.start().byte());
        let touched = |word: &Word| {
            base + word.range.start < selected.end().byte() && selected.start().byte() < base + word.range.end
        };
        let inflection = Inflection::of(article.language.as_deref());
        let mut words: Vec<Word> = words_as_written(string, inflection).into_iter().filter(touched).collect();
        // Articles that belong to the first word, unless they are all that is selected.
        if let Some(first) = words.iter().position(|word| word.kind != Kind::Clitic) {
            words.drain(..first);
        }
        let gaps = words.windows(2).map(|two| gap(string, &two[0], &two[1])).collect();
        let words: Vec<String> = words.into_iter().map(|word| word.term).collect();
        (!words.is_empty()).then_some(Phrase { words, gaps })
    }

    /// Where it occurs in an article: in order, without overlaps, each within one block.
    pub fn occurrences(&self, article: &Article) -> Vec<Span> {
        let inflection = Inflection::of(article.language.as_deref());
        let mut stems = self.words.clone();
        stems.iter_mut().for_each(|word| inflection.stem(word));
        let mut found = Vec::new();
        for block in article.text.blocks() {
            let (string, base) = (article.text.slice(block.span), block.span.start().byte());
            let words = words(string, inflection);
            let mut at = 0;
            while at + stems.len() <= words.len() {
                let here = &words[at..at + stems.len()];
                if !self.is_here(string, here, &stems) {
                    at += 1;
                    continue;
                }
                let range = base + here[0].range.start..base + here[here.len() - 1].range.end;
                found.extend(article.text.span(range));
                at += stems.len();
            }
        }
        found
    }

    fn is_here(&self, string: &str, here: &[Word], stems: &[String]) -> bool {
        here.iter().zip(stems).all(|(word, stem)| word.term == *stem)
            && here.windows(2).zip(&self.gaps).all(|(two, signs)| gap(string, &two[0], &two[1]) == *signs)
    }
}

/// The signs between two words that tell one phrase from another: all but spaces, hyphens and quotation marks.
fn gap(string: &str, one: &Word, other: &Word) -> String {
    let mut signs = String::new();
    for character in string[one.range.end..other.range.start].chars() {
        super::anchoring::fold(character, |symbol| {
            if !matches!(symbol, ' ' | '-' | '\'' | '"') {
                signs.push(symbol);
            }
        });
    }
    signs
}

/// A span with what is around it in its block, as [`Occurrence::context`].
pub fn context(article: &Article, span: Span) -> Span {
    let text = &article.text;
    let Some(block) = text.block_at(span.start()) else { return span };
    let (string, block) = (text.as_str(), text.blocks()[block].span.range());
    let spaces = |range: std::ops::Range<usize>| string[range].match_indices(char::is_whitespace);
    let mut start = span.start().byte().saturating_sub(CONTEXT).max(block.start);
    let mut end = (span.end().byte() + CONTEXT).min(block.end).max(span.end().byte());
    while !string.is_char_boundary(start) {
        start += 1;
    }
    while !string.is_char_boundary(end) {
        end -= 1;
    }
    // A word that was cut is left out; where there is no space at all, as in Chinese, it is cut between characters.
    if start > block.start
        && let Some((at, space)) = spaces(start..span.start().byte()).next()
    {
        start += at + space.len();
    }
    if end < block.end
        && let Some((at, _)) = spaces(span.end().byte()..end).next_back()
    {
        end = span.end().byte() + at;
    }
    text.span(start..end).unwrap_or(span)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::extra::Extra;
    use crate::model::project::{Annotation, AnnotationId, Change, Time};
    use crate::model::text::Text;

    fn article(id: &str, language: &str, text: &str) -> Article {
        Article {
            id: ArticleId::new(id).expect("an id"),
            title: id.into(),
            source: None,
            language: Some(language.into()),
            byline: None,
            published: None,
            direction: None,
            text: Text::plain(text, Some(id)).0,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        }
    }

    fn item(id: &str) -> ItemId {
        ItemId::new(id).expect("an id")
    }

    /// What is found, drawn: each article of a language is drawn with `[selection]` in the first and `{passages}` that are
    /// tagged already; in what comes out, occurrences are in `<>`.
    #[track_caller]
    fn check(language: &str, drawn: &[&str], expected: &[&str]) {
        let mut project = Project::default();
        let mut selected = None;
        for (number, drawn) in drawn.iter().enumerate() {
            let mut plain = String::new();
            let mut open = 0;
            let mut tagged = Vec::new();
            for character in drawn.chars() {
                match character {
                    '[' | '{' => open = plain.len(),
                    ']' => selected = Some(open..plain.len()),
                    '}' => tagged.push(open..plain.len()),
                    _ => plain.push(character),
                }
            }
            let article = article(&number.to_string(), language, &plain);
            let (id, text) = (article.id.clone(), article.text.clone());
            project.apply(Change::Article(id.clone(), Some(Rc::new(article)))).expect("applies");
            for range in tagged {
                let annotation = AnnotationId::new(&format!("{number}-{}", range.start)).expect("an id");
                let change = Annotation {
                    id: annotation.clone(),
                    article: id.clone(),
                    anchor: Anchor::Placed { span: text.span(range).expect("a passage") },
                    items: vec![item("it")],
                    note: Rc::default(),
                    creator: None,
                    created: Time(0),
                    modified: Time(0),
                    extra: Extra::default(),
                };
                project.apply(Change::Annotation(annotation, Some(Rc::new(change)))).expect("applies");
            }
        }
        let first = ArticleId::new("0").expect("an id");
        let text = &project.article(&first).expect("it is there").text;
        let selected = text.span(selected.expect("a selection")).expect("a span");
        let all = alike(&project, &first, selected, Some(&item("it")), true);
        let shown = (0..drawn.len()).map(|number| {
            let id = ArticleId::new(&number.to_string()).expect("an id");
            let mut text = project.article(&id).expect("it is there").text.as_str().to_owned();
            for occurrence in all.iter().rev().filter(|occurrence| occurrence.article == id) {
                text.insert(occurrence.span.end().byte(), '>');
                text.insert(occurrence.span.start().byte(), '<');
            }
            text
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
        let here = alike(&project, &first, selected, Some(&item("it")), false);
        assert!(here.iter().eq(all.iter().filter(|occurrence| occurrence.article == first)));
    }

    #[test]
    fn others_are_found_whatever_their_case_and_inflection() {
        check("en", &["The [quick] fox. Quick foxes."], &["The quick fox. <Quick> foxes."]);
        check(
            "en",
            &["The [quick fox]. Quick foxes, QUICK-FOX."],
            &["The quick fox. <Quick foxes>, <QUICK-FOX>."],
        );
        check(
            "en",
            &["He [carries] it, carried, carry; carrier."],
            &["He carries it, <carried>, <carry>; carrier."],
        );
        check("en", &["[Café] cafe\u{301} CAFÉS"], &["Café <cafe\u{301}> <CAFÉS>"]);
        check("en", &["[don’t] Don't"], &["don’t <Don't>"]);
    }

    #[test]
    fn only_whole_words_are() {
        check("en", &["[tax] taxi syntax taxes"], &["tax taxi syntax <taxes>"]);
        check("en", &["t[a]x taxi Tax"], &["tax taxi <Tax>"]);
        check("en", &["[ha ha] ha ha ha"], &["ha ha <ha ha> ha"]);
    }

    #[test]
    fn signs_and_blocks_part_phrases() {
        check(
            "en",
            &["[red tape] red, tape red. Tape “red” tape"],
            &["red tape red, tape red. Tape “<red” tape>"],
        );
        check(
            "en",
            &["[black, white] Black, white black white"],
            &["black, white <Black, white> black white"],
        );
        check("en", &["[red tape] red\n\ntape red\ntape"], &["red tape red\n\ntape <red\ntape>"]);
        check("en", &["a [b\n\nc] b c"], &["a b\n\nc b c"]);
        check("en", &["a[ … ]b … c"], &["a … b … c"]);
    }

    #[test]
    fn what_is_tagged_is_left_out() {
        check("en", &["[fox] {fox} a {red fox} fox"], &["fox fox a red fox <fox>"]);
        check("en", &["[fox]", "{Foxes}, foxes"], &["fox", "Foxes, <foxes>"]);
    }

    #[test]
    fn other_languages_are_not_stemmed() {
        check("de", &["[Straße] STRASSE straße Strassen"], &["Straße <STRASSE> <straße> Strassen"]);
        check("zh", &["[渡轮]来了。渡轮没来。"], &["渡轮来了。<渡轮>没来。"]);
    }

    #[test]
    fn elided_articles_say_nothing() {
        let whole = "Il quadrante dell'orologio. Un orologio nuovo, l’Orologio.";
        let with = |selected: &str| whole.replacen(selected, &format!("[{selected}]"), 1);
        let others = "Il quadrante dell'orologio. Un <orologio> nuovo, l’<Orologio>.";
        check("it", &[&with("orologio")], &[others]);
        check("it", &[&with("dell'orologio")], &[others]);
        check("it", &["[l’Aquila], dell’Aquila, aquila"], &["l’Aquila, dell’<Aquila>, <aquila>"]);
        check("fr", &["l’[eau], d’eau, eaux, L’EAU; qu’il"], &["l’eau, d’<eau>, eaux, L’<EAU>; qu’il"]);
        check("fr", &["[d’accord] et D’accord, accord"], &["d’accord et D’<accord>, <accord>"]);
        check("fr", &["le goût [de l’eau], de l’eau, de eau"], &["le goût de l’eau, <de l’eau>, de eau"]);
        check("fr", &["[l’]eau et l’air"], &["l’eau et <l>’air"]);
        check("ca", &["l’[aigua] i d’aigua"], &["l’aigua i d’<aigua>"]);
        check("en", &["[Brien] O’Brien"], &["Brien O’Brien"]);
        check("en", &["the [dog’s] tail, dogs"], &["the dog’s tail, <dogs>"]);
        check("de", &["[eau], l’eau"], &["eau, l’eau"]);
    }

    #[test]
    fn context_is_whole_words_of_the_block() {
        let long = "Some words that stand there and take up room, so that a line is full, and then there is a fox among \
            them, and more of such words that take up room and fill another line.";
        let article = article("a", "en", &format!("Before.\n\n{long}\n\nAfter fox."));
        let fox = article.text.as_str().find("fox").expect("a fox");
        let shown = |start: usize| {
            let span = article.text.span(start..start + 3).expect("a fox");
            article.text.slice(context(&article, span)).to_owned()
        };
        assert_eq!(
            shown(fox),
            "take up room, so that a line is full, and then there is a fox among them, and more of such words that take up \
             room and"
        );
        assert_eq!(shown(article.text.as_str().rfind("fox").expect("another")), "After fox.");
    }

    proptest! {
        /// Occurrences are in order and apart, in one block each, and each finds as many as the first.
        #[test]
        fn each_occurrence_finds_the_others(text in "[ab .,\n第-]{0,60}", from in 0usize..60, length in 1usize..8) {
            let article = article("a", "en", &text);
            let Some(selected) = article.text.span(from..from + length) else { return Ok(()) };
            let Some(phrase) = Phrase::selected(&article, selected) else { return Ok(()) };
            let found = phrase.occurrences(&article);
            prop_assert!(found.windows(2).all(|two| two[0].end() <= two[1].start()));
            prop_assert!(!found.is_empty());
            for span in &found {
                prop_assert_eq!(article.text.blocks_of(*span).len(), 1);
                prop_assert!(context(&article, *span).union(*span) == context(&article, *span));
                let again = Phrase::selected(&article, *span).map(|phrase| phrase.occurrences(&article));
                prop_assert_eq!(again.as_ref(), Some(&found));
            }
        }
    }
}
