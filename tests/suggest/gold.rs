//! Articles in which every sentence says which items it belongs to.

use std::ops::Range;
use std::rc::Rc;

use agendum::model::anchor::Anchor;
use agendum::model::extra::Extra;
use agendum::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, Colour, ItemId, Project, Rank, Time,
};
use agendum::model::text::{BlockKind, Span, Text};

/// A gold tagging.
pub struct Gold {
    /// What kind of article it is.
    pub kind: String,
    /// Whether constants were fitted to it.
    pub is_for_tuning: bool,
    /// The article.
    pub article: Rc<Article>,
    /// The agenda in order.
    pub items: Vec<Rc<AgendaItem>>,
    /// All sentences, headings left out.
    pub sentences: Vec<Sentence>,
}

/// A sentence with what it belongs to.
pub struct Sentence {
    pub span: Span,
    /// Places in the agenda; empty where it belongs to none.
    pub items: Vec<usize>,
}

/// All of them.
pub fn all() -> Vec<Gold> {
    [
        include_str!("sample.txt"),
        include_str!("blog.txt"),
        include_str!("news.txt"),
        include_str!("minutes.txt"),
        include_str!("brief.txt"),
        include_str!("interview.txt"),
        include_str!("hearing.txt"),
    ]
    .into_iter()
    .map(Gold::read)
    .collect()
}

impl Gold {
    /// Reads the format of the files beside this one: the title after `#`; what it is of and for; the items, `key: title |
    /// description`; then blocks, of which those after `==` are headings and those after `-` entries of a list. Before each
    /// sentence stand the keys of its items.
    fn read(file: &str) -> Gold {
        let (head, body) = file.split_once("\n\n").expect("a head and a body");
        let mut lines = head.lines();
        let title = lines.next().and_then(|line| line.strip_prefix("# ")).expect("a title");
        let mut kind = String::new();
        let mut is_for_tuning = false;
        let mut keys = Vec::new();
        let mut items = Vec::new();
        for (line, rank) in lines.zip(Rank::ascending()) {
            let (key, value) = line.split_once(": ").expect("a key and a value");
            match key {
                "kind" => kind = value.to_owned(),
                "use" => is_for_tuning = value == "tuning",
                _ => {
                    let (title, description) = value.split_once(" | ").unwrap_or((value, ""));
                    keys.push(key.to_owned());
                    items.push(item(key, title, description, rank));
                }
            }
        }
        let mut drawn = Drawn::default();
        drawn.block(BlockKind::Heading, title, &keys);
        for line in body.lines().filter(|line| !line.is_empty()) {
            match (line.strip_prefix("== "), line.strip_prefix("- ")) {
                (Some(heading), _) => drawn.block(BlockKind::Heading, heading, &keys),
                (_, Some(entry)) => drawn.block(BlockKind::ListItem, entry, &keys),
                _ => drawn.block(BlockKind::Paragraph, line, &keys),
            }
        }
        let text = Text::new(drawn.string, drawn.blocks).expect("blocks are put one behind the other");
        let sentences = drawn.sentences.into_iter().map(|(range, items)| Sentence {
            span: text.span(range).expect("sentences are in the text"),
            items,
        });
        let sentences = sentences.collect();
        Gold { kind, is_for_tuning, article: article(title, text), items, sentences }
    }

    /// The same sentences in an order of chance and in one block, without headings: what words alone tell.
    pub fn shuffled(&self, seed: u64) -> Gold {
        let mut order: Vec<usize> = (0..self.sentences.len()).collect();
        shuffle(&mut order, seed);
        let mut string = String::new();
        let mut ranges = Vec::new();
        for at in &order {
            if !string.is_empty() {
                string.push(' ');
            }
            let from = string.len();
            string.push_str(self.article.text.slice(self.sentences[*at].span));
            ranges.push(from..string.len());
        }
        let block = (BlockKind::Paragraph, 0, 0..string.len(), Extra::default());
        let text = Text::new(string, [block]).expect("one block");
        let sentences = order.iter().zip(ranges).map(|(at, range)| Sentence {
            span: text.span(range).expect("sentences are in the text"),
            items: self.sentences[*at].items.clone(),
        });
        let sentences = sentences.collect();
        let article = article(&self.article.title, text);
        Gold { kind: self.kind.clone(), article, items: self.items.clone(), sentences, ..*self }
    }

    /// The article and the agenda, nothing tagged.
    pub fn project(&self) -> Project {
        let mut project = Project::default();
        let article = Change::Article(self.article.id.clone(), Some(self.article.clone()));
        let items = self.items.iter().map(|item| Change::Item(item.id.clone(), Some(item.clone())));
        project.apply_all([article].into_iter().chain(items)).expect("the records fit together");
        project
    }

    /// The change that tags a sentence with all its items.
    pub fn tag(&self, sentence: usize) -> Change {
        let id = AnnotationId::new(&format!("tag-{sentence}")).expect("an id");
        let Sentence { span, items } = &self.sentences[sentence];
        let annotation = Annotation {
            id: id.clone(),
            article: self.article.id.clone(),
            anchor: Anchor::Placed { span: *span },
            items: items.iter().map(|item| self.items[*item].id.clone()).collect(),
            note: Rc::default(),
            creator: None,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        };
        Change::Annotation(id, Some(Rc::new(annotation)))
    }
}

/// Puts things in an order of chance (Fisher and Yates), the same for a seed.
pub fn shuffle<T>(things: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..things.len()).rev() {
        things.swap(last, (random(&mut state) % (last as u64 + 1)) as usize);
    }
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[derive(Default)]
struct Drawn {
    string: String,
    blocks: Vec<(BlockKind, u8, Range<usize>, Extra)>,
    sentences: Vec<(Range<usize>, Vec<usize>)>,
}

impl Drawn {
    fn block(&mut self, kind: BlockKind, drawn: &str, keys: &[String]) {
        if !self.string.is_empty() {
            let last = self.blocks.last().map(|(kind, ..)| *kind);
            let in_list = kind == BlockKind::ListItem && last == Some(kind);
            self.string.push_str(if in_list { "\n" } else { "\n\n" });
        }
        let start = self.string.len();
        if kind == BlockKind::Heading {
            self.string.push_str(drawn);
        }
        for part in drawn.split('{').skip(1) {
            let (of, words) = part.split_once("} ").expect("keys and a sentence");
            if self.string.len() > start {
                self.string.push(' ');
            }
            let place = |key: &str| keys.iter().position(|known| known == key).expect("a known key");
            let items = of.split(',').filter(|key| *key != "-").map(place).collect();
            let from = self.string.len();
            self.string.push_str(words.trim_end());
            self.sentences.push((from..self.string.len(), items));
        }
        let level = u8::from(kind != BlockKind::Paragraph);
        self.blocks.push((kind, level, start..self.string.len(), Extra::default()));
    }
}

fn item(key: &str, title: &str, description: &str, rank: Rank) -> Rc<AgendaItem> {
    Rc::new(AgendaItem {
        id: ItemId::new(key).expect("a key is an id"),
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
    })
}

fn article(title: &str, text: Text) -> Rc<Article> {
    Rc::new(Article {
        id: ArticleId::new("article").expect("an id"),
        title: title.into(),
        source: None,
        language: Some("en".into()),
        byline: None,
        published: None,
        direction: None,
        text,
        created: Time(0),
        modified: Time(0),
        extra: Extra::default(),
    })
}
