use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{Cursor, Read};

use expect_test::{ExpectFile, expect, expect_file};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};

use super::*;
use crate::format::html::tree::{DOCUMENT, Tree, What};
use crate::format::panel::changes_of_json;
use crate::format::source::{self, Hint};
use crate::model::anchor::Quote;
use crate::model::extra::Extra;
use crate::model::project::{AgendaItem, Change, Published, Rank};

/// The sample with its example tags.
pub fn sample() -> Project {
    let mut project = Project::default();
    let json = include_str!("../../../static/sample.json");
    let changes = project.in_order(changes_of_json(&project, json));
    project.apply_all(changes).expect("the sample applies");
    project
}

/// An item that is called by its id, in the order in which items are made.
pub fn item(id: &str, parent: Option<&str>, rank: Rank) -> AgendaItem {
    AgendaItem {
        id: ItemId::new(id).expect("an id"),
        title: id.into(),
        colour: Colour([1, 2, 3]),
        description: "".into(),
        hotkey: None,
        status: None,
        raised_by: None,
        parent: parent.and_then(ItemId::new),
        rank,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    }
}

/// An article of blocks.
pub fn article(id: &str, title: &str, blocks: &[(BlockKind, &str)]) -> Article {
    let (mut string, mut drawn) = (String::new(), Vec::new());
    for (kind, words) in blocks {
        let start = string.len();
        string.push_str(words);
        drawn.push((*kind, 1, start..string.len(), Extra::default()));
        string.push_str("\n\n");
    }
    Article {
        id: ArticleId::new(id).expect("an id"),
        title: title.into(),
        source: None,
        language: None,
        byline: None,
        published: None,
        direction: None,
        text: Text::new(string, drawn).expect("a text"),
        created: Time(1_795_500_000_000),
        modified: Time(0),
        extra: Extra::default(),
    }
}

/// A passage of an article: the first place where it says so.
pub fn passage(id: &str, article: &Article, words: &str, items: &[&str], note: &str) -> Annotation {
    let start = article.text.as_str().find(words).expect("is in the text");
    let span = article.text.span(start..start + words.len()).expect("a span");
    Annotation {
        id: AnnotationId::new(id).expect("an id"),
        article: article.id.clone(),
        anchor: Anchor::Placed { span },
        items: items.iter().map(|id| ItemId::new(id).expect("an id")).collect(),
        note: note.into(),
        creator: None,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    }
}

pub fn project(
    items: impl IntoIterator<Item = AgendaItem>,
    articles: impl IntoIterator<Item = Article>,
    passages: impl IntoIterator<Item = Annotation>,
) -> Project {
    let mut project = Project::default();
    let items = items.into_iter().map(|item| Change::Item(item.id.clone(), Some(Rc::new(item))));
    let articles = articles.into_iter().map(|it| Change::Article(it.id.clone(), Some(Rc::new(it))));
    let passages = passages.into_iter().map(|it| Change::Annotation(it.id.clone(), Some(Rc::new(it))));
    project.apply_all(items.chain(articles).chain(passages)).expect("applies");
    project
}

/// Markup in titles, both directions, emoji, items three deep and without passages, notes of lines, a long quotation, an
/// article that is gone and one of a title that is there twice.
pub fn nasty() -> Project {
    use BlockKind::{Heading, ListItem, Paragraph, Preformatted};
    let mut ranks = Rank::ascending();
    let mut rank = || ranks.next().expect("there is always one more");
    let titled = |item: AgendaItem, title: &str, description: &str, colour: [u8; 3]| AgendaItem {
        title: title.into(),
        description: description.into(),
        colour: Colour(colour),
        ..item
    };
    let items = [
        titled(
            item("a", None, rank()),
            "<script>alert(1)</script> & # *Tariffs* #",
            "# No heading\n- no list\n1. no list either\n\n<b>not bold</b> & [no link](javascript:alert(1))",
            [0, 114, 178],
        ),
        titled(item("b", Some("a"), rank()), "ميزانية الميناء", "ما تقرره اللجنة", [213, 94, 0]),
        titled(item("c", Some("b"), rank()), "\u{202e}reversed\u{202c} 👩‍🚒🏽 _three_ deep", "", [0, 158, 115]),
        titled(item("d", None, rank()), "Nothing on\tthis\u{0}\nat all", "", [204, 121, 167]),
        titled(item("e", None, rank()), "  ", "", [204, 121, 167]),
    ];
    let long = "The harbour was dredged again, and again the sand came back. ".repeat(60);
    let plan = Article {
        byline: Some("A. <i>Byron</i> & Co.".into()),
        source: Some("https://example.org/plan?a=1&b=\"2\"<x>".into()),
        published: Published::new("2026-11"),
        language: Some("en-GB".into()),
        ..article(
            "plan",
            "The *harbour* plan](x)",
            &[
                (Heading, "The *harbour* plan](x)"),
                (Paragraph, "1986\\. What <em>began</em> as\na line | of __small__ print."),
                (ListItem, "``` of the first ~~kind~~"),
                (Heading, "After"),
                (Preformatted, "if x < 1:\n    print(\"```\")  # &amp;\n\n  end"),
                (Paragraph, &long),
            ],
        )
    };
    let hebrew = Article {
        direction: Some(Direction::Rtl),
        language: Some("he".into()),
        source: Some("mailto:harbour@example.org".into()),
        published: Published::new("2026-11-24T09:30"),
        ..article("he", "תוכנית הנמל", &[(Paragraph, "הנמל יורחב עד 2030, אמר ה-CEO אתמול.")])
    };
    let twice = Article {
        source: Some("The Herald, page 3".into()),
        ..article("twice", "תוכנית הנמל", &[(Paragraph, "A second one.")])
    };
    let untitled = article("none", "", &[(Paragraph, "Words & words.")]);
    let lost = |id: &str, article: &Article, exact: &str| Annotation {
        anchor: Anchor::Orphaned { quote: Rc::new(Quote { exact: exact.into(), ..Quote::default() }) },
        ..passage(id, article, "Words", &["c"], "")
    };
    let gone = Annotation {
        article: ArticleId::new("gone").expect("an id"),
        ..lost("p8", &untitled, "What <nobody> has.\n\nAny more.")
    };
    let in_review = passage("p7", &untitled, "& words", &["c"], "");
    let proposal = in_review.anchor.span().expect("is placed");
    let quote = Rc::new(Quote { exact: "and words".into(), ..Quote::default() });
    let in_review = Annotation { anchor: Anchor::NeedsReview { span: proposal, quote }, ..in_review };
    let passages = [
        passage(
            "p1",
            &plan,
            "1986\\. What <em>began</em> as\na line | of __small__ print.\n\n``` of",
            &["a", "b"],
            "First line\n  second *line*\r\n\r\n> not quoted\n---",
        ),
        passage("p2", &plan, "harbour* plan](x)", &["a"], ""),
        passage("p3", &plan, "if x < 1:\n    print(\"```\")  # &amp;\n\n  end", &["c"], "1) one\n2) two"),
        passage("p4", &plan, long.trim_end(), &["b"], ""),
        passage("p5", &hebrew, "הנמל יורחב עד 2030, אמר ה-CEO", &["b"], "לבדוק"),
        passage("p6", &twice, "second", &["c", "unknown"], ""),
        in_review,
        lost("p9", &untitled, "Gone, but kept"),
        gone,
        passage("p0", &plan, "After", &[], "Without an item"),
    ];
    project(items, [plan, hebrew, twice, untitled], passages)
}

fn everything() -> Choice {
    Choice { decisions: true, untagged: true, date: "24 Nov 2026".to_owned(), ..Choice::default() }
}

#[track_caller]
fn check(project: &Project, choice: &Choice, markdown: &ExpectFile, html: &ExpectFile) {
    let document = Document::new(project, choice);
    markdown.assert_eq(&markdown::write(&document));
    html.assert_eq(&html::write(&document));
}

#[test]
fn the_same_words_with_the_same_item_are_quoted_once() {
    let mut ranks = Rank::ascending();
    let mut rank = || ranks.next().expect("there is always one more");
    let items = ["a", "b"].map(|id| item(id, None, rank()));
    let article = article("t", "T", &[(BlockKind::Paragraph, "They met in the old school.")]);
    let on = |id: &str, items: &[&str], note: &str| passage(id, &article, "the old school", items, note);
    let passages = [on("p", &["a"], "One."), on("q", &["b", "a"], "Two."), on("r", &["b"], "")];
    let document = Document::new(&project(items, [article.clone()], passages), &Choice::default());
    let quoted = document.items.iter().map(|item| {
        let lines = |it: &Passage| it.note.iter().map(|it| it.lines.concat()).collect::<Vec<_>>().join(" | ");
        let notes = item.passages.iter().map(lines);
        notes.collect::<Vec<_>>()
    });
    assert_eq!(quoted.collect::<Vec<_>>(), [["One. | Two."], ["Two."]]);
    assert!(document.summary.contains("1 passage from 1 article"), "{}", document.summary);
}

#[test]
fn the_sample_is_put_before_a_meeting() {
    let choice = Choice { date: "24 Nov 2026".to_owned(), ..Choice::default() };
    check(
        &sample(),
        &choice,
        &expect_file!["../../../tests/golden/document-sample.md"],
        &expect_file!["../../../tests/golden/document-sample.html"],
    );
}

#[test]
fn nothing_from_outside_is_markup() {
    check(
        &nasty(),
        &everything(),
        &expect_file!["../../../tests/golden/document-nasty.md"],
        &expect_file!["../../../tests/golden/document-nasty.html"],
    );
}

/// Passages of numbered lists, of tables and of lines that end where they are to end, of a page and of Markdown.
fn structured() -> Project {
    let read = |id: &str, text: &str, media_type: &str| {
        let hint = Hint { media_type: Some(media_type), ..Hint::default() };
        let reading = source::read_text(text, &hint).expect("an article");
        reading.into_article(ArticleId::new(id).expect("an id"), Time(1_795_500_000_000))
    };
    let page = read("page", include_str!("tests/structure.html"), "text/html");
    let notes = read("notes", include_str!("tests/structure.md"), "text/markdown");
    let mut ranks = Rank::ascending();
    let items = ["points", "figures", "lines"].map(|id| item(id, None, ranks.next().expect("a rank")));
    // From the first to the last of some words.
    let from_to = |id: &str, article: &Article, words: [&str; 2], item: &str| {
        let text = article.text.as_str();
        let start = text.find(words[0]).unwrap_or_else(|| panic!("{} in {text}", words[0]));
        let end = start + text[start..].find(words[1]).unwrap_or_else(|| panic!("{} in {text}", words[1]));
        let span = article.text.span(start..end + words[1].len()).expect("a span");
        Annotation { anchor: Anchor::Placed { span }, ..passage(id, article, words[0], &[item], "") }
    };
    let passages = [
        from_to("a", &page, ["Nobody", "steps."], "points"),
        from_to("b", &page, ["nine metres", "own,"], "points"),
        from_to("c", &page, ["a mooring", "boat: name"], "points"),
        from_to("d", &page, ["That goes", "tenth more."], "points"),
        from_to("e", &page, ["Come in", "the land."], "points"),
        from_to("f", &page, ["£61,000", "£61,000"], "figures"),
        from_to("g", &page, ["180", "no winter"], "figures"),
        from_to("h", &page, ["Island", "412"], "figures"),
        from_to("i", &page, ["Cost", "Cost"], "figures"),
        from_to("j", &page, ["£39,000", "pays least"], "figures"),
        from_to("k", &page, ["April", "May"], "figures"),
        from_to("l", &notes, ["Thin in", "middle."], "lines"),
        from_to("m", &notes, ["Harbour Office", "Port Mallow"], "lines"),
        from_to("n", &notes, ["running", "line"], "lines"),
    ];
    project(items, [page, notes], passages)
}

#[test]
fn numbers_tables_and_lines_are_quoted_as_such() {
    let choice = Choice { date: "24 Nov 2026".to_owned(), ..Choice::default() };
    check(
        &structured(),
        &choice,
        &expect_file!["../../../tests/golden/document-structure.md"],
        &expect_file!["../../../tests/golden/document-structure.html"],
    );
}

/// What is in a document, in short: numbers of items with their passages, and articles.
fn outline(document: &Document) -> String {
    let mut outline = String::new();
    for item in &document.items {
        let passages: Vec<_> = item.passages.iter().map(|it| format!("{} {}", it.id, it.place)).collect();
        let count = item.count.as_deref().map(|count| format!(" ({count})")).unwrap_or_default();
        writeln!(outline, "{} {}: {}{count}", item.number, item.id, passages.join("; ")).expect("is written");
    }
    let articles: Vec<_> = document.articles.iter().map(|source| &*source.name).collect();
    writeln!(outline, "{} | {}", document.summary, articles.join("; ")).expect("is written");
    outline
}

#[test]
fn what_is_chosen_is_in_the_document() {
    let project = nasty();
    let check = |choice: &Choice, expected: expect_test::Expect| {
        expected.assert_eq(&outline(&Document::new(&project, choice)));
    };
    check(
        &Choice::default(),
        expect![[r#"
            1 a: p2 title; p1 pars. 1–2
            1.1 b: p5 par. 1; p1 pars. 1–2; p4 par. 4
            1.1.1 c: p7 perhaps par. 1; needs review; p9 no longer in the text; p3 par. 3; p6 par. 1; p8 
            2 d:  (No passage is tagged with this.)
            3 e:  (No passage is tagged with this.)
            5 items, 9 passages from 5 articles | תוכנית הנמל; Untitled article; The *harbour* plan](x); תוכנית הנמל (2)
        "#]],
    );
    check(
        &Choice { quotations: false, untagged: true, ..Choice::default() },
        expect![[r#"
            1 a:  (2 passages from 1 article.)
            1.1 b:  (3 passages from 2 articles.)
            1.1.1 c:  (5 passages from 4 articles.)
            2 d:  (No passage is tagged with this.)
            3 e:  (No passage is tagged with this.)
            5 items, 10 passages from 5 articles | תוכנית הנמל; Untitled article; The *harbour* plan](x); תוכנית הנמל (2)
        "#]],
    );
    let ids = |ids: &[&str]| ids.iter().map(|id| ItemId::new(id).expect("an id")).collect();
    check(
        &Choice { without_items: ids(&["b", "d"]), ..Choice::default() },
        expect![[r#"
            1 a: p2 title; p1 pars. 1–2
            2 e:  (No passage is tagged with this.)
            2 items, 2 passages from 1 article | The *harbour* plan](x)
        "#]],
    );
    let plan = HashSet::from([ArticleId::new("plan").expect("an id")]);
    let one = (ItemId::new("b"), AnnotationId::new("p5").expect("an id"));
    check(
        &Choice {
            without_articles: plan,
            without_passages: HashSet::from([one]),
            sources: false,
            ..Choice::default()
        },
        expect![[r#"
            1 a: 
            1.1 b: 
            1.1.1 c: p7 perhaps par. 1; needs review; p9 no longer in the text; p6 par. 1; p8 
            2 d:  (No passage is tagged with this.)
            3 e:  (No passage is tagged with this.)
            5 items, 4 passages from 3 articles | 
        "#]],
    );
}

#[test]
fn references_are_as_short_as_they_can_be() {
    let two = || {
        let plan = article("plan", "The harbour plan", &[(BlockKind::Paragraph, "Ships wait, and boats.")]);
        let budget = Article {
            created: Time(1_795_500_000_001),
            ..article("budget", "A budget", &[(BlockKind::Paragraph, "Tariffs rise.")])
        };
        (plan, budget)
    };
    let items = || [item("a", None, Rank::between(None, None))];
    let (plan, budget) = two();
    let gone = Annotation {
        article: ArticleId::new("gone").expect("an id"),
        anchor: Anchor::Orphaned { quote: Rc::new(Quote { exact: "boats".into(), ..Quote::default() }) },
        ..passage("d", &plan, "boats", &["a"], "")
    };
    let of_plan = [passage("a", &plan, "Ships", &["a"], ""), passage("b", &plan, "boats", &["a"], "")];
    let of_both = [of_plan[0].clone(), passage("c", &budget, "Tariffs", &["a"], "")];
    let check = |passages: Vec<Annotation>, choice: Choice, expected: &[&str]| {
        let (plan, budget) = two();
        let document = Document::new(&project(items(), [plan, budget], passages), &choice);
        let written = markdown::write(&document).replace('\\', "");
        let lines: Vec<_> = written.lines().filter_map(|line| line.strip_prefix("> — ")).collect();
        let sources = document.articles.iter().map(|it| (it.number, &*it.name));
        let sources: Vec<_> = sources
            .map(|(number, name)| number.map_or(name.to_owned(), |number| format!("[{number}] {name}")))
            .collect();
        assert_eq!([&*lines.join(" | "), &*sources.join(" | ")], expected);
        check_docx(&document);
    };
    let out = |id: &str| Choice {
        without_articles: HashSet::from([ArticleId::new(id).expect("an id")]),
        ..Choice::default()
    };
    let unlisted = || Choice { sources: false, ..Choice::default() };
    check(of_plan.to_vec(), Choice::default(), &["par. 1 | par. 1", "The harbour plan"]);
    check(
        of_both.to_vec(),
        Choice::default(),
        &["[1], par. 1 | [2], par. 1", "[1] The harbour plan | [2] A budget"],
    );
    check(of_both.to_vec(), out("plan"), &["par. 1", "A budget"]);
    check(of_both.to_vec(), unlisted(), &["*The harbour plan*, par. 1 | *A budget*, par. 1", ""]);
    let with_gone = vec![of_plan[0].clone(), gone.clone()];
    check(with_gone, Choice::default(), &["[1], par. 1 | *A deleted article*", "[1] The harbour plan"]);
    check(vec![gone], Choice::default(), &["*A deleted article*", ""]);
    // What is in the preview but left out of the document has no number there.
    let item = ItemId::new("a");
    let choice = Choice {
        without_passages: HashSet::from([(item, AnnotationId::new("c").expect("an id"))]),
        ..Choice::default()
    };
    let (plan, budget) = two();
    let preview = Document::preview(&project(items(), [plan, budget], of_both), &choice);
    let cited: Vec<_> = preview.items[0].passages.iter().map(|it| it.article.clone()).collect();
    assert_eq!(cited, [Cited::Only, Cited::Title("A budget".to_owned())]);
}

#[test]
fn a_preview_has_what_is_left_out_too() {
    let project = nasty();
    let without_items = HashSet::from([ItemId::new("b").expect("an id")]);
    let preview = Document::preview(&project, &Choice { without_items, ..Choice::default() });
    let drawn: Vec<_> = preview.items.iter().map(|item| (item.number.as_str(), item.is_in)).collect();
    assert_eq!(drawn, [("1", true), ("", false), ("", false), ("2", true), ("3", true)]);
    assert!(preview.items[1].passages.iter().all(|passage| !passage.is_in));
    assert_eq!(preview.items[1].passages.len(), 3);
}

#[test]
fn deep_agendas_end_at_the_last_level() {
    let names: Vec<_> = (0..30).map(|number| format!("i{number}")).collect();
    let items = names.iter().enumerate().zip(Rank::ascending()).map(|((number, name), rank)| {
        item(name, number.checked_sub(1).map(|above| names[above].as_str()), rank)
    });
    let document = Document::new(&project(items, [], []), &Choice::default());
    assert_eq!(document.items[8].number, "1.1.1.1.1.1.1.1.1");
    assert_eq!(document.items[29].number, "1.1.1.1.1.1.1.1.22");
    assert!(docx::write(&document).is_ok());
}

#[test]
fn files_are_called_as_the_document() {
    let name = |title: &str| {
        let choice = Choice { title: title.to_owned(), ..Choice::default() };
        Document::new(&Project::default(), &choice).file_name()
    };
    assert_eq!(name(""), "agenda");
    assert_eq!(name(" ../Harbour: “Plan” 2026/27 "), "harbour-plan-2026-27");
    assert_eq!(name("…"), "agenda");
    assert_eq!(name("Größe der Züge"), "größe-der-züge");
    assert_eq!(name(&"word ".repeat(40)).len(), 59);
    // A word that would be cut short is left out.
    let (title, long) = ("long ".repeat(11), [&*"long-".repeat(10), "long"].concat());
    assert_eq!(name(&title), long);
    assert_eq!(name(&[&*title, "words"].concat()), [&*long, "-words"].concat());
    assert_eq!(name(&[&*title, "wordsss"].concat()), long);
    assert_eq!(name(&"w".repeat(90)).len(), 60);
}

#[test]
fn words_have_a_direction() {
    let rtl = ["שלום world", "12. سلام", "(א) a"];
    assert!(rtl.iter().all(|words| direction_of(words) == Direction::Rtl));
    let ltr = ["hello שלום", "12", "", "日本 ش"];
    assert!(ltr.iter().all(|words| direction_of(words) == Direction::Ltr));
}

#[test]
fn directions_end_with_their_line() {
    assert_eq!(one_line("a\u{202e}b\u{2067}c"), "a\u{202e}b\u{2067}c\u{2069}\u{202c}");
    assert_eq!(one_line("\u{2067}c\u{2069} d\u{202c}"), "\u{2067}c\u{2069} d\u{202c}");
}

/// The parts of a Word document by name.
fn unpacked(docx: Vec<u8>) -> Vec<(String, String)> {
    let mut package = zip::ZipArchive::new(Cursor::new(docx)).expect("a package");
    let part = |number: usize| {
        let mut part = package.by_index(number).expect("a part");
        let mut xml = String::new();
        part.read_to_string(&mut xml).expect("is UTF-8");
        (part.name().expect("a name").into_owned(), xml)
    };
    (0..8).map(part).collect()
}

/// That a Word document is one: its parts are XML, each of a type that is told, and whatever they refer to is there.
#[track_caller]
fn check_docx(document: &Document) {
    let parts = unpacked(docx::write(document).expect("is written"));
    let parsed: Vec<_> =
        parts.iter().map(|(name, xml)| (&**name, roxmltree::Document::parse(xml).expect(name))).collect();
    let named = |name: &str| &parsed.iter().find(|(known, _)| *known == name).expect(name).1;
    assert_eq!(parsed[0].0, "[Content_Types].xml");
    let types: Vec<_> =
        named("[Content_Types].xml").descendants().filter_map(|it| it.attribute("PartName")).collect();
    for part in &types {
        named(&part[1..]);
    }
    for (name, _) in &parsed[1..] {
        assert!(name.ends_with(".rels") || types.contains(&format!("/{name}").as_str()), "{name}");
    }
    for (folder, relationships) in [("", "_rels/.rels"), ("word/", "word/_rels/document.xml.rels")] {
        for relationship in named(relationships).descendants().filter(|it| it.has_tag_name_of("Relationship"))
        {
            let target = relationship.attribute("Target").expect("a target");
            match relationship.attribute("TargetMode") {
                Some(_) => assert!(Address::new(target).is_some() && target.is_ascii(), "{target}"),
                None => drop(named(&format!("{folder}{target}"))),
            }
        }
    }
    let known: HashSet<_> =
        named("word/_rels/document.xml.rels").descendants().filter_map(|it| it.attribute("Id")).collect();
    let marks: HashSet<_> =
        named("word/document.xml").descendants().filter_map(|it| it.attribute((W, "name"))).collect();
    let styles: HashSet<_> =
        named("word/styles.xml").descendants().filter_map(|it| it.attribute((W, "styleId"))).collect();
    for element in ["word/document.xml", "word/footer1.xml"].iter().flat_map(|part| named(part).descendants())
    {
        if let Some(id) = element.attribute((R, "id")) {
            assert!(known.contains(id), "{id}");
        }
        if let Some(name) = element.attribute((W, "anchor")) {
            assert!(marks.contains(name), "{name}");
        }
        if matches!(element.tag_name().name(), "pStyle" | "rStyle") {
            let style = element.attribute((W, "val")).expect("a style");
            assert!(styles.contains(style), "{style}");
        }
    }
}

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

trait TagName {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl TagName for roxmltree::Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

#[test]
fn word_documents_are_whole() {
    check_docx(&Document::new(&sample(), &Choice::default()));
    check_docx(&Document::new(&nasty(), &everything()));
    check_docx(&Document::new(&Project::default(), &Choice::default()));
    check_docx(&drawn(&[""; SLOTS].map(str::to_owned)));
    let twice = [0, 1].map(|_| docx::write(&Document::new(&nasty(), &everything())).expect("is written"));
    assert_eq!(twice[0], twice[1]);
}

#[test]
fn a_note_is_not_torn_from_its_quotation_in_word() {
    let mut seen = [0, 0];
    for document in [Document::new(&sample(), &everything()), Document::new(&nasty(), &everything())] {
        let parts = unpacked(docx::write(&document).expect("is written"));
        let xml = &parts.iter().find(|(name, _)| name == "word/document.xml").expect("is there").1;
        let style = |form: &str| format!("<w:pPr><w:pStyle w:val=\"{form}");
        let paragraphs: Vec<&str> = xml.split("<w:p>").collect();
        for pair in paragraphs.windows(2).filter(|pair| pair[0].starts_with(&style("Reference\""))) {
            let has_note = pair[1].starts_with(&style("Note\""));
            assert_eq!(pair[0].starts_with(&style("Reference\"/><w:keepNext/>")), has_note, "{pair:?}");
            seen[usize::from(has_note)] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn what_is_right_to_left_is_marked_in_word() {
    let document = Document::new(&nasty(), &everything());
    let parts = unpacked(docx::write(&document).expect("is written"));
    let xml = &parts.iter().find(|(name, _)| name == "word/document.xml").expect("is there").1;
    let quote = "</w:pBdr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/><w:lang w:bidi=\"he\"/></w:rPr>";
    assert!(xml.contains(quote), "{xml}");
    assert!(xml.contains("<w:pStyle w:val=\"Heading2\"/><w:bidi/>"), "{xml}");
}

/// How many texts from outside [`drawn`] has.
const SLOTS: usize = 14;

/// A document that says each of the texts in another place.
fn drawn(words: &[String; SLOTS]) -> Document {
    let [
        title,
        date,
        status,
        raised_by,
        item_title,
        line,
        other,
        quote,
        code,
        name,
        note,
        byline,
        origin,
        source,
    ] = words.clone();
    let plain = Paragraph::of_lines;
    let passage = Passage {
        id: AnnotationId::new("p").expect("an id"),
        quote: vec![
            plain(vec![quote]),
            Paragraph { is_preformatted: true, ..plain(vec![code, "  x".to_owned()]) },
        ],
        language: Some("en".into()),
        direction: None,
        article: Cited::Title(name),
        place: "paragraph 4".to_owned(),
        note: vec![plain(vec![note])],
        is_in: true,
    };
    let item = Item {
        id: ItemId::new("a").expect("an id"),
        number: "1".to_owned(),
        depth: 0,
        title: item_title,
        colour: Colour([1, 2, 3]),
        status: Some(status),
        raised_by: Some(raised_by),
        description: vec![plain(vec![line, other])],
        count: None,
        passages: vec![passage],
        is_in: true,
    };
    Document {
        title,
        date,
        summary: "1 item".to_owned(),
        items: vec![item],
        untagged: Vec::new(),
        untagged_count: None,
        decisions: true,
        articles: vec![Source {
            number: Some(1),
            name: source,
            byline: Some(byline),
            origin: Some(Origin::Words(origin)),
            date: "2026".to_owned(),
        }],
    }
}

/// HTML as a parser understands it: its elements and texts.
fn read_html(html: &str) -> String {
    let tree = Tree::parse(html);
    let mut read = String::new();
    for node in tree.walk(DOCUMENT) {
        match (tree.what(node), tree.element(node)) {
            (_, Some(element)) => write!(read, "<{}>", element.any_name()).expect("is written"),
            (What::Text(text), _) => read.push_str(text),
            _ => {}
        }
    }
    read
}

/// Markdown as a parser with all extensions that change more than the form of quotation marks understands it.
fn read_markdown(markdown: &str) -> String {
    let mut read = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) => read.push_str(&text),
            other => write!(read, "<{other:?}>").expect("is written"),
        }
    }
    read
}

/// A Word document as a parser of XML understands it, but for its directions, which follow from what it says.
fn read_docx(document: &Document) -> String {
    let mut read = String::new();
    for (_, xml) in unpacked(docx::write(document).expect("is written")) {
        let parsed = roxmltree::Document::parse(&xml).expect("is XML");
        for node in parsed.descendants() {
            match node.text().filter(|_| node.is_text()) {
                Some(text) => read.push_str(text),
                None if matches!(
                    node.tag_name().name(),
                    "rPr" | "bidi" | "rtl" | "pBdr" | "left" | "right"
                ) => {}
                None => write!(read, "<{}>", node.tag_name().name()).expect("is written"),
            }
        }
    }
    read
}

/// What is read of a document is what is read of one with plain words, with the words in their places.
#[track_caller]
fn check_itself(words: &[String; SLOTS]) {
    let plain = std::array::from_fn(|slot| format!("Word{}", char::from(b'A' + slot as u8)));
    let (before, after) = (drawn(&plain), drawn(words));
    for read in [
        |document: &Document| read_html(&html::write(document)),
        |document: &Document| read_markdown(&markdown::write(document)),
        read_docx,
    ] {
        let mut expected = read(&before);
        for slot in (0..SLOTS).rev() {
            // Words that were put in may have such a mark in them, which is not to be taken for one.
            expected = expected.replace(&plain[slot], &format!("\u{1}{slot}\u{2}"));
        }
        for (slot, word) in words.iter().enumerate() {
            expected = expected.replace(&format!("\u{1}{slot}\u{2}"), word);
        }
        assert_eq!(read(&after), expected);
    }
}

#[test]
fn words_that_look_like_markup_are_themselves() {
    let words = [
        "<script>x</script>",
        "&amp; &#60;",
        "*a* _b_ **c**",
        "[x](javascript:y)",
        "# x #",
        "- x",
        "1. x",
        "> x",
        "```",
        "</title></style>",
        "~~x~~ $y$ ^z^",
        "a | b",
        "![i](u) [^1] <https://e.org>",
        "\\ `c` {#id} :- ]]>",
    ];
    for turn in 0..SLOTS {
        let mut words = words.map(str::to_owned);
        words.rotate_left(turn);
        check_itself(&words);
    }
}

/// A text of the kind that documents have, in which marks of markup are frequent.
fn line() -> impl Strategy<Value = String> {
    let any = proptest::string::string_regex("(\\PC|[-+=:.)#*_~`$^|\\[\\]<>&{}\\\\!\"' 0-9a-z]){1,24}")
        .expect("is one");
    any.prop_map(|words| one_line(&words)).prop_filter("has words", |words| !words.is_empty())
}

proptest! {
    #[test]
    fn any_words_are_themselves(words in proptest::array::uniform14(line())) {
        check_itself(&words);
    }

    #[test]
    fn any_text_can_be_quoted(text in "\\PC{0,20}[\n\r\t\u{0}\u{b}\u{2028} ]{0,3}(\\PC|[\n<&*]){1,40}") {
        let words: Vec<_> = paragraphs(&text).into_iter().flat_map(|paragraph| paragraph.lines).collect();
        prop_assert!(words.iter().all(|line| !line.is_empty() && line.chars().all(is_plain)));
        let squeezed = |text: &str| text.chars().filter(|c| is_plain(*c) && !c.is_whitespace()).collect::<String>();
        let said: String = words.iter().map(|line| squeezed(line)).collect();
        // What closes directions is added.
        let closing = |c: &char| !matches!(c, '\u{202c}' | '\u{2069}');
        prop_assert_eq!(said.chars().filter(closing).collect::<String>(), squeezed(&text).chars().filter(closing).collect::<String>());
    }
}
