use proptest::prelude::*;

use super::*;
use crate::model::anchor::Anchor;
use crate::model::extra::Extra;
use crate::model::project::{AnnotationId, ArticleId, Change, Colour, Rank, Time};

/// A project of items `a`, `b`, `c`, … and articles. Below each line of an article stand passages: an item's letter
/// under every character that one covers, and an `!` for one without an item.
fn project(items: usize, articles: &[&[(&str, &[&str])]]) -> Project {
    let mut project = Project::default();
    for (letter, rank) in ('a'..).take(items).zip(Rank::ascending()) {
        add_item(&mut project, &letter.to_string(), rank);
    }
    for (place, lines) in articles.iter().enumerate() {
        let words: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
        let article = add_article(&mut project, place, &words.join("\n\n"));
        let mut before = 0;
        for (number, (line, passages)) in lines.iter().enumerate() {
            for (row, drawn) in passages.iter().enumerate() {
                let start = drawn.find(|c: char| c != ' ').expect("a passage");
                let letter = drawn[start..].chars().next().expect("a letter");
                let items: Vec<usize> = (letter as usize).checked_sub('a' as usize).into_iter().collect();
                let range = Some(before + start..before + drawn.len());
                add_passage(&mut project, &article, &format!("{place}.{number}.{row}"), range, &items);
            }
            before += line.chars().count() + 2;
        }
    }
    project
}

fn add_item(project: &mut Project, id: &str, rank: Rank) {
    let id = ItemId::new(id).expect("an id");
    let item = AgendaItem {
        id: id.clone(),
        title: id.as_str().into(),
        colour: Colour([1, 2, 3]),
        description: "".into(),
        hotkey: None,
        parent: None,
        status: None,
        raised_by: None,
        rank,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    };
    project.apply(Change::Item(id, Some(Rc::new(item)))).expect("an item applies");
}

fn add_article(project: &mut Project, place: usize, text: &str) -> Rc<Article> {
    let article = Rc::new(Article {
        id: ArticleId::new(&format!("article-{place}")).expect("an id"),
        title: "Title".into(),
        source: None,
        language: None,
        byline: None,
        published: None,
        direction: None,
        text: Text::plain(text, Some("Title")).0,
        created: Time(place as i64),
        modified: Time(0),
        extra: Extra::default(),
    });
    project.apply(Change::Article(article.id.clone(), Some(article.clone()))).expect("an article applies");
    article
}

/// Adds a passage on a range of code points; one without a range has lost its place.
fn add_passage(
    project: &mut Project,
    article: &Article,
    id: &str,
    range: Option<Range<usize>>,
    items: &[usize],
) {
    let id = AnnotationId::new(id).expect("an id");
    let span = range.and_then(|range| article.text.span_of_code_points(range));
    let annotation = Annotation {
        id: id.clone(),
        article: article.id.clone(),
        anchor: span.map_or(Anchor::Orphaned { quote: Rc::default() }, |span| Anchor::Placed { span }),
        items: items.iter().map(|item| letter(*item)).collect(),
        note: "".into(),
        creator: None,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    };
    project.apply(Change::Annotation(id, Some(Rc::new(annotation)))).expect("a passage applies");
}

fn letter(item: usize) -> ItemId {
    ItemId::new(&char::from(b'a' + item as u8).to_string()).expect("an id")
}

fn overview(project: &Project) -> Overview<'_> {
    Overview::of(project, project.articles())
}

/// How often items meet, as `ab 2, bc 1`.
fn drawn(meetings: &Meetings) -> String {
    let mut drawn: Vec<_> = meetings
        .iter()
        .map(|((one, other), count)| format!("{}{} {count}", letter(*one), letter(*other)))
        .collect();
    drawn.sort();
    drawn.join(", ")
}

#[track_caller]
fn check_meetings(lines: &[(&str, &[&str])], passages: &str, paragraphs: &str) {
    let project = project(3, &[lines]);
    let overview = overview(&project);
    let meetings = |meeting| drawn(&overview.meetings(meeting));
    assert_eq!((&*meetings(Meeting::Passage), &*meetings(Meeting::Paragraph)), (passages, paragraphs));
}

#[test]
fn items_meet_where_their_passages_overlap() {
    check_meetings(&[("Ships wait here.", &["aaaaa", "      bbbb"])], "", "ab 1");
    check_meetings(&[("Ships wait here.", &["aaaaa", "   bbbbbbb"])], "ab 2", "ab 1");
    check_meetings(&[("Ships wait here.", &["aaaaaaaaaaaaaaa", "bbbbb", "      bbbb"])], "ab 3", "ab 1");
    check_meetings(&[("Ships.", &["aaaaaa"]), ("Wait.", &["bbbbb"])], "", "");
}

#[test]
fn what_is_between_paragraphs_does_not_count() {
    let project = project(1, &[&[("Ships wäit.", &["aaaaaaaaaaa"]), ("Why?", &["aaaa"])]]);
    let overview = overview(&project);
    assert_eq!((overview.characters, overview.tagged, overview.rows[0].characters), (15, 15, 15));
    assert_eq!(overview.untagged(9), (vec![], 0));
}

#[test]
fn the_longest_stretches_come_first() {
    let lines: &[(&str, &[&str])] =
        &[("Ships wait, all day.", &["aaaaa", "            !!!"]), (" … ", &[]), ("Nobody knows.", &[])];
    let project = project(1, &[lines]);
    let overview = overview(&project);
    let words = |most| {
        let (found, rest) = overview.untagged(most);
        let words = found.iter().map(|it| format!("{} {}", it.article.text.slice(it.span), it.characters));
        (words.collect::<Vec<_>>().join("|"), rest)
    };
    assert_eq!(words(9), ("wait, all day. 14|Nobody knows. 13".to_owned(), 0));
    assert_eq!(words(1), ("wait, all day. 14".to_owned(), 1));
    assert_eq!((overview.passages, overview.plain), (1, 1));
}

#[test]
fn items_are_in_the_order_of_their_first_mention() {
    let one: &[(&str, &[&str])] = &[("Ships wait here.", &["      cccc", "      aaaa"])];
    let other: &[(&str, &[&str])] = &[("Trams stand.", &["ddddd", "      aaaaa"])];
    let project = project(5, &[one, other]);
    // Those that begin together are in the agenda's order; `b` and `e` are never mentioned.
    assert_eq!(overview(&project).mentions(), [0, 2, 3]);
}

#[test]
fn what_is_not_where_it_was_marked_covers_nothing() {
    let mut project = project(2, &[&[("Ships wait.", &["aaaaa", "bbbbbbbbbb"])]]);
    let found = project.annotation(&AnnotationId::new("0.0.0").expect("an id")).expect("is there").clone();
    let span = found.anchor.span().expect("is placed");
    let anchor = Anchor::NeedsReview { span, quote: Rc::default() };
    let moved = Annotation { anchor, ..Annotation::clone(&found) };
    project.apply(Change::Annotation(found.id.clone(), Some(Rc::new(moved)))).expect("applies");
    let overview = overview(&project);
    let row = |place: usize| (overview.rows[place].passages, overview.rows[place].characters);
    assert_eq!((row(0), row(1), overview.tagged), ((1, 0), (1, 10), 10));
    assert!(overview.meetings(Meeting::Passage).is_empty());
    assert_eq!(overview.mentions(), [1]);
}

/// Passages as they may come: a range of code points, or none, and items.
type Passages = Vec<(Option<Range<usize>>, Vec<usize>)>;

/// Four items may be named, of which three are in the agenda.
fn passages() -> impl Strategy<Value = Passages> {
    let range = (0..60_usize, 1..25_usize).prop_map(|(start, length)| start..start + length);
    let items = proptest::collection::btree_set(0..4_usize, 0..4);
    let passage = (proptest::option::weighted(0.9, range), items);
    let passage = passage.prop_map(|(range, items)| (range, items.into_iter().collect()));
    proptest::collection::vec(passage, 0..12)
}

/// The passages with those on the same words as one. A range that is not in the text has lost its place.
fn joined(text: &Text, passages: &Passages) -> Passages {
    let mut joined = Passages::new();
    for (range, items) in passages {
        let is_placed = range.as_ref().is_some_and(|range| range.end <= text.len_code_points());
        match joined.iter_mut().find(|(known, _)| is_placed && known == range) {
            Some((_, known)) => {
                known.extend(items.iter().filter(|it| !known.contains(it)).copied().collect::<Vec<_>>())
            }
            None => joined.push((range.clone(), items.clone())),
        }
    }
    joined
}

/// What the counting says, told by going through every character.
fn naive(text: &Text, passages: &Passages) -> Found {
    let characters: Vec<char> = text.as_str().chars().collect();
    let blocks: Vec<Range<usize>> =
        text.blocks().iter().map(|block| text.code_point_range(block.span)).collect();
    let block_of = |at: usize| blocks.iter().position(|block| block.contains(&at));
    let readable: Vec<usize> = (0..characters.len()).filter(|at| block_of(*at).is_some()).collect();
    let has = |passage: &(Option<Range<usize>>, Vec<usize>), item: usize| passage.1.contains(&item);
    let lies = |passage: &(Option<Range<usize>>, Vec<usize>), at: usize| {
        // A range that is not in the text has lost its place.
        passage.0.as_ref().is_some_and(|range| range.end <= characters.len() && range.contains(&at))
    };
    let covers = |item: usize, at: usize| passages.iter().any(|it| has(it, item) && lies(it, at));
    let is_tagged = |at: usize| (0..3).any(|item| covers(item, at));
    let count = |wanted: &dyn Fn(usize) -> bool| readable.iter().filter(|at| wanted(**at)).count();
    let shares = (0..3).map(|item| count(&|at| covers(item, at))).collect();
    let (mut together, mut near) = (Meetings::new(), Meetings::new());
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let reaches = |passage, item| (0..characters.len()).any(|at| lies(passage, at) && covers(item, at));
        let meets =
            |passage, one, other| has(passage, one) && (has(passage, other) || reaches(passage, other));
        let found = passages.iter().filter(|it| meets(it, one, other) || meets(it, other, one)).count();
        together.insert((one, other), found);
        let is_in = |block: &&Range<usize>, item| (*block).clone().any(|at| covers(item, at));
        near.insert((one, other), blocks.iter().filter(|it| is_in(it, one) && is_in(it, other)).count());
    }
    let mut gaps: Vec<(usize, String)> = Vec::new();
    for block in &blocks {
        let line: String =
            block.clone().map(|at| if is_tagged(at) { '\0' } else { characters[at] }).collect();
        let begun =
            |words: &'_ str| words.trim_start_matches([' ', '.', ',', '—', '…', '!']).trim_end().to_owned();
        let words = line.split('\0').map(begun).filter(|it| it.chars().any(char::is_alphanumeric));
        gaps.extend(words.map(|words| (words.chars().count(), words)));
    }
    gaps.sort_by_key(|(length, _)| Reverse(*length));
    [&mut together, &mut near].into_iter().for_each(|it| it.retain(|_, count| *count > 0));
    (readable.len(), count(&is_tagged), shares, drawn(&together), drawn(&near), gaps)
}

/// Articles counted of a text, in words where that is shorter: see `naive`.
type Found = (usize, usize, Vec<usize>, String, String, Vec<(usize, String)>);

proptest! {
    #[test]
    fn counting_is_going_through_every_character(passages in passages()) {
        let mut project = project(3, &[]);
        let words = "Ships wait — überall.\n\nNobody knows why, 知道. They…\n\n\n … \n\nAsk 😀 them!";
        let article = add_article(&mut project, 0, words);
        for (number, (range, items)) in passages.iter().enumerate() {
            add_passage(&mut project, &article, &number.to_string(), range.clone(), items);
        }
        let overview = overview(&project);
        let (gaps, rest) = overview.untagged(100);
        let found: Found = (
            overview.characters,
            overview.tagged,
            overview.rows.iter().map(|row| row.characters).collect(),
            drawn(&overview.meetings(Meeting::Passage)),
            drawn(&overview.meetings(Meeting::Paragraph)),
            gaps.iter().map(|it| (it.characters, article.text.slice(it.span).to_owned())).collect(),
        );
        let passages = joined(&article.text, &passages);
        prop_assert_eq!(found, naive(&article.text, &passages));
        prop_assert_eq!(rest, 0);
        let tagged = |item: usize| passages.iter().filter(|(_, items)| items.contains(&item)).count();
        let counts: Vec<_> = overview.rows.iter().map(|row| row.passages).collect();
        prop_assert_eq!(counts, (0..3).map(tagged).collect::<Vec<_>>());
        let is_plain = |items: &Vec<usize>| items.iter().all(|item| *item == 3);
        prop_assert_eq!(overview.plain, passages.iter().filter(|(_, items)| is_plain(items)).count());
    }
}
