use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

const TEXT: &str = "The quick brown fox jumps over the lazy dog.";
const NOW: Time = Time(1_000);

fn article_id() -> ArticleId {
    ArticleId::new("t").expect("id")
}

fn item_id(id: &str) -> ItemId {
    ItemId::new(id).expect("id")
}

fn annotation_id(id: &str) -> AnnotationId {
    AnnotationId::new(id).expect("id")
}

fn article(text: &str) -> Article {
    Article {
        id: article_id(),
        title: "Fox".into(),
        source: None,
        language: None,
        byline: None,
        published: None,
        direction: None,
        text: Text::plain(text, Some("t")).0,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    }
}

/// A session on one article and the items a, b and c.
fn session() -> Session {
    let mut session = Session::default();
    run(&mut session, Command::AddArticle(article(TEXT)));
    for id in ["a", "b", "c"] {
        run(&mut session, add_item(id));
    }
    Session::new(Project::clone(&session.project))
}

fn add_item(id: &str) -> Command {
    Command::AddItem { id: item_id(id), title: id.to_owned(), colour: None, description: String::new() }
}

fn move_item(id: &str, parent: Option<&str>, before: Option<&str>) -> Command {
    Command::MoveItem { id: item_id(id), parent: parent.map(item_id), before: before.map(item_id) }
}

fn span_of(words: &str) -> Span {
    let start = TEXT.find(words).expect("words");
    Text::plain(TEXT, Some("t")).0.span(start..start + words.len()).expect("span")
}

fn annotate(id: &str, words: &str, items: &[&str]) -> Command {
    Command::Annotate {
        id: annotation_id(id),
        article: article_id(),
        span: span_of(words),
        items: items.iter().map(|item| item_id(item)).collect(),
        note: String::new(),
    }
}

fn edit_note(id: &str, note: &str) -> Command {
    let note = Some(note.to_owned());
    Command::EditAnnotation(annotation_id(id), AnnotationEdit { note, ..AnnotationEdit::default() })
}

fn edit_items(id: &str, items: &[&str]) -> Command {
    let items = Some(items.iter().map(|item| item_id(item)).collect());
    Command::EditAnnotation(annotation_id(id), AnnotationEdit { items, ..AnnotationEdit::default() })
}

fn new_text(text: &str) -> Command {
    Command::Changes("import".to_owned(), vec![Change::Article(article_id(), Some(Rc::new(article(text))))])
}

#[track_caller]
fn run(session: &mut Session, command: Command) -> Applied {
    session.dispatch(command.clone(), NOW).unwrap_or_else(|refused| panic!("{command:?}: {refused}"))
}

/// What another tab has to be told.
fn changes(applied: &Applied) -> Vec<Change> {
    let changes = applied.edits.iter().map(|edit| match edit.clone() {
        Edit::Article(diff) => {
            Change::Article(diff.was.as_ref().or(diff.now.as_ref()).expect("a record").id.clone(), diff.now)
        }
        Edit::Item(diff) => {
            Change::Item(diff.was.as_ref().or(diff.now.as_ref()).expect("a record").id.clone(), diff.now)
        }
        Edit::Annotation(diff) => Change::Annotation(
            diff.was.as_ref().or(diff.now.as_ref()).expect("a record").id.clone(),
            diff.now,
        ),
        Edit::Extra { now, .. } => Change::Extra(now),
    });
    changes.collect()
}

/// A project in few words: the agenda as `a !1 { b }`, then each annotation.
fn drawn(project: &Project) -> String {
    let agenda = project.agenda().into_iter().map(|(depth, item)| {
        let hotkey = item.hotkey.map_or('-', Hotkey::digit);
        format!("{}{}{hotkey}", ".".repeat(depth), item.title)
    });
    let mut lines = vec![agenda.collect::<Vec<_>>().join(" ")];
    for annotation in project.annotations() {
        let text = project.article(&annotation.article).map(|article| &article.text);
        let words = &annotation.anchor.quote(text).exact;
        let state = match annotation.anchor {
            Anchor::Placed { .. } => "",
            Anchor::NeedsReview { .. } => "?",
            Anchor::Orphaned { .. } => "!",
        };
        lines
            .push(format!("{}{state} {words:?} {:?} {:?}", annotation.id, annotation.items, annotation.note));
    }
    lines.join("\n") + "\n"
}

/// The records of a project without when they were changed.
fn unstamped(project: &Project) -> Project {
    let mut project = project.clone();
    let stamp = Time(0);
    let articles: Vec<_> = project.articles().into_iter().cloned().collect();
    let agenda: Vec<_> = project.agenda().into_iter().map(|(_, item)| item.clone()).collect();
    let annotations: Vec<_> = project.annotations().cloned().collect();
    let articles = articles.into_iter().map(|record| Article { modified: stamp, ..Article::clone(&record) });
    let agenda =
        agenda.into_iter().map(|record| AgendaItem { modified: stamp, ..AgendaItem::clone(&record) });
    let annotations =
        annotations.into_iter().map(|record| Annotation { modified: stamp, ..Annotation::clone(&record) });
    let changes: Vec<_> = articles
        .map(|record| Change::Article(record.id.clone(), Some(Rc::new(record))))
        .chain(agenda.map(|record| Change::Item(record.id.clone(), Some(Rc::new(record)))))
        .chain(annotations.map(|record| Change::Annotation(record.id.clone(), Some(Rc::new(record)))))
        .collect();
    project.apply_all(changes).expect("the same records");
    project
}

/// What commands make of the project, and the name of the last. Undone, all is as it was; redone, as it became.
#[track_caller]
fn check(commands: impl IntoIterator<Item = Command>, expected: Expect) {
    let mut session = session();
    let before = unstamped(session.project());
    for command in commands {
        run(&mut session, command);
    }
    let after = unstamped(session.project());
    let name = session.undo_name().unwrap_or("nothing").to_owned();
    expected.assert_eq(&format!("{}[{name}]\n", drawn(session.project())));
    while let Some((_, applied)) = session.undo(NOW) {
        assert_eq!(applied.left, [""; 0]);
    }
    assert_eq!(unstamped(session.project()), before);
    while let Some((_, applied)) = session.redo(NOW) {
        assert_eq!(applied.left, [""; 0]);
    }
    assert_eq!(unstamped(session.project()), after);
}

#[track_caller]
fn check_refused(command: Command, expected: Expect) {
    let mut session = session();
    run(&mut session, annotate("m", "fox", &[]));
    let before = session.project().clone();
    let refused = session.dispatch(command, NOW).expect_err("refused");
    expected.assert_eq(&refused.to_string());
    assert_eq!(session.project(), &before);
    assert_eq!(session.undo_name(), Some("marked without item"));
}

/// What commands make of a session, one after the other; then that undo takes all of it back.
#[track_caller]
fn check_joined(commands: &[Command], expected: Expect) {
    let mut session = session();
    let before = drawn(session.project());
    let steps = commands.iter().filter(|it| !run(&mut session, (*it).clone()).edits.is_empty()).count();
    expected.assert_eq(&drawn(session.project()));
    for _ in 0..steps {
        session.undo(NOW).expect("a step");
    }
    assert_eq!(drawn(session.project()), before);
}

fn noted(command: Command, words: &str) -> Command {
    match command {
        Command::Annotate { id, article, span, items, .. } => {
            Command::Annotate { id, article, span, items, note: words.to_owned() }
        }
        other => other,
    }
}

#[test]
fn the_same_words_are_one_passage() {
    // With the same item, with another, with none.
    let twice = |items: &[&str]| [annotate("p", "fox", &["a"]), annotate("q", "fox", items)];
    check_joined(
        &twice(&["a"]),
        expect![[r#"
            a1 b2 c3
            p "fox" [a] ""
        "#]],
    );
    check_joined(
        &twice(&["b", "a"]),
        expect![[r#"
            a1 b2 c3
            p "fox" [a, b] ""
        "#]],
    );
    check_joined(
        &twice(&[]),
        expect![[r#"
            a1 b2 c3
            p "fox" [a] ""
        "#]],
    );
    // Other words, though they begin or end together.
    let others =
        ["brown fox", "fox", "fox jumps"].map(|words| annotate(&words.replace(' ', ""), words, &["a"]));
    check_joined(
        &others,
        expect![[r#"
            a1 b2 c3
            brownfox "brown fox" [a] ""
            fox "fox" [a] ""
            foxjumps "fox jumps" [a] ""
        "#]],
    );
}

#[test]
fn notes_on_the_same_words_are_all_kept() {
    let on_fox = |id: &str, item: &str, note: &str| noted(annotate(id, "fox", &[item]), note);
    check_joined(
        &[on_fox("p", "a", "One."), on_fox("q", "a", "Two."), on_fox("r", "b", "One."), on_fox("s", "a", "")],
        expect![[r#"
            a1 b2 c3
            p "fox" [a, b] "One.\n\nTwo."
        "#]],
    );
    // A part of a paragraph is not said already.
    check_joined(
        &[on_fox("p", "a", "See 12"), on_fox("q", "a", "12")],
        expect![[r#"
            a1 b2 c3
            p "fox" [a] "See 12\n\n12"
        "#]],
    );
}

#[test]
fn stored_twins_are_joined_when_they_gain_the_same_item() {
    let stored = |session: &mut Session, item: &str| {
        run(session, annotate("p", "fox", &["a"]));
        let p = session.project().annotation(&annotation_id("p")).expect("p").clone();
        let q = Annotation {
            id: annotation_id("q"),
            items: vec![item_id(item)],
            note: "Q".into(),
            created: Time(2_000),
            ..Annotation::clone(&p)
        };
        let change = Change::Annotation(q.id.clone(), Some(Rc::new(q)));
        session.receive(vec![change]).expect("it applies");
    };
    let mut session = session();
    stored(&mut session, "b");
    run(&mut session, edit_note("p", "P"));
    run(&mut session, edit_items("q", &["b", "c"]));
    assert_eq!(drawn(session.project()), "a1 b2 c3\np \"fox\" [a] \"P\"\nq \"fox\" [b, c] \"Q\"\n");
    run(&mut session, edit_items("q", &["c", "a"]));
    assert_eq!(drawn(session.project()), "a1 b2 c3\np \"fox\" [a, c] \"P\\n\\nQ\"\n");
    session.undo(NOW).expect("a step");
    assert_eq!(drawn(session.project()), "a1 b2 c3\np \"fox\" [a] \"P\"\nq \"fox\" [b, c] \"Q\"\n");
    // What was stored twice is left alone, until something is done with it.
    let mut session = self::session();
    stored(&mut session, "a");
    run(&mut session, edit_note("q", "Other"));
    assert_eq!(session.project().annotation_count(), 2);
    run(&mut session, annotate("r", "fox", &["b"]));
    assert_eq!(drawn(session.project()), "a1 b2 c3\np \"fox\" [a, b] \"\"\nq \"fox\" [a] \"Other\"\n");
}

#[test]
fn items_are_made() {
    check(
        [add_item("d")],
        expect![[r#"
        a1 b2 c3 d4
        [new item d]
    "#]],
    );
    let items = (0..9).map(|number| add_item(&format!("x{number}")));
    check(
        items,
        expect![[r#"
        a1 b2 c3 x04 x15 x26 x37 x48 x59 x60 x7- x8-
        [new item x8]
    "#]],
    );
    let titled = Command::AddItem {
        id: item_id("d"),
        title: " two\n words ".to_owned(),
        colour: None,
        description: " ".to_owned(),
    };
    check(
        [titled],
        expect![[r#"
        a1 b2 c3 two words4
        [new item two words]
    "#]],
    );
}

#[test]
fn items_are_edited() {
    let edit = |edit: ItemEdit| Command::EditItem(item_id("b"), edit);
    let nothing = ItemEdit::default;
    check(
        [edit(ItemEdit { title: Some("new".to_owned()), ..nothing() })],
        expect![[r#"
            a1 new2 c3
            [b renamed]
        "#]],
    );
    check(
        [edit(ItemEdit { hotkey: Some(Hotkey::new('1')), ..nothing() })],
        expect![[r#"
        a- b1 c3
        [hotkey of b]
    "#]],
    );
    check(
        [edit(ItemEdit { hotkey: Some(None), ..nothing() })],
        expect![[r#"
        a1 b- c3
        [hotkey of b]
    "#]],
    );
    check(
        [edit(ItemEdit { colour: Some(Colour([1, 2, 3])), ..nothing() })],
        expect![[r#"
            a1 b2 c3
            [colour of b]
        "#]],
    );
    check(
        [edit(ItemEdit { description: Some("d".to_owned()), ..nothing() })],
        expect![[r#"
            a1 b2 c3
            [description of b]
        "#]],
    );
    check(
        [edit(nothing())],
        expect![[r#"
        a1 b2 c3
        [nothing]
    "#]],
    );
}

#[test]
fn items_move() {
    check(
        [move_item("c", None, Some("a"))],
        expect![[r#"
            c3 a1 b2
            [c moved]
        "#]],
    );
    check(
        [move_item("a", None, None)],
        expect![[r#"
            b2 c3 a1
            [a moved]
        "#]],
    );
    check(
        [move_item("a", Some("b"), None), move_item("c", Some("b"), Some("a"))],
        expect![[r#"
            b2 .c3 .a1
            [c moved]
        "#]],
    );
    check(
        [move_item("b", Some("a"), None), move_item("b", None, Some("a"))],
        expect![[r#"
            b2 a1 c3
            [b moved]
        "#]],
    );
}

#[test]
fn items_of_the_same_rank_move_between_each_other() {
    let mut session = session();
    let rank = session.project().item(&item_id("a")).expect("a").rank.clone();
    for id in ["b", "c"] {
        let item = AgendaItem::clone(session.project().item(&item_id(id)).expect("an item"));
        let item = AgendaItem { rank: rank.clone(), ..item };
        session.receive(vec![Change::Item(item.id.clone(), Some(Rc::new(item)))]).expect("fits");
    }
    run(&mut session, add_item("d"));
    run(&mut session, move_item("d", None, Some("b")));
    assert_eq!(drawn(session.project()), "a1 d4 b2 c3\n");
    session.undo(NOW);
    assert_eq!(drawn(session.project()), "a1 b2 c3 d4\n");
}

#[test]
fn items_are_removed() {
    check(
        [annotate("m", "fox", &["b", "a"]), annotate("n", "dog", &["b"]), Command::RemoveItem(item_id("b"))],
        expect![[r#"
            a1 c3
            m "fox" [a] ""
            n "dog" [] ""
            [b deleted]
        "#]],
    );
    let nested = [move_item("c", Some("b"), None), add_item("d"), move_item("d", Some("b"), Some("c"))];
    check(
        nested.into_iter().chain([Command::RemoveItem(item_id("b"))]),
        expect![[r#"
            a1 d4 c3
            [b deleted]
        "#]],
    );
}

#[test]
fn items_with_impossible_parents_are_removed() {
    for parent in ["gone", "c"] {
        let mut session = session();
        run(&mut session, move_item("c", Some("b"), None));
        let item = AgendaItem::clone(session.project().item(&item_id("b")).expect("b"));
        let item = AgendaItem { parent: Some(item_id(parent)), ..item };
        session.receive(vec![Change::Item(item_id("b"), Some(Rc::new(item)))]).expect("fits");
        run(&mut session, Command::RemoveItem(item_id("b")));
        assert_eq!(drawn(session.project()), "a1 c3\n", "{parent}");
    }
}

#[test]
fn passages_are_tagged() {
    check(
        [annotate("m", "fox", &["b", "a", "b"])],
        expect![[r#"
            a1 b2 c3
            m "fox" [b, a] ""
            [tagged as b]
        "#]],
    );
    check(
        [annotate("m", "fox", &[])],
        expect![[r#"
            a1 b2 c3
            m "fox" [] ""
            [marked without item]
        "#]],
    );
    check(
        [annotate("m", "fox", &["a"]), edit_items("m", &["b"])],
        expect![[r#"
            a1 b2 c3
            m "fox" [b] ""
            [tag change]
        "#]],
    );
    check(
        [annotate("m", "fox", &["a"]), edit_note("m", " why? ")],
        expect![[r#"
            a1 b2 c3
            m "fox" [a] "why?"
            [note edit]
        "#]],
    );
    let moved = AnnotationEdit { span: Some(span_of("brown fox")), ..AnnotationEdit::default() };
    check(
        [annotate("m", "fox", &["a"]), Command::EditAnnotation(annotation_id("m"), moved)],
        expect![[r#"
            a1 b2 c3
            m "brown fox" [a] ""
            [extent change]
        "#]],
    );
    check(
        [annotate("m", "fox", &["a"]), Command::RemoveAnnotations(vec![annotation_id("m")])],
        expect![[r#"
            a1 b2 c3
            [passage deleted]
        "#]],
    );
    check(
        [Command::All(
            "tagged as both".to_owned(),
            vec![annotate("m", "fox", &["a"]), annotate("n", "dog", &["a"])],
        )],
        expect![[r#"
            a1 b2 c3
            m "fox" [a] ""
            n "dog" [a] ""
            [tagged as both]
        "#]],
    );
}

#[test]
fn articles_are_edited_and_removed() {
    let edit = ArticleEdit {
        title: Some("New".to_owned()),
        source: Some(Some(" ".to_owned())),
        ..ArticleEdit::default()
    };
    check(
        [Command::EditArticle(article_id(), edit)],
        expect![[r#"
            a1 b2 c3
            [article edited]
        "#]],
    );
    check(
        [annotate("m", "fox", &["a"]), Command::RemoveArticle(article_id())],
        expect![[r#"
            a1 b2 c3
            [article deleted]
        "#]],
    );
}

#[test]
fn another_text_carries_its_passages() {
    check(
        [annotate("m", "fox", &["a"]), annotate("n", "dog", &["a"]), new_text("The quick brown fox sleeps.")],
        expect![[r#"
            a1 b2 c3
            m "fox" [a] ""
            n! "dog" [a] ""
            [import]
        "#]],
    );
}

#[test]
fn what_cannot_be_done_is_refused() {
    check_refused(add_item("a"), expect!["the id a is taken"]);
    check_refused(
        Command::AddItem {
            id: item_id("d"),
            title: " ".to_owned(),
            colour: None,
            description: String::new(),
        },
        expect!["an agenda item needs a title"],
    );
    check_refused(move_item("a", Some("a"), None), expect!["“a” cannot be moved below itself"]);
    check_refused(move_item("a", Some("x"), None), expect!["there is no agenda item x"]);
    check_refused(Command::RemoveItem(item_id("x")), expect!["there is no agenda item x"]);
    check_refused(annotate("m", "dog", &[]), expect!["the id m is taken"]);
    check_refused(annotate("n", "dog", &["x"]), expect!["there is no agenda item x"]);
    check_refused(edit_note("x", ""), expect!["there is no annotation x"]);
    check_refused(Command::AddArticle(article("")), expect!["the id t is taken"]);
    check_refused(
        Command::RemoveAnnotations(vec![annotation_id("m"), annotation_id("x")]),
        expect!["there is no annotation x"],
    );
    check_refused(
        Command::All("both".to_owned(), vec![add_item("d"), add_item("d")]),
        expect!["the id d is taken"],
    );
    let lost = Annotation {
        article: ArticleId::new("x").expect("id"),
        ..Annotation::clone(session_with_fox().project().annotation(&annotation_id("m")).expect("m"))
    };
    let lost = Change::Annotation(annotation_id("m"), Some(Rc::new(lost)));
    check_refused(
        Command::Changes("both".to_owned(), vec![lost]),
        expect!["annotation m is placed in article x, which is not here"],
    );
}

fn session_with_fox() -> Session {
    let mut session = session();
    run(&mut session, annotate("m", "fox", &["a"]));
    session
}

/// Undoes the first tab's last step after the second tab did something, and says what was left.
#[track_caller]
fn check_left(mine: impl IntoIterator<Item = Command>, theirs: Command, expected: Expect) {
    let mut here = session_with_fox();
    let mut there = Session::new(here.project().clone());
    for command in mine {
        there.receive(changes(&run(&mut here, command))).expect("fits");
    }
    here.receive(changes(&run(&mut there, theirs))).expect("fits");
    let (name, applied) = here.undo(NOW).expect("a step");
    let left = if applied.left.is_empty() { "nothing".to_owned() } else { applied.left.join(", ") };
    expected.assert_eq(&format!("{}[{name}] left: {left}\n", drawn(here.project())));
    there.receive(changes(&applied)).expect("fits");
    assert_eq!(here.project(), there.project());
}

#[test]
fn undo_leaves_what_another_tab_changed() {
    check_left(
        [edit_note("m", "mine")],
        edit_note("m", "theirs"),
        expect![[r#"
            a1 b2 c3
            m "fox" [a] "theirs"
            [note edit] left: the note of a passage
        "#]],
    );
    check_left(
        [edit_note("m", "mine")],
        edit_items("m", &["b"]),
        expect![[r#"
            a1 b2 c3
            m "fox" [b] ""
            [note edit] left: nothing
        "#]],
    );
    check_left(
        [annotate("n", "dog", &[])],
        edit_note("n", "theirs"),
        expect![[r#"
            a1 b2 c3
            m "fox" [a] ""
            n "dog" [] "theirs"
            [marked without item] left: a passage
        "#]],
    );
    check_left(
        [annotate("n", "dog", &[])],
        Command::RemoveAnnotations(vec![annotation_id("n")]),
        expect![[r#"
            a1 b2 c3
            m "fox" [a] ""
            [marked without item] left: nothing
        "#]],
    );
    check_left(
        [edit_note("m", "mine")],
        Command::RemoveAnnotations(vec![annotation_id("m")]),
        expect![[r#"
            a1 b2 c3
            [note edit] left: a passage
        "#]],
    );
    check_left(
        [Command::RemoveItem(item_id("a"))],
        edit_items("m", &["b"]),
        expect![[r#"
            a1 b2 c3
            m "fox" [b] ""
            [a deleted] left: the agenda items of a passage
        "#]],
    );
    check_left(
        [move_item("a", Some("b"), None)],
        move_item("a", None, None),
        expect![[r#"
            b2 c3 a1
            m "fox" [a] ""
            [a moved] left: the place of the agenda item “a”
        "#]],
    );
    check_left(
        [Command::RemoveAnnotations(vec![annotation_id("m")])],
        Command::RemoveArticle(article_id()),
        expect![[r#"
            a1 b2 c3
            [passage deleted] left: a passage
        "#]],
    );
    let other = Article { id: ArticleId::new("u").expect("id"), ..article(TEXT) };
    let marked = Command::Annotate {
        id: annotation_id("n"),
        article: other.id.clone(),
        span: span_of("dog"),
        items: Vec::new(),
        note: String::new(),
    };
    check_left(
        [Command::AddArticle(other)],
        marked,
        expect![[r#"
            a1 b2 c3
            m "fox" [a] ""
            n "dog" [] ""
            [article opened] left: the article “Fox”
        "#]],
    );
}

#[test]
fn undo_never_puts_a_passage_on_other_words() {
    let remove = || Command::RemoveAnnotations(vec![annotation_id("m")]);
    check_left(
        [remove()],
        new_text("The quick brown dog."),
        expect![[r#"
            a1 b2 c3
            m! "fox" [a] ""
            [passage deleted] left: nothing
        "#]],
    );
    check_left(
        [remove()],
        new_text("One quick brown fox."),
        expect![[r#"
            a1 b2 c3
            m "fox" [a] ""
            [passage deleted] left: nothing
        "#]],
    );
    check_left(
        [new_text("One")],
        new_text("Two quick brown fox."),
        expect![[r#"
        a1 b2 c3
        m "fox" [a] ""
        [import] left: the text of the article “Fox”
    "#]],
    );
    check_left(
        [new_text("One dog")],
        annotate_dog(),
        expect![[r#"
        a1 b2 c3
        m "fox" [a] ""
        n! "dog" [] ""
        [import] left: nothing
    "#]],
    );
}

/// Marks what is at the place of the dog in `One dog`.
/// A new text comes with its passages. One of them begins at the same byte as before, but at another code point: taking the
/// text back must take that one back too, though no field of it was changed.
#[test]
fn undo_brings_passages_back_with_their_text() {
    let mut session = Session::default();
    run(&mut session, Command::AddArticle(article("é fox and dog")));
    let span = session.project.article(&article_id()).and_then(|article| article.text.span(3..6));
    let (id, span) = (annotation_id("x"), span.expect("a span"));
    let (article_id, items, note) = (article_id(), Vec::new(), String::new());
    run(&mut session, Command::Annotate { id: id.clone(), article: article_id.clone(), span, items, note });
    let before = unstamped(&session.project);
    let moved = Annotation {
        modified: Time(2_000),
        ..Annotation::clone(session.project.annotation(&id).expect("annotation"))
    };
    let changes = vec![
        Change::Article(article_id, Some(Rc::new(article("ee fox and dog")))),
        Change::Annotation(id.clone(), Some(Rc::new(moved))),
    ];
    run(&mut session, Command::Changes("update".to_owned(), changes));
    let after = unstamped(&session.project);
    let (_, applied) = session.undo(NOW).expect("a step");
    assert_eq!(unstamped(&session.project), before);
    // What is stored of a passage says in which text it counts, so it has to be written anew.
    assert!(applied.edits.iter().any(|edit| matches!(edit, Edit::Annotation(_))));
    session.redo(NOW).expect("a step");
    assert_eq!(unstamped(&session.project), after);
}

fn annotate_dog() -> Command {
    let span = Text::plain("One dog", Some("t")).0.span(4..7).expect("span");
    Command::Annotate {
        id: annotation_id("n"),
        article: article_id(),
        span,
        items: vec![],
        note: String::new(),
    }
}

/// One thing that somebody does, to be made a command of what there is.
type Deed = (u8, [Index; 4], String);

fn deeds() -> impl Strategy<Value = Vec<(bool, Deed)>> {
    let deed = (0..18_u8, any::<[Index; 4]>(), "[a-c ]{0,2}");
    proptest::collection::vec((any::<bool>(), deed), 1..40)
}

const TEXTS: [&str; 3] = [TEXT, "The quick brown dog jumps over the lazy fox.", "The quick"];

fn command(project: &Project, (kind, [one, two, three, four], words): &Deed, number: usize) -> Command {
    let item = |index: &Index| item_id(["a", "b", "c", "d", "e", "x"][index.index(6)]);
    let known: Vec<_> = project.annotations().map(|annotation| annotation.id.clone()).collect();
    let annotation = if known.is_empty() { annotation_id("x") } else { one.get(&known).clone() };
    let edit = |edit: AnnotationEdit| Command::EditAnnotation(annotation.clone(), edit);
    let text = project.article(&article_id()).map(|article| article.text.clone());
    let text = text.unwrap_or_else(|| article(TEXT).text);
    let (start, end) = (two.index(text.as_str().len()), three.index(text.as_str().len()));
    let span = text.span(start.min(end)..start.max(end) + 1).expect("ASCII");
    match kind {
        0..4 => Command::Annotate {
            id: annotation_id(&format!("m{number}")),
            article: article_id(),
            span,
            items: vec![item(one), item(four)],
            note: words.clone(),
        },
        4 => edit(AnnotationEdit { span: Some(span), ..AnnotationEdit::default() }),
        5 => edit(AnnotationEdit { items: Some(vec![item(two)]), ..AnnotationEdit::default() }),
        6 => edit(AnnotationEdit { note: Some(words.clone()), ..AnnotationEdit::default() }),
        7 => Command::RemoveAnnotations(vec![annotation]),
        8 => {
            Command::AddItem { id: item(one), title: words.clone(), colour: None, description: String::new() }
        }
        9 => Command::EditItem(item(one), ItemEdit { title: Some(words.clone()), ..ItemEdit::default() }),
        10 => {
            let hotkey = Some(Hotkey::ALL.get(two.index(12)).copied());
            Command::EditItem(item(one), ItemEdit { hotkey, ..ItemEdit::default() })
        }
        11 | 12 => Command::MoveItem {
            id: item(one),
            parent: Some(item(two)).filter(|_| *kind == 11),
            before: Some(item(three)),
        },
        13 => Command::RemoveItem(item(one)),
        14 => new_text(TEXTS[one.index(3)]),
        15 => Command::RemoveArticle(article_id()),
        16 => Command::AddArticle(article(TEXTS[one.index(3)])),
        _ => {
            let first = command(project, &(7, [*one, *two, *three, *four], words.clone()), number);
            let second = command(project, &(13, [*two, *one, *three, *four], words.clone()), number);
            Command::All("both".to_owned(), vec![first, second])
        }
    }
}

proptest! {
    #[test]
    fn undoing_everything_restores_the_project(deeds in deeds()) {
        let mut session = session();
        let mut states = vec![unstamped(session.project())];
        for (number, (_, deed)) in deeds.iter().enumerate() {
            let before = session.project().clone();
            let revision = session.revision();
            match session.dispatch(command(&before, deed, number), Time(number as i64)) {
                Ok(applied) if applied.edits.is_empty() => prop_assert_eq!(session.project(), &before),
                Ok(_) => states.push(unstamped(session.project())),
                Err(_) => {
                    prop_assert_eq!(session.project(), &before);
                    prop_assert_eq!(session.revision(), revision);
                }
            }
            prop_assert!(session.project().is_indexed());
        }
        for state in states.iter().rev().skip(1) {
            let (_, applied) = session.undo(Time(0)).expect("a step");
            prop_assert_eq!(applied.left, [""; 0]);
            prop_assert_eq!(&unstamped(session.project()), state);
            prop_assert!(session.project().is_indexed());
        }
        prop_assert!(session.undo(Time(0)).is_none());
        for state in states.iter().skip(1) {
            let (_, applied) = session.redo(Time(0)).expect("a step");
            prop_assert_eq!(applied.left, [""; 0]);
            prop_assert_eq!(&unstamped(session.project()), state);
        }
        prop_assert!(session.redo(Time(0)).is_none());
    }

    #[test]
    fn inverses_restore_exactly(deeds in deeds()) {
        let mut session = session();
        for (number, (_, deed)) in deeds.iter().enumerate() {
            let before = session.project().clone();
            let command = command(&before, deed, number);
            if let Ok(applied) = session.dispatch(command, Time(number as i64)) {
                let mut project = before.clone();
                let changes = project.in_order(changes(&applied));
                let inverses = project.apply_all(changes).expect("applies");
                prop_assert_eq!(&project, session.project());
                project.apply_all(inverses).expect("inverses apply");
                prop_assert_eq!(&project, &before);
                prop_assert!(project.is_indexed());
            }
        }
    }

    #[test]
    fn two_tabs_stay_the_same(deeds in deeds()) {
        let mut tabs = [session(), session()];
        let mut words: BTreeMap<AnnotationId, Vec<String>> = BTreeMap::new();
        for (number, (first, deed)) in deeds.iter().enumerate() {
            let [mine, theirs] = &mut tabs;
            let (mine, theirs) = if *first { (mine, theirs) } else { (theirs, mine) };
            let applied = match number % 5 {
                3 => mine.undo(Time(number as i64)).map(|(_, applied)| applied),
                4 => mine.redo(Time(number as i64)).map(|(_, applied)| applied),
                _ => {
                    let command = command(mine.project(), deed, number);
                    let marked = matches!(command, Command::Annotate { .. } | Command::EditAnnotation(..));
                    let applied = mine.dispatch(command, Time(number as i64)).ok();
                    for edit in applied.iter().filter(|_| marked).flat_map(|applied| &applied.edits) {
                        let Edit::Annotation(Diff { now: Some(now), .. }) = edit else { continue };
                        let text = mine.project().article(&now.article).map(|article| &article.text);
                        words.entry(now.id.clone()).or_default().push(now.anchor.quote(text).exact.clone());
                    }
                    applied
                }
            };
            if let Some(applied) = applied {
                theirs.receive(changes(&applied)).expect("what one tab made fits the other");
            }
            prop_assert_eq!(tabs[0].project(), tabs[1].project());
            prop_assert!(tabs[1].project().is_indexed());
            for annotation in tabs[0].project().annotations() {
                let text = tabs[0].project().article(&annotation.article).map(|article| &article.text);
                let now = &annotation.anchor.quote(text).exact;
                prop_assert!(words[&annotation.id].contains(now), "{:?} is on {now:?}", annotation.id);
            }
        }
    }
}
