use proptest::prelude::*;

use super::*;
use crate::model::anchor::Anchor;
use crate::model::extra::Extra;
use crate::model::project::{Annotation, AnnotationId, Change, Colour, Rank, Time};
use crate::model::text::Text;

/// Sentences end at full stops.
fn split(article: &Article) -> Vec<Span> {
    let text = &article.text;
    let mut found = Vec::new();
    for block in text.blocks() {
        let mut start = block.span.start().byte();
        for part in text.slice(block.span).split_inclusive(['.', '。']) {
            let indent = part.len() - part.trim_start().len();
            found.extend(text.span(start + indent..start + part.len()));
            start += part.len();
        }
    }
    found
}

fn article(text: &str, language: &str) -> Article {
    Article {
        id: article_id(),
        title: "".into(),
        source: None,
        language: Some(language.into()),
        byline: None,
        published: None,
        direction: None,
        text: Text::plain(text, Some("title")).0,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    }
}

fn article_id() -> ArticleId {
    ArticleId::new("article").expect("an id")
}

fn item_id(id: &str) -> ItemId {
    ItemId::new(id).expect("an id")
}

/// A project of an article and of items, drawn `title: description`, the title being the id too.
fn project(text: &str, language: &str, agenda: &[&str]) -> Project {
    let mut project = Project::default();
    let article = Change::Article(article_id(), Some(Rc::new(article(text, language))));
    project.apply(article).expect("an article applies");
    for (drawn, rank) in agenda.iter().zip(Rank::ascending()) {
        let (title, description) = drawn.split_once(": ").unwrap_or((drawn, ""));
        let item = AgendaItem {
            id: item_id(title),
            title: title.into(),
            colour: Colour([0; 3]),
            description: description.into(),
            hotkey: None,
            status: None,
            raised_by: None,
            parent: None,
            rank,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        };
        project.apply(Change::Item(item.id.clone(), Some(Rc::new(item)))).expect("an item applies");
    }
    project
}

/// Tags some bytes, or takes the tag from them.
fn tag(project: &mut Project, range: std::ops::Range<usize>, item: Option<&str>) {
    let text = &project.article(&article_id()).expect("the article").text;
    let span = text.span(range.clone()).expect("a passage");
    let id = AnnotationId::new(&format!("tag-{}", range.start)).expect("an id");
    let annotation = item.map(|item| {
        Rc::new(Annotation {
            id: id.clone(),
            article: article_id(),
            anchor: Anchor::Placed { span },
            items: vec![item_id(item)],
            note: Rc::default(),
            creator: None,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        })
    });
    project.apply(Change::Annotation(id, annotation)).expect("a tag applies");
}

/// A project with passages drawn as `[item|words]`.
fn drawn(text: &str, language: &str, agenda: &[&str]) -> (Project, Suggester) {
    let mut plain = String::new();
    let mut tags = Vec::new();
    for (index, part) in text.split('[').enumerate() {
        let (inside, rest) = if index == 0 { ("", part) } else { part.split_once(']').expect("]") };
        if let Some((item, words)) = inside.split_once('|') {
            tags.push((plain.len()..plain.len() + words.len(), item));
            plain.push_str(words);
        }
        plain.push_str(rest);
    }
    let mut project = project(&plain, language, agenda);
    tags.into_iter().for_each(|(range, item)| tag(&mut project, range, Some(item)));
    let mut suggester = Suggester::default();
    suggester.follow(&project, Some(&article_id()), &split);
    (project, suggester)
}

/// Suggestions, each as the first word of its sentence, then the items with the words that speak for them.
fn shown(project: &Project, suggester: &Suggester) -> Vec<String> {
    let text = &project.article(&article_id()).expect("the article").text;
    let candidate = |candidate: &Candidate| {
        let words: Vec<_> = candidate.words.iter().map(|word| text.slice(*word)).collect();
        let pull = if candidate.is_pulled { "~" } else { "" };
        format!("{pull}{}({})", candidate.item, words.join(", "))
    };
    let line = |suggestion: &Suggestion| {
        let first = text.slice(suggestion.sentence).split(' ').next().unwrap_or_default();
        let best: Vec<_> = suggestion.best.iter().map(candidate).collect();
        format!("{first}: {}", best.join(" "))
    };
    suggester.suggest(&article_id()).iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, language: &str, agenda: &[&str], expected: &[&str]) {
    let (project, suggester) = drawn(text, language, agenda);
    assert_eq!(shown(&project, &suggester), expected);
}

#[test]
fn title_and_description_are_enough_to_begin() {
    check(
        "The ferries sail at dawn.\n\nNobody knows why.\n\nHouse rents have risen.",
        "en",
        &["Ferry", "Housing: rent and flats"],
        &["The: Ferry(ferries)", "House: Housing(House, rents)"],
    );
}

#[test]
fn words_of_tagged_passages_speak_for_their_item() {
    check(
        "[a|A boiler failed.]\n\n[b|Bicycles were stolen.]\n\nThe boiler is old.\n\nStolen boilers.",
        "en",
        &["a", "b"],
        &["The: a(boiler) ~b()", "Stolen: b(Stolen) a(boilers)"],
    );
}

#[test]
fn what_was_tagged_just_before_goes_on() {
    let (project, suggester) =
        drawn("[a|A boiler failed.] It was cold. So it went on.\n\n[b|Bicycles.]", "en", &["a", "b"]);
    assert_eq!(shown(&project, &suggester), ["It: ~a() ~b()", "So: ~a() ~b()"]);
    let found = suggester.suggest(&article_id());
    assert!(found[0].margin > found[1].margin, "{found:?}");
}

#[test]
fn where_tags_do_not_go_on_there_is_no_pull() {
    // In a block of its own, since what stands beside it in one says something too.
    let tagged = "[a|Ada ate.] [b|Bees buzz.] [a|Ants ate.] [b|Bats bite.] [a|Axes ache.] [b|Bulls bray.] [a|Asps act.] ";
    check(&format!("{tagged}\n\nNothing else."), "en", &["a", "b"], &[]);
}

#[test]
fn scripts_without_spaces_are_read_by_twos() {
    check(
        "[a|渡轮每天出发。]\n\n[b|学校没有教室。]\n\n渡轮今天来。",
        "zh",
        &["a", "b"],
        &["渡轮今天来。: a(渡轮) ~b()"],
    );
}

#[test]
fn a_passage_tags_the_sentences_that_it_is_in() {
    // The last word of the passage runs over by one word, which tags nothing.
    let (project, suggester) = drawn("[a|Boilers failed. The] house is full of boilers.", "en", &["a"]);
    assert_eq!(shown(&project, &suggester), ["The: ~a(boilers)"]);
    assert_eq!(suggester.quality(None).tagged, 1);
}

#[test]
fn a_rejected_item_never_returns() {
    let text = "[a|The boiler and the chimney.]\n\nA boiler burns.\n\nThat boiler burns.\n\nChimneys smoke.";
    let (mut project, mut suggester) = drawn(text, "en", &["a", "b"]);
    let score = |suggester: &Suggester, at: usize| suggester.suggest(&article_id())[at].best[0].score;
    let before = [0, 1, 2].map(|at| score(&suggester, at));
    let sentence = suggester.suggest(&article_id())[0].sentence;
    let rejected = Rejection::of(project.article(&article_id()).expect("it"), sentence, &item_id("a"));
    let rejected = rejected.expect("a sentence");
    assert!(!suggester.is_rejected(&rejected));
    suggester.set_rejected([rejected.clone()]);
    assert!(suggester.is_rejected(&rejected));
    assert_eq!(shown(&project, &suggester), ["That: a(boiler)", "Chimneys: a(Chimneys)"]);
    // What it has in common with the other says less now, and by that what is left says more.
    assert!(score(&suggester, 0) < before[1] && score(&suggester, 1) > before[2]);

    // It stays away whatever is tagged, and elsewhere in the text does not matter.
    let at = project.article(&article_id()).expect("it").text.as_str().find("That").expect("a sentence");
    tag(&mut project, at..at + 19, Some("a"));
    suggester.follow(&project, Some(&article_id()), &split);
    assert_eq!(shown(&project, &suggester), ["Chimneys: a(Chimneys)"]);

    // It can be taken back.
    tag(&mut project, at..at + 19, None);
    suggester.follow(&project, Some(&article_id()), &split);
    suggester.set_rejected([]);
    assert_eq!([0, 1, 2].map(|at| score(&suggester, at)), before);
}

#[test]
fn suggestions_are_walked() {
    let text = "[a|Boilers.]\n\nRents and boilers.\n\nBoilers.\n\nRents, chimneys and boilers.\n\n[b|Rents.]";
    let (project, suggester) = drawn(text, "en", &["a", "b"]);
    let all = suggester.suggest(&article_id());
    let text = &project.article(&article_id()).expect("the article").text;
    assert_eq!(all.iter().map(|it| it.is_shown).collect::<Vec<_>>(), [false, true, true], "{all:?}");
    let shown = |after: Option<usize>| {
        next_shown(&all, after.map(|at| all[at].sentence.start())).map(|it| text.slice(it.sentence))
    };
    let (second, third) = (Some("Boilers."), Some("Rents, chimneys and boilers."));
    assert_eq!([None, Some(0), Some(1), Some(2)].map(shown), [second, second, third, second]);
    // From the least certain on, all are come by, in the order of their margins, and then the first again.
    let mut walked = Vec::new();
    let mut from = None;
    for _ in 0..4 {
        let next = next_least_certain(&all, from).expect("there are some");
        walked.push(next.margin);
        from = Some(next.sentence);
    }
    assert!(walked[..3].is_sorted() && walked[2] > walked[3] && walked[3] == walked[0], "{walked:?}");
    assert_eq!(next_shown(&[], None), None);
    assert_eq!(next_least_certain(&[], None), None);
}

#[test]
fn what_is_gone_is_forgotten() {
    let (mut project, mut suggester) = drawn("[a|Boilers.]\n\nA boiler.", "en", &["a", "b"]);
    let id = item_id("a");
    project.apply(Change::Item(id, None)).expect("an item goes");
    suggester.follow(&project, Some(&article_id()), &split);
    assert_eq!(suggester.quality(None), Quality::default());
    let other = Change::Article(article_id(), None);
    let all: Vec<_> = project.annotations().map(|it| Change::Annotation(it.id.clone(), None)).collect();
    project.apply_all(all.into_iter().chain([other])).expect("the article goes");
    suggester.follow(&project, Some(&article_id()), &split);
    assert!(suggester.suggest(&article_id()).is_empty());
}

/// Twelve sentences of few words, in blocks of three; in each the words at these places.
const VOCABULARY: [&str; 8] = ["boiler", "rents", "flat", "insurer", "swing", "Mr Adler", "insurance", "NCB"];

fn texts() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::collection::vec(0..VOCABULARY.len(), 1..5), 12).prop_map(
        |sentences| {
            let sentence = |words: &Vec<usize>| {
                let words: Vec<_> = words.iter().map(|word| VOCABULARY[*word]).collect();
                format!("{}.", words.join(" "))
            };
            let blocks: Vec<_> = sentences
                .chunks(3)
                .map(|block| block.iter().map(sentence).collect::<Vec<_>>().join(" "))
                .collect();
            blocks.join("\n\n")
        },
    )
}

const AGENDA: [&str; 3] = ["Boiler: heating", "Flat: rent", "Insurance"];

fn alike(one: &[Suggestion], other: &[Suggestion]) -> bool {
    let near = |one: f32, other: f32| (one - other).abs() < 1e-3;
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.sentence == other.sentence
                && near(one.margin, other.margin)
                && one.best.iter().zip(&other.best).all(|(one, other)| near(one.score, other.score))
        })
}

#[test]
fn what_floats_are_off_by_is_no_hit() {
    let text = "Mr Adler. boiler. boiler.\n\nMr Adler. boiler. boiler.\n\nboiler. swing. Mr Adler Mr Adler.\n\n\
        boiler. boiler. boiler.";
    let mut project = project(text, "en", &AGENDA);
    let adler = split(project.article(&article_id()).expect("the article"))[8];
    tag(&mut project, adler.range(), Some("Boiler"));
    let mut suggester = Suggester::default();
    suggester.follow(&project, Some(&article_id()), &split);
    let quality = suggester.quality(Some(&article_id()));
    assert_eq!(quality, Quality { tagged: 1, first: 0, among_best: 0 });
}

proptest! {
    /// Tag by tag, the same is learned as of all at once.
    #[test]
    fn following_is_learning_anew(
        text in texts(),
        steps in proptest::collection::vec((0usize..12, proptest::option::of(0usize..3)), 1..16),
    ) {
        let mut project = project(&text, "en", &AGENDA);
        let mut suggester = Suggester::default();
        let sentences = split(project.article(&article_id()).expect("the article"));
        for (sentence, item) in steps {
            let item = item.map(|item| ["Boiler", "Flat", "Insurance"][item]);
            tag(&mut project, sentences[sentence].range(), item);
            suggester.follow(&project, Some(&article_id()), &split);
        }
        let mut anew = Suggester::default();
        anew.follow(&project, Some(&article_id()), &split);
        prop_assert!(alike(&suggester.suggest(&article_id()), &anew.suggest(&article_id())));
        prop_assert_eq!(suggester.quality(None), anew.quality(None));
    }

    /// Leaving one out is what is suggested where it is not tagged.
    #[test]
    fn quality_is_what_would_have_been_suggested(
        text in texts(),
        tags in proptest::collection::btree_map(0usize..12, 0usize..3, 1..9),
    ) {
        let mut project = project(&text, "en", &AGENDA);
        let sentences = split(project.article(&article_id()).expect("the article"));
        let items = ["Boiler", "Flat", "Insurance"];
        for (sentence, item) in &tags {
            tag(&mut project, sentences[*sentence].range(), Some(items[*item]));
        }
        let mut suggester = Suggester::default();
        suggester.follow(&project, Some(&article_id()), &split);
        let quality = suggester.quality(Some(&article_id()));
        let (mut first, mut unsure) = (0, 0);
        for (sentence, item) in &tags {
            let span = sentences[*sentence];
            tag(&mut project, span.range(), None);
            suggester.follow(&project, Some(&article_id()), &split);
            let all = suggester.suggest(&article_id());
            let found = all.iter().find(|suggestion| suggestion.sentence == span);
            first += usize::from(found.is_some_and(|found| found.best[0].item.as_str() == items[*item]));
            // Where two are equal but for what floats are off by, either may be first.
            unsure += usize::from(found.is_some_and(|found| found.margin < 1e-3 || found.best[0].score < 1e-3));
            tag(&mut project, span.range(), Some(items[*item]));
        }
        prop_assert_eq!(quality.tagged, tags.len());
        prop_assert!(quality.first.abs_diff(first) <= unsure, "{:?} {} {}", quality, first, unsure);
    }
}
