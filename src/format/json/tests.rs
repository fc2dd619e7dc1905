use std::collections::BTreeMap;
use std::rc::Rc;

use expect_test::{expect, expect_file};
use proptest::prelude::*;

use super::*;
use crate::format::import::{Plan, merge, replace};
use crate::format::read::read;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, Change, Colour, Direction, Hotkey, Project, Published,
    Rank,
};
use crate::model::session::{Command, Session};
use crate::model::text::{BlockSpec, Cell, Header, Inline, Marker, NoteId, Numbering, Subject, Text};

const GOLDEN: &str = include_str!("../../../tests/golden/export-1.json");
const EXPORTED: Time = Time(1_795_396_922_000);

/// What a project is after a plan.
fn carried_out(project: &Project, plan: Plan) -> Project {
    let mut session = Session::new(project.clone());
    session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("a plan applies");
    session.project().clone()
}

#[track_caller]
fn loaded(json: &str) -> Project {
    let bundle = read(json).unwrap_or_else(|refusal| panic!("{refusal}\n{json}"));
    carried_out(&Project::default(), replace(&Project::default(), &bundle))
}

fn extra(fields: &[(&str, &str)]) -> Extra {
    Extra::new(fields.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect())
}

/// A project with something of everything.
fn rich() -> Project {
    let string = "Talks 👩🏽‍🚀\n\nSummary: क्षत्रिय, e\u{301}.\n\n\"Quick\" brown\r\nfox.\n\n- one\n- two";
    let block = |kind, level, words: &str, extra| {
        let start = string.find(words).expect("words");
        (kind, level, start..start + words.len(), extra)
    };
    let blocks = [
        block(BlockKind::Heading, 1, "Talks 👩🏽‍🚀", Extra::default()),
        block(BlockKind::Standfirst, 0, "Summary: क्षत्रिय, e\u{301}.", extra(&[("drop-cap", "true")])),
        block(BlockKind::Paragraph, 0, "\"Quick\" brown\r\nfox.", Extra::default()),
        block(BlockKind::ListItem, 1, "- one", Extra::default()),
        block(BlockKind::ListItem, 2, "- two", Extra::default()),
    ];
    let text = Text::new(string, blocks).expect("blocks");
    let articles = [
        Article {
            id: ArticleId::new("talks").expect("id"),
            title: "Talks 👩🏽‍🚀".into(),
            source: Some("https://example.org/talks?a=1&b=\"2\"".into()),
            language: Some("hi".into()),
            byline: None,
            published: None,
            direction: None,
            text: text.clone(),
            created: Time(1_795_000_000_000),
            modified: Time(1_795_000_000_001),
            extra: extra(&[("rating", "4.50"), ("read", "{\"by\":[\"a b\",1.50]}")]),
        },
        Article {
            id: ArticleId::new("empty").expect("id"),
            title: "".into(),
            source: None,
            language: None,
            byline: None,
            published: None,
            direction: None,
            text: Text::new("", []).expect("text"),
            created: Time(-1),
            modified: Time(0),
            extra: Extra::default(),
        },
    ];
    let mut ranks = Rank::ascending();
    let mut item = |id: &str, title: &str, colour, hotkey, parent: Option<&str>| AgendaItem {
        id: ItemId::new(id).expect("id"),
        title: title.into(),
        colour: Colour(colour),
        description: "".into(),
        hotkey: Hotkey::new(hotkey),
        status: None,
        raised_by: None,
        parent: parent.and_then(ItemId::new),
        rank: ranks.next().expect("a rank"),
        created: Time(1_795_000_000_000),
        modified: Time(1_795_000_000_002),
        extra: Extra::default(),
    };
    let items = [
        item("venue", "Venue", [0, 0x72, 0xb2], '1', None),
        item("rooms", "Rooms", [0xd5, 0x5e, 0], '0', Some("halls")),
        item("halls", "Halls", [0, 0x92, 0x6b], ' ', Some("venue")),
        AgendaItem {
            description: "Who pays, and “when”".into(),
            status: Some("On the agenda".into()),
            raised_by: Some("The treasurer".into()),
            extra: extra(&[("weight", "3")]),
            ..item("money", "Money", [1, 2, 3], '2', None)
        },
    ];
    let placed = |words: &str| {
        let start = string.find(words).expect("words");
        let span = text.span(start..start + words.len()).expect("span");
        (span, Rc::new(Quote::of(&text, span)))
    };
    let annotation = |id: &str, article: &str, anchor, items: &[&str]| Annotation {
        id: AnnotationId::new(id).expect("id"),
        article: ArticleId::new(article).expect("id"),
        anchor,
        items: items.iter().filter_map(|item| ItemId::new(item)).collect(),
        note: "".into(),
        creator: None,
        created: Time(1_795_000_000_000),
        modified: Time(1_795_000_000_003),
        extra: Extra::default(),
    };
    let (quick, (whole, _), (accent, _)) =
        (placed("Quick"), placed("\"Quick\" brown\r\nfox."), placed("क्षत्रिय, e\u{301}"));
    let annotations = [
        annotation("d", "talks", Anchor::Placed { span: whole }, &["money", "rooms"]),
        annotation("c", "talks", Anchor::Placed { span: accent }, &[]),
        Annotation {
            note: "Ask.\nThen\ttell. \u{7f}</script>".into(),
            creator: Some("Ada".into()),
            extra: extra(&[("mood", "null")]),
            ..annotation(
                "b",
                "talks",
                Anchor::NeedsReview { span: quick.0, quote: placed("fox").1 },
                &["venue"],
            )
        },
        annotation("a", "talks", Anchor::Orphaned { quote: quick.1 }, &["venue"]),
        annotation("e", "gone", Anchor::Orphaned { quote: Rc::default() }, &[]),
    ];
    let articles = articles.map(|article| Change::Article(article.id.clone(), Some(Rc::new(article))));
    let items = items.map(|item| Change::Item(item.id.clone(), Some(Rc::new(item))));
    let annotations =
        annotations.map(|annotation| Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation))));
    let mut project = Project::default();
    let changes = articles.into_iter().chain(items).chain(annotations);
    project.apply_all(changes).expect("a project");
    project.apply(Change::Extra(extra(&[("plan", "[1,\"two\"]")]))).expect("extra");
    project
}

#[test]
fn exports_are_as_they_were() {
    expect_file!["../../../tests/golden/export-1.json"].assert_eq(&export(
        &rich(),
        &Scope::Project,
        EXPORTED,
    ));
    let article = Scope::Article(ArticleId::new("talks").expect("id"));
    expect_file!["../../../tests/golden/export-1-article.json"].assert_eq(&export(
        &rich(),
        &article,
        EXPORTED,
    ));
}

/// An article with all that a page says of it, and with inlines.
fn page() -> Project {
    let string = "Harbour 😀 closed\n\nRead all of it, says x.";
    let blocks = [
        (BlockKind::Heading, 1, 0..19, Extra::default()),
        (BlockKind::Paragraph, 0, 21..44, Extra::default()),
    ];
    let text = Text::new(string, blocks).expect("blocks");
    let inline = |kind, words: &str, extra| {
        let start = string.find(words).expect("words");
        Inline { kind, span: text.span(start..start + words.len()).expect("a span"), extra }
    };
    let address = Address::new("https://example.org/?a=\"1\"&b=2").expect("an address");
    let inlines = vec![
        inline(InlineKind::Emphasis, "😀", Extra::default()),
        inline(InlineKind::Link(address), "all of it", extra(&[("rel", "\"author\"")])),
        inline(InlineKind::Strong, "of it", extra(&[("at", "1")])),
        inline(InlineKind::Code, "x", Extra::default()),
    ];
    let article = Article {
        id: ArticleId::new("page").expect("id"),
        title: "Harbour 😀 closed".into(),
        source: None,
        language: None,
        byline: Some("Ada N.".into()),
        published: Published::new("2026-11-24T09:30:00+01:00"),
        direction: Some(Direction::Ltr),
        text: text.with_inlines(inlines).expect("inlines"),
        created: Time(1_795_000_000_000),
        modified: Time(1_795_000_000_000),
        extra: Extra::default(),
    };
    let mut project = Project::default();
    project.apply(Change::Article(article.id.clone(), Some(Rc::new(article)))).expect("applies");
    project
}

#[test]
fn pages_are_exported_and_read() {
    let json = export(&page(), &Scope::Project, EXPORTED);
    expect_file!["../../../tests/golden/export-1-page.json"].assert_eq(&json);
    check_valid(&json, true);
    assert!(loaded(&json).articles() == page().articles());
}

/// An article with a note and with captions.
fn annotated() -> Project {
    let lines = ["Built in 2019[1].", "The shed", "The days", "Others", "[1] It was put off."];
    let string = lines.join("\n\n");
    let subjects = [None, Some(Subject::Picture), Some(Subject::Table), None, None];
    let blocks = lines.iter().zip(subjects).enumerate().map(|(index, (line, subject))| {
        let start = string.find(line).expect("a line");
        let kind = if (1..4).contains(&index) { BlockKind::Caption } else { BlockKind::Paragraph };
        BlockSpec { subject, ..BlockSpec::from((kind, 0, start..start + line.len(), Extra::default())) }
    });
    let text = Text::structured(&*string, blocks.collect::<Vec<_>>()).expect("blocks");
    let note = NoteId::new("fn:1").expect("an id");
    let ends = [
        (InlineKind::NoteReference(note.clone()), 13..16),
        (InlineKind::NoteLabel(note), string.len() - 19..string.len() - 16),
    ];
    let inlines = ends.map(|(kind, range)| {
        assert_eq!(&string[range.clone()], "[1]");
        Inline { kind, span: text.span(range).expect("a span"), extra: extra(&[("by", "\"x\"")]) }
    });
    let article = Article { text: text.with_inlines(inlines.to_vec()).expect("inlines"), ..page_article() };
    let mut project = Project::default();
    project.apply(Change::Article(article.id.clone(), Some(Rc::new(article)))).expect("applies");
    project
}

/// The article of [`page`].
fn page_article() -> Article {
    Article::clone(page().articles()[0])
}

#[test]
fn notes_and_captions_are_exported_and_read() {
    let json = export(&annotated(), &Scope::Project, EXPORTED);
    expect_file!["../../../tests/golden/export-1-notes.json"].assert_eq(&json);
    check_valid(&json, true);
    assert!(loaded(&json).articles() == annotated().articles());
    // A marker that belongs to no note is plain words.
    for id in ["\"\"", "\"a b\"", "null"] {
        let read = loaded(&json.replace("\"fn:1\"", id));
        assert_eq!(read.articles()[0].text.inlines(), &[], "{id}");
    }
    let wrong = json.replace("\"picture\"", "\"dream\"");
    let refusal = read(&wrong).expect_err("it is refused").to_string();
    assert!(refusal.contains("\"of\" must be"), "{refusal}");
}

/// An article with a numbered list and a table.
fn structured() -> Project {
    let mut string = String::new();
    let mut block = |words: &str, kind, level, marker, cell| {
        let start = string.len() + if string.is_empty() { 0 } else { 1 };
        string.push_str(if string.is_empty() { "" } else { "\n" });
        string.push_str(words);
        let spec = BlockSpec::from((kind, level, start..string.len(), Extra::default()));
        BlockSpec { marker, cell, ..spec }
    };
    let mut item = |words: &str, level, marker| block(words, BlockKind::ListItem, level, marker, None);
    let mut blocks = vec![
        item("One 😀", 1, Marker::Bullet),
        item("Three", 1, Marker::Number(Numbering::Decimal, 3)),
        item("goes on", 1, Marker::Continues),
        item("(z) own", 1, Marker::None),
        item("below", 2, Marker::Number(Numbering::LowerAlpha, -7)),
        item("above", 1, Marker::Number(Numbering::UpperRoman, 4)),
        item("deep", 12, Marker::Number(Numbering::LowerRoman, i32::MAX)),
        item("letters", 1, Marker::Number(Numbering::UpperAlpha, i32::MIN)),
    ];
    blocks.push(block("Step", BlockKind::Heading, 3, Marker::Number(Numbering::Decimal, 1), None));
    let mut cell = |words: &str, cell| block(words, BlockKind::Paragraph, 0, Marker::Bullet, Some(cell));
    blocks.extend([
        cell("Cost", Cell { columns: 2, header: Some(Header::Column), ..Cell::at(0, 1) }),
        cell("Ferry", Cell { rows: 2, header: Some(Header::Row), ..Cell::at(1, 0) }),
        cell("7 pounds\nand more", Cell::at(1, 2)),
        cell("9 pounds", Cell::at(2, 1)),
    ]);
    let article = Article {
        id: ArticleId::new("page").expect("id"),
        title: "Points".into(),
        source: None,
        language: None,
        byline: None,
        published: None,
        direction: None,
        text: Text::structured(string, blocks).expect("blocks"),
        created: Time(1_795_000_000_000),
        modified: Time(1_795_000_000_000),
        extra: Extra::default(),
    };
    let mut project = Project::default();
    project.apply(Change::Article(article.id.clone(), Some(Rc::new(article)))).expect("applies");
    project
}

#[test]
fn numbers_and_tables_are_exported_and_read() {
    let json = export(&structured(), &Scope::Project, EXPORTED);
    expect_file!["../../../tests/golden/export-1-structure.json"].assert_eq(&json);
    check_valid(&json, true);
    assert!(loaded(&json).articles() == structured().articles());
    let read = loaded(&json.replacen("\"value\": 3,", "", 1));
    assert_eq!(read.articles()[0].text.blocks()[1].marker, Marker::Number(Numbering::Decimal, 1));
}

#[test]
fn what_is_wrong_with_numbers_and_tables_is_refused() {
    let json = export(&structured(), &Scope::Project, EXPORTED);
    #[track_caller]
    fn check(json: &str, right: &str, wrong: &str, expected: expect_test::Expect) {
        assert!(json.contains(right), "{right}");
        let json = json.replacen(right, wrong, 1);
        check_valid(&json, false);
        expected.assert_eq(&read(&json).map_or_else(|refusal| refusal.to_string(), |_| "read".to_owned()));
    }
    check(
        &json,
        "\"decimal\"",
        "\"dice\"",
        expect![[
            r#"articles[0] (id page): blocks[1]: "marker" must be one of "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "none", "continues"."#
        ]],
    );
    check(
        &json,
        "\"value\": 3",
        "\"value\": 3000000000",
        expect![[r#"articles[0] (id page): blocks[1]: "value" must be from -2147483648 to 2147483647."#]],
    );
    check(
        &json,
        "\"row\": 1",
        "\"row\": -1",
        expect![[r#"articles[0] (id page): blocks[10]: "row" must be from 0 to 4294967295."#]],
    );
    check(
        &json,
        "\"column\": 2",
        "\"column\": 1000",
        expect![[r#"articles[0] (id page): blocks[11]: "column" must be from 0 to 999."#]],
    );
    check(
        &json,
        "\"rowSpan\": 2",
        "\"rowSpan\": 0",
        expect![[r#"articles[0] (id page): blocks[10]: "rowSpan" must be from 1 to 65535."#]],
    );
    check(
        &json,
        "\"header\": \"row\"",
        "\"header\": \"left\"",
        expect![[r#"articles[0] (id page): blocks[10]: "header" must be one of "column", "row"."#]],
    );
    check(
        &json,
        "\"columnSpan\": 2",
        "\"columnSpan\": 1001",
        expect![[r#"articles[0] (id page): blocks[9]: "columnSpan" must be from 1 to 1000."#]],
    );
    check(
        &json,
        "\"row\": 2,",
        "",
        expect![[r#"articles[0] (id page): blocks[12]: a block in a table needs both "row" and "column"."#]],
    );
}

#[test]
fn what_is_wrong_with_inlines_is_refused() {
    let json = export(&page(), &Scope::Project, EXPORTED);
    let check = |right: &str, wrong: &str, expected: expect_test::Expect| {
        assert!(json.contains(right), "{right}");
        let read = read(&json.replacen(right, wrong, 1));
        expected.assert_eq(&read.map_or_else(|refusal| refusal.to_string(), |_| "read".to_owned()));
    };
    check(
        "\"emphasis\"",
        "\"blink\"",
        expect![[
            r#"articles[0] (id page): inlines[0]: "kind" must be one of "emphasis", "strong", "code", "link", "note-reference", "note-label"."#
        ]],
    );
    check(
        "\"start\": 8",
        "\"start\": -8",
        expect![
            "articles[0] (id page): inline 0 is not within a block, out of order, crosses another or is in one of its kind."
        ],
    );
    check(
        "\"start\": 8",
        "\"start\": 9",
        expect![
            "articles[0] (id page): inline 0 is not within a block, out of order, crosses another or is in one of its kind."
        ],
    );
    check(
        "\"end\": 9",
        "\"end\": 25",
        expect![
            "articles[0] (id page): inline 0 is not within a block, out of order, crosses another or is in one of its kind."
        ],
    );
    check(
        "09:30",
        "9:30",
        expect![[
            r#"articles[0] (id page): "published" must be a date as "2026-11-23" or "2026-11-23T09:30:00+01:00"."#
        ]],
    );
    check("\"ltr\"", "\"left\"", expect![[r#"articles[0] (id page): "direction" must be "ltr" or "rtl"."#]]);
}

/// A link that must not be one is plain words; what stands in it stays.
#[test]
fn links_lead_to_the_web_or_nowhere() {
    let json = export(&page(), &Scope::Project, EXPORTED);
    for address in ["javascript:alert(1)", "https:x", "data:text/html,x", "/here"] {
        let loaded = loaded(&json.replace("https://example.org/?a=\\\"1\\\"&b=2", address));
        let kinds: Vec<_> = loaded.articles()[0].text.inlines().iter().map(|inline| &inline.kind).collect();
        assert_eq!(kinds, [&InlineKind::Emphasis, &InlineKind::Strong, &InlineKind::Code], "{address}");
    }
}

/// Files of every version that ever was are read for ever.
#[test]
fn golden_files_are_read() {
    let loaded = loaded(GOLDEN);
    assert_eq!(export(&loaded, &Scope::Project, EXPORTED), GOLDEN);
    let rich = rich();
    assert!(loaded.annotations().eq(rich.annotations()));
    assert!(loaded.articles() == rich.articles());
}

#[test]
fn the_schema_is_that_of_the_types() {
    expect_file!["../../../static/agendum.schema.json"].assert_eq(&schema());
}

fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let settings = settings.with_transform(schemars::transform::RecursiveTransform(not_null));
    let schema = settings.into_generator().into_root_schema_for::<Export<'_>>();
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}

/// A field that has nothing is left out, not null.
fn not_null(schema: &mut schemars::Schema) {
    if let Some(serde_json::Value::Array(types)) = schema.get("type") {
        let one = types.iter().find(|name| *name != "null").cloned();
        schema.insert("type".to_owned(), one.unwrap_or_default());
    }
    if let Some(serde_json::Value::Array(ways)) = schema.get("anyOf") {
        let one = ways.iter().find(|way| way.get("type").is_none_or(|name| name != "null")).cloned();
        schema.remove("anyOf");
        for (name, value) in one.iter().flat_map(|one| one.as_object()).flatten() {
            schema.insert(name.clone(), value.clone());
        }
    }
}

#[track_caller]
fn check_valid(json: &str, expected: bool) {
    let schema = serde_json::from_str(&schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let json = serde_json::from_str(json).expect("JSON");
    let errors: Vec<_> =
        validator.iter_errors(&json).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert_eq!(errors.is_empty(), expected, "{errors:?}");
}

#[test]
fn exports_are_valid() {
    check_valid(GOLDEN, true);
    check_valid(&export(&Project::default(), &Scope::Project, EXPORTED), true);
    for (right, wrong) in WRONG {
        check_valid(&GOLDEN.replacen(right, wrong, 1), false);
    }
}

/// What makes the golden file invalid: what is replaced, and with what.
const WRONG: [(&str, &str); 10] = [
    ("\"format\": \"agendum\"", "\"format\": \"other\""),
    ("\"version\": 1", "\"version\": 2"),
    ("\"agenda\": [", "\"agend\": ["),
    ("#0072b2", "0072b2"),
    ("\"hotkey\": \"1\"", "\"hotkey\": \"12\""),
    ("\"kind\": \"heading\"", "\"kind\": \"headline\""),
    ("\"start\": 21", "\"start\": \"21\""),
    ("\"start\": 21", "\"begin\": 21"),
    ("\"id\": \"venue\"", "\"id\": \"ven ue\""),
    ("\"state\": \"orphaned\"", "\"state\": \"lost\""),
];

#[test]
fn what_the_schema_forbids_is_refused() {
    for (right, wrong) in WRONG {
        assert!(read(&GOLDEN.replacen(right, wrong, 1)).is_err(), "{wrong}");
    }
}

/// What a refusal says of the golden file with one thing replaced.
#[track_caller]
fn check_refusal(right: &str, wrong: &str, expected: expect_test::Expect) {
    assert!(GOLDEN.contains(right), "{right}");
    let refusal = read(&GOLDEN.replacen(right, wrong, 1)).expect_err("refused");
    expected.assert_eq(&refusal.to_string());
}

#[test]
fn refusals_say_where() {
    check_refusal(GOLDEN, "", expect!["The file is empty."]);
    check_refusal(GOLDEN, "[]", expect!["This is not an Agendum file: it is JSON, but not an object."]);
    check_refusal(GOLDEN, "hello", expect!["The file is not JSON: expected value at line 1 column 1."]);
    check_refusal(
        GOLDEN,
        "{\"format\": \"agendum\", \"version\": 1,",
        expect!["The file is cut off: it ends at line 1, column 35, in the middle."],
    );
    check_refusal(
        "\"exported\"",
        "exported",
        expect!["The file is not JSON: key must be a string at line 4 column 3."],
    );
    check_refusal(
        "\"format\": \"agendum\"",
        "\"format\": 7",
        expect![[r#"This is not an Agendum file: "format" is not "agendum"."#]],
    );
    check_refusal(
        "\"version\": 1",
        "\"version\": 2",
        expect![[
            r#"A newer version of Agendum made this file: "version" is 2, and 1 is the newest that can be read here."#
        ]],
    );
    check_refusal(
        "\"version\": 1",
        "\"version\": \"1\"",
        expect![[r#""version" must be a whole number, not a string."#]],
    );
    check_refusal("\"annotations\": [", "\"notes\": [", expect![[r#""annotations" is missing."#]]);
    check_refusal(
        "\"start\": 21",
        "\"start\": \"21\"",
        expect![[r#"annotations[0] (id c): "start" must be a whole number, not a string."#]],
    );
    check_refusal(
        "\"start\": 21",
        "\"start\": 21.5",
        expect![[r#"annotations[0] (id c): "start" must be a whole number, not a fraction."#]],
    );
    check_refusal(
        "\"id\": \"talks\"",
        "\"id\": \"empty\"",
        expect![[r#"articles[1] (id empty): articles[0] has the same "id"."#]],
    );
    check_refusal(
        "\"id\": \"b\"",
        "\"id\": \"\\u0063\"",
        expect![[r#"annotations[2] (id c): annotations[0] has the same "id"."#]],
    );
    check_refusal(
        "\"id\": \"b\"",
        "\"id\": \"\"",
        expect![[r#"annotations[2]: "id" must have 1 to 200 bytes and no white space to be an id."#]],
    );
    check_refusal(
        "\"id\": \"b\"",
        "\"id\": 5",
        expect![[r#"annotations[2]: "id" must be a string, not a number."#]],
    );
    check_refusal(
        "\"rooms\"\n",
        "null\n",
        expect![[r#"annotations[1] (id d): "items[1]" must be a string, not null."#]],
    );
    check_refusal(
        "#0072b2",
        "blue",
        expect![[r##"agenda[0] (id venue): "colour" must be written as "#rrggbb"."##]],
    );
    check_refusal(
        "\"hotkey\": \"1\"",
        "\"hotkey\": 1",
        expect![[r#"agenda[0] (id venue): "hotkey" must be a string, not a number."#]],
    );
    check_refusal(
        "\"kind\": \"heading\"",
        "\"kind\": \"headline\"",
        expect![[
            r#"articles[1] (id talks): blocks[0]: "kind" must be one of "heading", "standfirst", "paragraph", "quotation", "list-item", "preformatted", "caption"."#
        ]],
    );
    check_refusal(
        "\"end\": 10",
        "\"end\": 1000",
        expect![
            "articles[1] (id talks): block 0 is empty, outside the text, or overlaps the block before it."
        ],
    );
    check_refusal(
        "\"end\": 10",
        "\"end\": 1000, \"end\": 10",
        expect![[r#"articles[1] (id talks): blocks[0]: "end" is there twice."#]],
    );
    check_refusal(
        "2026-11-18T11:06:40.003Z",
        "yesterday",
        expect![[r#"annotations[0] (id c): "modified" must be a time as "2026-11-23T01:22:02.000Z"."#]],
    );
    check_refusal(
        "2026-11-18T11:06:40.003Z",
        "2026-11-18T11:06:40",
        expect![[r#"annotations[0] (id c): "modified" must be a time as "2026-11-23T01:22:02.000Z"."#]],
    );
    check_refusal(
        "\"plan\": [",
        &format!("\"plan\": [{}{}", "[".repeat(200), "]".repeat(200) + ","),
        expect![[r#""plan" is nested deeper than 100 levels."#]],
    );
}

#[test]
fn what_is_read_leniently() {
    let with = |right: &str, wrong: &str| {
        assert!(GOLDEN.contains(right), "{right}");
        export(&loaded(&GOLDEN.replacen(right, wrong, 1)), &Scope::Project, EXPORTED)
    };
    assert_eq!(with("{\n", "\u{feff}{\n"), GOLDEN);
    assert_eq!(with("\"start\": 21", "\"start\": 2.1e1"), GOLDEN);
    assert_eq!(with("2026-11-18T11:06:40.003Z", "2026-11-18T16:36:40.0039+05:30"), GOLDEN);
    assert_eq!(with("#d55e00", "#D55E00"), GOLDEN);
    let with_null = with("\"language\": \"hi\",", "\"language\": null,");
    assert_eq!(
        with_null,
        GOLDEN.replace(
            "      \"language\": \"hi\",
",
            ""
        )
    );
    let halves = with("\"note\": \"Ask.", r#""note": "\ud800\\ud83d\ude00\u0041\udc00\\uSk."#);
    assert!(halves.contains("\"\u{fffd}\\\\ud83d\u{fffd}A\u{fffd}\\\\uSk.\\nThen"), "{halves}");
    let compact: String = super::super::fields::compact(GOLDEN).expect("flat");
    assert_eq!(export(&loaded(&compact), &Scope::Project, EXPORTED), GOLDEN);
}

proptest! {
    #[test]
    fn exported_and_imported_is_the_same(project in projects()) {
        let json = export(&project, &Scope::Project, EXPORTED);
        let loaded = loaded(&json);
        prop_assert_eq!(&export(&loaded, &Scope::Project, EXPORTED), &json);
        // A second time nothing is new, beside or in place.
        let bundle = read(&json).expect("reads");
        prop_assert_eq!(&merge(&loaded, &bundle).changes, &[]);
        let mut again = Session::new(loaded);
        let plan = replace(again.project(), &bundle);
        let applied = again.dispatch(Command::Changes("again".into(), plan.changes), Time(0)).expect("applies");
        prop_assert_eq!(applied.edits, []);
        // Offsets count code points, and find the quotation.
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let text = |id: &serde_json::Value| {
            let articles = json["articles"].as_array().expect("articles");
            let article = articles.iter().find(|article| article["id"] == *id).expect("article");
            article["text"].as_str().expect("text").chars().collect::<Vec<_>>()
        };
        for annotation in json["annotations"].as_array().expect("annotations") {
            if annotation.get("state").is_none() {
                let at = |name: &str| annotation[name].as_u64().expect("offset") as usize;
                let words: String = text(&annotation["article"])[at("start")..at("end")].iter().collect();
                prop_assert_eq!(words.as_str(), annotation["exact"].as_str().expect("exact"));
            }
        }
    }

    #[test]
    fn nothing_that_is_read_panics(
        at in 0..GOLDEN.len(),
        cut in 0..40_usize,
        put in prop_oneof!["[\\[\\]{}\",:0-9a-z\\\\-]{0,6}", any::<String>()],
        from in 0..GOLDEN.len(),
        length in 0..200_usize,
    ) {
        let copied = &GOLDEN.as_bytes()[from..(from + length).min(GOLDEN.len())];
        for put in [put.as_bytes(), copied] {
            let rest = &GOLDEN.as_bytes()[(at + cut).min(GOLDEN.len())..];
            let mutated = [&GOLDEN.as_bytes()[..at], put, rest].concat();
            let mutated = String::from_utf8_lossy(&mutated);
            if let Ok(bundle) = read(&mutated) {
                bundle.summary();
                let empty = carried_out(&Project::default(), replace(&Project::default(), &bundle));
                let merged = carried_out(&rich(), merge(&rich(), &bundle));
                prop_assert!(merged.annotation_count() >= rich().annotation_count());
                let json = export(&empty, &Scope::Project, EXPORTED);
                prop_assert_eq!(export(&loaded(&json), &Scope::Project, EXPORTED), json);
            }
        }
    }
}

/// Projects with everything that a project may hold, also what two tabs may have made of it.
fn projects() -> impl Strategy<Value = Project> {
    let text = proptest::collection::vec(
        prop_oneof![
            "[a-z .]{1,8}",
            Just("👩🏽‍🚀".to_owned()),
            Just("e\u{301}क्ष".to_owned()),
            Just("\r\n\n".to_owned())
        ],
        0..8,
    );
    let texts = proptest::collection::vec((text, extras(), 0..3_i64), 0..4);
    let items = proptest::collection::vec((0..8_usize, 0..12_u8, "[a-c]{0,2}", extras()), 0..6);
    let annotation =
        (0..5_usize, any::<[prop::sample::Index; 2]>(), 0..3, any::<[u8; 3]>(), "[ -~é]{0,9}", extras());
    let annotations = proptest::collection::vec(annotation, 0..10);
    (texts, items, annotations, extras()).prop_map(|(texts, items, annotations, extra)| {
        let mut project = Project::default();
        let mut put = |change: Change| project.apply(change).map(drop).expect("applies");
        let mut known = Vec::new();
        for (index, (pieces, extra, created)) in texts.into_iter().enumerate() {
            let (text, title) = Text::plain(&pieces.concat(), None);
            let emphasis = text.blocks().iter().step_by(2).map(|block| Inline {
                kind: InlineKind::Emphasis,
                span: block.span,
                extra: extra.clone(),
            });
            let emphasis = emphasis.collect();
            let text = text.with_inlines(emphasis).expect("one in a block");
            let article = Article {
                id: ArticleId::new(&format!("t{index}")).expect("id"),
                source: (index % 2 == 0).then(|| title.as_str().into()),
                title: title.into(),
                language: None,
                byline: None,
                published: None,
                direction: None,
                text: text.clone(),
                created: Time(created),
                modified: Time(created * 1000),
                extra,
            };
            known.push(text);
            put(Change::Article(article.id.clone(), Some(Rc::new(article))));
        }
        for (index, (parent, hotkey, title, extra)) in items.into_iter().enumerate() {
            let item = AgendaItem {
                id: ItemId::new(&format!("i{index}")).expect("id"),
                title: title.as_str().into(),
                colour: Colour([hotkey; 3]),
                description: title.into(),
                hotkey: Hotkey::ALL.get(usize::from(hotkey)).copied(),
                status: (index % 2 == 0).then(|| "“Done”".into()),
                raised_by: (index % 3 == 0).then(|| "The \"chair\"".into()),
                parent: ItemId::new(&format!("i{parent}")),
                rank: Rank::ascending().nth(index % 3).expect("a rank"),
                created: Time(0),
                modified: Time(index as i64),
                extra,
            };
            put(Change::Item(item.id.clone(), Some(Rc::new(item))));
        }
        for (index, (article, ends, state, items, note, extra)) in annotations.into_iter().enumerate() {
            let text = known.get(article);
            let span = text.and_then(|text| {
                let [one, other] = ends.map(|end| end.index(text.len_code_points() + 1));
                text.span_of_code_points(one.min(other)..one.max(other))
            });
            let quote = span.zip(text).map(|(span, text)| Quote::of(text, span)).unwrap_or_default();
            let quote = Rc::new(quote);
            let annotation = Annotation {
                id: AnnotationId::new(&format!("a{index}")).expect("id"),
                article: ArticleId::new(&format!("t{article}")).expect("id"),
                anchor: match (span, state) {
                    (Some(span), 0) => Anchor::Placed { span },
                    (Some(span), 1) => Anchor::NeedsReview { span, quote },
                    _ => Anchor::Orphaned { quote },
                },
                items: items
                    .iter()
                    .take(index % 4)
                    .filter_map(|item| ItemId::new(&format!("i{}", item % 8)))
                    .fold(Vec::new(), |mut items, item| {
                        if !items.contains(&item) {
                            items.push(item);
                        }
                        items
                    }),
                creator: (index % 3 == 0).then(|| note.as_str().into()),
                note: note.into(),
                created: Time(index as i64),
                modified: Time(index as i64 * 7),
                extra,
            };
            put(Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation))));
        }
        put(Change::Extra(extra));
        project
    })
}

fn extras() -> impl Strategy<Value = Extra> {
    let value = prop_oneof![
        Just("null"),
        Just("12345678901234567890.10"),
        Just("{\"a\":[1,\"b \\\" c\",{}]}"),
        Just("\"😀\"")
    ];
    let fields = proptest::collection::btree_map("x[a-z\" 😀]{0,3}", value, 0..3);
    fields.prop_map(|fields: BTreeMap<String, &str>| {
        Extra::new(fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect())
    })
}
