//! The sample as it is written: article, starter agenda and example tagging. `UPDATE_EXPECT=1 cargo test --test sample`
//! makes `static/sample.json` of it, the file that Agendum opens on.
//!
//! The tagging is drawn in the text itself, so that a passage and its words can't drift apart; [`read`] takes the two
//! from each other. The ids are fixed, so that the work of two readers of the sample merges.

use std::collections::BTreeSet;
use std::rc::Rc;

use agendum::format::{ledger, panel};
use agendum::model::anchor::Anchor;
use agendum::model::extra::Extra;
use agendum::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, Colour, Hotkey, ItemId, Project, Rank,
    Time,
};
use agendum::model::session::{Command, Session};
use agendum::model::text::{BlockKind, Text};
use agendum::sample::Sample;
use expect_test::expect_file;

/// The kinds of block that the sample has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A heading, with its level: 1 for the headline, 2 for a subheading.
    Heading(u8),
    /// The lines under the headline that say what the article is about.
    Standfirst,
    /// An ordinary paragraph.
    Paragraph,
    /// What somebody is reported to say, set apart.
    Quotation,
    /// One entry of a list; neighbours belong to the same list.
    ListItem,
}

/// One item of the starter agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    /// A UUID, the same for every reader.
    id: &'static str,
    /// What the item is called.
    title: &'static str,
    /// `#rrggbb`, in lower case.
    colour: &'static str,
    /// What the reporting says about it, in one sentence.
    description: &'static str,
    /// The digit that tags with it.
    hotkey: Option<char>,
}

/// One passage of the example tagging.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drawn {
    /// Which block it is in, from 0.
    block: usize,
    /// Where it starts: a byte of the block's text.
    start: usize,
    /// Where it ends: the byte after its last one.
    end: usize,
    /// Its agenda items, as places in [`AGENDA`] from 0; never empty.
    items: Vec<usize>,
    /// Its note; empty when it has none.
    note: &'static str,
}

/// The article's id.
const ARTICLE_ID: &str = "9e43917f-8fef-4382-9b44-4da7d12eb64a";
/// The article's title, which is its first block too.
const TITLE: &str = "India takes the misuse of asylum to its talks with Washington";
/// Whom the article's facts are owed to.
const SOURCE: &str = "based on reporting by NDTV";
/// The article's language, a BCP 47 tag.
const LANGUAGE: &str = "en-GB";

/// The article's blocks in order, with the example tagging drawn in their text.
///
/// `[1|words]` is a passage that is tagged with the first item of [`AGENDA`], `[3,7|words]` with two items, and
/// `[1|words|a note]` has a note. A passage may hold another one. [`read`] takes the marks out.
const BLOCKS: &[(Kind, &str)] = &[
    (Kind::Heading(1), TITLE),
    (
        Kind::Standfirst,
        "Officials of both countries meet on Wednesday. New Delhi has prepared a comprehensive \
         agenda, from fugitives and the money behind terrorism to lending apps. One case may well be \
         missing from it.",
    ),
    (
        Kind::Paragraph,
        "New Delhi: India wants to talk about asylum. When its officials meet their American \
         counterparts on Wednesday for the India-US Homeland Security Dialogue, a top item on the Indian \
         side is [1|people involved in crime who misuse asylum in the United States|The headline, and the \
         first point to listen for on Wednesday.].",
    ),
    (Kind::Paragraph, "It is not one point among many. A senior official gives it a weight of its own:"),
    (
        Kind::Quotation,
        "The misuse of asylum status by people engaged in crime in the US is, as the official has \
         it, one of the areas that India wants to concentrate on.",
    ),
    (
        Kind::Paragraph,
        "India is represented by Union Home Secretary Ajay Bhalla. At the head of the American \
         delegation is Kristie Canegallo, the acting Deputy Secretary of Homeland Security.",
    ),
    (Kind::Heading(2), "Shelter from the law"),
    (
        Kind::Paragraph,
        "On asylum, India’s concern is with a particular group: [1|those who hold the status and \
         are engaged in crime while they live in the US].",
    ),
    (
        Kind::Paragraph,
        "A second point lies close by, and here the interest is mutual. The two sides work together \
         on [2|identifying and catching fugitives wanted for terrorism|Works in both directions: “either \
         country”.] when they seek haven in either country.",
    ),
    (
        Kind::Paragraph,
        "A third point concerns a single man. Tahawwur Rana, a Canadian businessman of Pakistani \
         origin, is wanted in India over the 2008 Mumbai attacks, and India raises [6|how far his \
         extradition has come].",
    ),
    (
        Kind::Paragraph,
        "India also brings up [4|the threat from pro-Khalistan elements who operate in the United \
         States]. It is a question about one country that is asked with another in mind.",
    ),
    (
        Kind::Paragraph,
        "For what India has in view is not only what they do where they are, but also [4|what they \
         could do on Indian soil].",
    ),
    (
        Kind::Paragraph,
        "Then there is a request. India’s consulate in San Francisco was attacked, and Delhi asks \
         for [5|American help in apprehending the attackers].",
    ),
    (Kind::Heading(2), "Money, screens and drugs"),
    (
        Kind::Paragraph,
        "Terrorism has to be paid for. So the agenda includes [3|investigating the networks that \
         finance it, and disrupting them].",
    ),
    (
        Kind::Paragraph,
        "Some of this happens online. Terrorist outfits [7|use digital platforms to win people over \
         to extremism, to recruit them and [3,7|to raise money|Belongs to the financing too: one remedy may \
         serve both points.]].",
    ),
    (
        Kind::Paragraph,
        "Drugs are on the list as well. [8|India’s Narcotics Control Bureau (NCB) would like the \
         cooperation of the US Drug Enforcement Administration (DEA)].",
    ),
    (Kind::Heading(2), "Harm that comes over the wire"),
    (
        Kind::Paragraph,
        "Two more points have to do with [9,10|harm that reaches Indians through computers and \
         telephones]. The first is a matter of the systems that a country runs on. [9|Cyberattacks on \
         infrastructure] are a worry in:",
    ),
    (Kind::ListItem, "banking,"),
    (Kind::ListItem, "the railways,"),
    (Kind::ListItem, "power grids and energy facilities,"),
    (Kind::ListItem, "and healthcare."),
    (
        Kind::Paragraph,
        "Such attacks have been traced to four countries: China, Cambodia, the Philippines and \
         Myanmar. Among those that were breached are [9|institutions run by the state, AIIMS for one].",
    ),
    (
        Kind::Paragraph,
        "The second is what becomes of people’s data. India speaks of data sovereignty, and means \
         cases in which [10|Chinese lending apps misuse the data of Indians]. Online investment fraud comes \
         under the same heading.",
    ),
    (Kind::Heading(2), "What may go unsaid"),
    (
        Kind::Paragraph,
        "The meeting comes after a grave accusation: US federal prosecutors have implicated an \
         Indian official in an alleged plot to kill the Khalistani leader Gurpatwant Singh Pannun.",
    ),
    (
        Kind::Paragraph,
        "Long as the agenda is, [11|the alleged plot against Pannun may not be part of the \
         talks|“May not”: ask again after the meeting.].",
    ),
    (
        Kind::Paragraph,
        "The Dialogue itself goes back to 2010, when it began under the India-US counter-terrorism \
         initiative. Illicit finance, cyber information and the security of global supply chains are among \
         the things on which it helps the two countries cooperate.",
    ),
    (
        Kind::Paragraph,
        "It has not run without a break. It was discontinued under President Donald Trump; in 2021, \
         after Joe Biden took office, it was reinstated.",
    ),
    (
        Kind::Paragraph,
        "Put in order, that makes ten points that are on the list, and an eleventh that may stay \
         off it. The ten range from the extradition of one man to the safety of whole power grids. \
         Wednesday’s meeting is where they are to be taken up, and where the two sides can say what they \
         will do about each.",
    ),
];

/// The starter agenda, in order.
const AGENDA: &[Item] = &[
    Item {
        id: "eee86ba8-f0b7-4a04-af51-b5c57db47205",
        title: "Misuse of asylum",
        colour: "#0374dc",
        description: "People engaged in crime in the US who hold asylum status; a key focus for India.",
        hotkey: Some('1'),
    },
    Item {
        id: "26d02c90-f73f-45f8-a2bd-c12ccb9aff31",
        title: "Terror fugitives",
        colour: "#e26442",
        description: "Identifying and apprehending, together, fugitives who seek haven in either country.",
        hotkey: Some('2'),
    },
    Item {
        id: "14d3d883-c869-466d-be20-8905ad757b30",
        title: "Terror financing",
        colour: "#539b5b",
        description: "Investigating and disrupting the networks that finance terrorism.",
        hotkey: Some('3'),
    },
    Item {
        id: "48a5c6ac-d39c-444d-bcda-b6a75cbd179c",
        title: "Pro-Khalistan elements",
        colour: "#c76fa5",
        description: "The threat from those operating in the US, and what they could do in India.",
        hotkey: Some('4'),
    },
    Item {
        id: "f7ba5ec1-2645-4b24-9d0f-023684527d8b",
        title: "San Francisco consulate attack",
        colour: "#987705",
        description: "India asks for help in apprehending those who attacked its consulate there.",
        hotkey: Some('5'),
    },
    Item {
        id: "8c1b91cb-c553-4fb4-892c-f12bfb8b4530",
        title: "Tahawwur Rana extradition",
        colour: "#0393de",
        description: "The status of the extradition of the Pakistani-origin Canadian businessman wanted in India over \
                      the 2008 Mumbai attacks.",
        hotkey: Some('6'),
    },
    Item {
        id: "20ac578e-aabc-46a4-9093-3736c644a64b",
        title: "Online radicalisation",
        colour: "#82599d",
        description: "Terrorist outfits use digital platforms to radicalise, recruit and raise money.",
        hotkey: Some('7'),
    },
    Item {
        id: "c21ba533-3634-4d7e-b30b-e34197328370",
        title: "Narcotics",
        colour: "#965c2b",
        description: "The Narcotics Control Bureau seeks cooperation with the US Drug Enforcement Administration.",
        hotkey: Some('8'),
    },
    Item {
        id: "6a2aec4b-e6d3-4efe-9a3b-3ac39fb17ab4",
        title: "Cyberattacks on infrastructure",
        colour: "#317665",
        description: "Banking, railways, power grids, energy and healthcare; attacks traced to China, Cambodia, the \
                      Philippines and Myanmar; breaches at state-run institutions such as AIIMS.",
        hotkey: Some('9'),
    },
    Item {
        id: "6c8af02c-aa71-458a-ab3d-ae2a45a7298a",
        title: "Data sovereignty",
        colour: "#be3368",
        description: "Indian data misused by Chinese lending apps, and online investment fraud.",
        hotkey: Some('0'),
    },
    Item {
        id: "0bb5b458-880a-41a0-af12-b96eff8cf2af",
        title: "Not expected",
        colour: "#83807f",
        description: "The alleged plot against Pannun, which may not be part of the talks.",
        hotkey: None,
    },
];

/// The ids of the example annotations, in the order in which [`read`] gives their passages.
const ANNOTATION_IDS: &[&str] = &[
    "c05bf66d-4d39-449f-afc0-8ff31deee7c0",
    "bc9c900c-90ae-4f64-8e46-fd45f57dad8e",
    "27b78b43-e05c-4dbe-86c3-3f4f3a41f092",
    "c9a9aa11-c147-4d11-bc11-1882bbfcb365",
    "505c3f01-20cf-43db-969b-9c77469b6881",
    "370c61b7-8df3-4091-ab35-efed4fa45087",
    "01f72b78-d439-4c20-a356-5b6a6ca1f76d",
    "e5101849-352d-44e5-a61e-1b9b590f5b1f",
    "b0bc9391-1d66-4896-bf8a-ac0556a8fe8a",
    "016ad74b-2fbb-4e82-9fe9-68a26d1089a5",
    "b30311d5-4577-444f-9c7b-9547fd0cede8",
    "9fb13ded-3063-4666-bc20-1d71caa90cad",
    "054a1cd1-f235-4ed1-8b54-71784bd78191",
    "692ad278-6680-480e-bdcb-112b465a9b00",
    "5ab4eb7d-b0ea-4cc7-8cc8-e4c7a7ce86ca",
    "188dda82-a0d7-4822-8abf-5d5264161002",
];

/// When the sample's records were made: the same for every reader, so that any edit of theirs is newer.
/// Midnight (UTC) at the beginning of 2026.
const MADE: Time = Time(1_767_225_600_000);

/// The whole sample, tagged.
fn project() -> Project {
    let mut project = Project::default();
    let items = AGENDA.iter().zip(Rank::ascending()).map(|(item, rank)| {
        let item = AgendaItem {
            status: None,
            raised_by: None,
            id: ItemId::new(item.id).expect("a UUID is an id"),
            title: item.title.into(),
            colour: Colour::parse(item.colour).expect("a colour"),
            description: item.description.into(),
            hotkey: item.hotkey.and_then(Hotkey::new),
            parent: None,
            rank,
            created: MADE,
            modified: MADE,
            extra: Extra::default(),
        };
        Change::Item(item.id.clone(), Some(Rc::new(item)))
    });
    let article = article();
    let annotations = annotations(&article);
    let article = Change::Article(article.id.clone(), Some(Rc::new(article)));
    let annotations = annotations.into_iter().map(|it| Change::Annotation(it.id.clone(), Some(Rc::new(it))));
    project.apply_all(items.chain([article]).chain(annotations)).expect("the records fit together");
    project
}

fn annotations(article: &Article) -> Vec<Annotation> {
    let placed = read().1.into_iter().zip(ANNOTATION_IDS).map(|(passage, id)| {
        let start = article.text.blocks()[passage.block].span.start().byte();
        let span = article.text.span(start + passage.start..start + passage.end).expect("a passage");
        let items =
            passage.items.iter().map(|place| ItemId::new(AGENDA[*place].id).expect("a UUID is an id"));
        Annotation {
            id: AnnotationId::new(id).expect("a UUID is an id"),
            article: article.id.clone(),
            anchor: Anchor::Placed { span },
            items: items.collect(),
            note: passage.note.into(),
            creator: None,
            created: MADE,
            modified: MADE,
            extra: Extra::default(),
        }
    });
    placed.collect()
}

/// The sample article.
fn article() -> Article {
    let mut string = String::new();
    let mut blocks: Vec<(BlockKind, u8, std::ops::Range<usize>, Extra)> = Vec::new();
    for (kind, words) in read().0 {
        // Entries of a list stand on lines of their own; between all else is a blank line.
        if !string.is_empty() {
            let in_list = kind == Kind::ListItem && matches!(blocks.last(), Some((BlockKind::ListItem, ..)));
            string.push_str(if in_list { "\n" } else { "\n\n" });
        }
        let (kind, level) = match kind {
            Kind::Heading(level) => (BlockKind::Heading, level),
            Kind::Standfirst => (BlockKind::Standfirst, 0),
            Kind::Paragraph => (BlockKind::Paragraph, 0),
            Kind::Quotation => (BlockKind::Quotation, 0),
            Kind::ListItem => (BlockKind::ListItem, 1),
        };
        blocks.push((kind, level, string.len()..string.len() + words.len(), Extra::default()));
        string.push_str(&words);
    }
    Article {
        id: ArticleId::new(ARTICLE_ID).expect("a UUID is an id"),
        title: TITLE.into(),
        source: Some(SOURCE.into()),
        language: Some(LANGUAGE.into()),
        byline: None,
        published: None,
        direction: None,
        text: Text::new(string, blocks).expect("blocks are put one behind the other"),
        created: MADE,
        modified: MADE,
        extra: Extra::default(),
    }
}

/// The text of each block without the marks of the tagging, and the passages that were drawn in them.
///
/// Passages come in the order of the text; of two that start together the longer one is first.
fn read() -> (Vec<(Kind, String)>, Vec<Drawn>) {
    let mut blocks = Vec::new();
    let mut passages = Vec::new();
    for (block, &(kind, drawn)) in BLOCKS.iter().enumerate() {
        let (text, mut found) = undraw(block, drawn);
        let place = |passage: &Drawn| (passage.start, std::cmp::Reverse(passage.end));
        found.sort_by_key(place);
        blocks.push((kind, text));
        passages.append(&mut found);
    }
    (blocks, passages)
}

/// Takes the marks out of one block. The marks are this file's own, so that a wrong one is a mistake in it.
fn undraw(block: usize, drawn: &'static str) -> (String, Vec<Drawn>) {
    let mut text = String::with_capacity(drawn.len());
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut found = Vec::new();
    let mut rest = drawn;
    while let Some(at) = rest.find(['[', '|', ']']) {
        text.push_str(&rest[..at]);
        let (mark, after) = rest[at..].split_at(1);
        if mark == "[" {
            let (items, words) = after.split_once('|').expect("items end with a bar");
            open.push((text.len(), items.split(',').map(place).collect()));
            rest = words;
            continue;
        }
        let (note, after) = if mark == "|" {
            after.split_once(']').expect("a note ends with a bracket")
        } else {
            ("", after)
        };
        let (start, items) = open.pop().expect("what closes was opened");
        found.push(Drawn { block, start, end: text.len(), items, note });
        rest = after;
    }
    assert!(open.is_empty(), "a passage of block {block} is not closed");
    text.push_str(rest);
    (text, found)
}

/// The place in [`AGENDA`] of an item that is drawn by its number from 1.
fn place(number: &str) -> usize {
    let number: usize = number.parse().expect("an item is drawn by its number");
    number.checked_sub(1).filter(|place| *place < AGENDA.len()).expect("the agenda has this number")
}

#[test]
fn the_file_is_what_is_written_here() {
    expect_file!["../static/sample.json"].assert_eq(&file());
}

#[test]
fn the_first_project_is_not_tagged_yet() {
    let sample = sample();
    let first = sample.project();
    assert_eq!(first.annotation_count(), 0);
    let titles = |project: &Project| -> Vec<_> {
        project.agenda().iter().map(|(_, item)| (item.title.clone(), item.hotkey)).collect()
    };
    assert_eq!(titles(&first), titles(&project()));
    assert_eq!(first.articles(), [&Rc::new(article())]);
    assert_eq!(sample.article(), Some(article()));
}

#[test]
fn the_example_tags_are_what_is_not_there_yet() {
    let sample = sample();
    let mut session = Session::new(sample.project());
    let tags = sample.example_tags(session.project()).expect("nothing is tagged");
    session.dispatch(tags, Time(0)).expect("it can be tagged");
    let passages = |project: &Project| -> Vec<_> {
        let all = project.annotations();
        all.map(|it| (it.id.clone(), it.anchor.clone(), it.items.clone(), it.note.clone())).collect()
    };
    assert_eq!(passages(session.project()), passages(&project()));
    assert_eq!(sample.example_tags(session.project()), None);

    let gone = AnnotationId::new(ANNOTATION_IDS[3]).expect("an id");
    session.dispatch(Command::RemoveAnnotations(vec![gone.clone()]), Time(0)).expect("it is removed");
    session
        .dispatch(Command::RemoveItem(ItemId::new(AGENDA[3].id).expect("an id")), Time(0))
        .expect("the item is removed");
    let tags = sample.example_tags(session.project()).expect("one is missing");
    session.dispatch(tags, Time(0)).expect("it can be tagged");
    let back = session.project().annotation(&gone).expect("it is back");
    let known = |item: &ItemId| session.project().item(item).is_some();
    assert!(back.items.iter().all(known), "an item that was deleted stays deleted");

    assert_eq!(sample.example_tags(&Project::default()), None);
}

/// The file: a record to a line.
fn file() -> String {
    let project = project();
    let articles = project.articles().into_iter().map(|it| Change::Article(it.id.clone(), Some(it.clone())));
    let agenda = project.agenda();
    let items = agenda.into_iter().map(|(_, it)| Change::Item(it.id.clone(), Some(it.clone())));
    let annotations = project.annotations().map(|it| Change::Annotation(it.id.clone(), Some(it.clone())));
    let changes: Vec<_> = articles.chain(items).chain(annotations).collect();
    let entries = panel::entries(&Project::default(), &changes);
    let lines = ledger::lines(&entries).map(|entry| serde_json::to_string(&entry).expect("text"));
    let lines: Vec<_> = lines.collect();
    format!("[{}]\n", lines.join(",\n"))
}

fn sample() -> Sample {
    Sample::read(&file()).expect("there is an article in it")
}

fn words() -> Vec<(Kind, usize)> {
    read().0.iter().map(|(kind, text)| (*kind, text.split_whitespace().count())).collect()
}

#[test]
fn the_article_is_of_the_right_size() {
    let total: usize = words().iter().map(|(_, count)| count).sum();
    assert!((600..=750).contains(&total), "{total} words");
    let paragraphs: Vec<_> = words().into_iter().filter(|(kind, _)| *kind == Kind::Paragraph).collect();
    assert!((18..=22).contains(&paragraphs.len()), "{} paragraphs", paragraphs.len());
    assert!(paragraphs.iter().all(|(_, count)| *count <= 60), "paragraphs are short: {paragraphs:?}");
}

#[test]
fn the_article_has_every_kind_of_block() {
    let (blocks, _) = read();
    let count = |wanted: Kind| blocks.iter().filter(|(kind, _)| *kind == wanted).count();
    assert_eq!(blocks[0], (Kind::Heading(1), TITLE.to_owned()));
    assert_eq!(blocks[1].0, Kind::Standfirst);
    assert_eq!(blocks[2].0, Kind::Paragraph);
    assert!(blocks[2].1.starts_with("New Delhi: "));
    assert_eq!((count(Kind::Heading(1)), count(Kind::Standfirst)), (1, 1));
    assert!((3..=4).contains(&count(Kind::Heading(2))));
    assert!(count(Kind::Quotation) >= 1);
    assert!(count(Kind::ListItem) >= 3);
}

#[test]
fn no_mark_is_left_in_the_text() {
    for (_, text) in read().0 {
        assert!(!text.contains(['[', ']', '|', '\n']) && !text.contains("  "), "{text}");
        assert_eq!(text.trim(), text);
    }
}

#[test]
fn passages_lie_in_their_blocks() {
    let (blocks, passages) = read();
    for passage in &passages {
        let words = &blocks[passage.block].1[passage.start..passage.end];
        assert_eq!(words.trim(), words);
        assert!(!words.is_empty() && !passage.items.is_empty());
    }
    assert!(passages.is_sorted_by_key(|passage| (passage.block, passage.start)));
}

#[test]
fn every_item_is_exemplified() {
    let (_, passages) = read();
    let own = |item: usize| passages.iter().filter(move |passage| passage.items == [item]);
    let mut twice = 0;
    for (item, Item { title, .. }) in AGENDA.iter().enumerate() {
        assert!(own(item).count() >= 1, "{title} has no passage of its own");
        let blocks: BTreeSet<_> = own(item).map(|passage| passage.block).collect();
        assert_eq!(blocks.len(), own(item).count(), "{title} has two passages in one paragraph");
        twice += usize::from(blocks.len() == 2);
    }
    assert_eq!(twice, 3, "three items have two passages");
    assert_eq!(passages.iter().filter(|passage| passage.items.len() == 2).count(), 2);
    assert!(passages.iter().filter(|passage| !passage.note.is_empty()).count() >= 2);
}

#[test]
fn nested_passages_are_read() {
    let (text, found) = undraw(0, "a [1|b [2,3|c|why]] d");
    assert_eq!(text, "a b c d");
    let inner = Drawn { block: 0, start: 4, end: 5, items: vec![1, 2], note: "why" };
    let outer = Drawn { block: 0, start: 2, end: 5, items: vec![0], note: "" };
    assert_eq!(found, [inner, outer]);
}

#[test]
fn the_agenda_is_whole() {
    let hotkeys: String = AGENDA.iter().filter_map(|item| item.hotkey).collect();
    assert_eq!((AGENDA.len(), hotkeys.as_str()), (11, "1234567890"));
    assert_eq!(AGENDA[10].hotkey, None);
    let colours: BTreeSet<_> = AGENDA.iter().map(|item| item.colour).collect();
    assert_eq!(colours.len(), AGENDA.len());
    assert!(colours.iter().all(|colour| {
        colour.len() == 7 && colour.starts_with('#') && colour[1..].chars().all(|c| c.is_ascii_hexdigit())
    }));
}

#[test]
fn ids_are_fixed_and_distinct() {
    let (_, passages) = read();
    assert_eq!(ANNOTATION_IDS.len(), passages.len());
    let tagging = ANNOTATION_IDS.iter().copied();
    let ids: Vec<_> = AGENDA.iter().map(|item| item.id).chain(tagging).chain([ARTICLE_ID]).collect();
    assert!(ids.iter().all(|id| is_uuid_v4(id)), "{ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

fn is_uuid_v4(id: &str) -> bool {
    let lengths: Vec<_> = id.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && id.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c))
        && id.as_bytes()[14] == b'4'
        && matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b')
}
