//! A long article with many passages, the same in every run.

use std::ops::Range;

use serde_json::{Value, json};

/// How long the article is, in code points.
const LENGTH: usize = 1_000_000;

/// How many passages there are at most. Fewer are the first of them, so that what is in view is the same.
const MOST: usize = 10_000;

const TIME: &str = "2026-01-05T09:30:00.000Z";
const ARTICLE: &str = "5f0c1c8e-0000-4000-8000-000000000001";

/// Words of many lengths, some of them not ASCII.
const WORDS: [&str; 56] = [
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "is",
    "was",
    "for",
    "on",
    "by",
    "with",
    "as",
    "that",
    "at",
    "from",
    "an",
    "are",
    "it",
    "this",
    "which",
    "not",
    "were",
    "had",
    "council",
    "committee",
    "proposal",
    "hearing",
    "residents",
    "budget",
    "transport",
    "harbour",
    "report",
    "measure",
    "evening",
    "question",
    "agreement",
    "infrastructure",
    "representative",
    "decision",
    "naïve",
    "café",
    "Århus",
    "façade",
    "Zürich",
    "fiancé",
    "spring",
    "autumn",
    "river",
    "bridge",
    "street",
    "schools",
    "costs",
    "delay",
    "vote",
    "answer",
];

/// The article, and the passages in it.
pub struct Sample {
    text: String,
    blocks: Vec<Block>,
    passages: Vec<Passage>,
    /// Where words begin, and where they end, in code points.
    words: Vec<(usize, usize)>,
}

struct Block {
    is_heading: bool,
    start: usize,
    end: usize,
}

struct Passage {
    start: usize,
    end: usize,
    items: Vec<usize>,
    has_note: bool,
    /// What is random in a random UUID: in no order.
    id: usize,
}

/// Numbers that look like chance and are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

impl Sample {
    /// Writes the article and marks its passages.
    pub fn new() -> Sample {
        let mut chance = Chance(0x5eed_5eed_5eed);
        let mut sample =
            Sample { text: String::new(), blocks: Vec::new(), passages: Vec::new(), words: Vec::new() };
        sample.write(&mut chance);
        sample.mark(&mut chance);
        sample
    }

    /// Paragraphs of one to six sentences, and now and then a heading, until the length is reached.
    fn write(&mut self, chance: &mut Chance) {
        let mut at = 0;
        while at < LENGTH {
            let is_heading = self.blocks.len().is_multiple_of(40);
            let count = if is_heading { 5 } else { (1 + chance.below(6)) * (8 + chance.below(15)) };
            if at > 0 {
                self.text.push_str("\n\n");
                at += 2;
            }
            let start = at;
            for index in 0..count {
                if index > 0 {
                    self.text.push(' ');
                    at += 1;
                }
                let word = WORDS[chance.below(WORDS.len())];
                self.text.push_str(word);
                self.words.push((at, at + word.chars().count()));
                at += word.chars().count();
                let ends = index % 14 == 13 || index + 1 == count;
                if ends && !is_heading {
                    self.text.push('.');
                    at += 1;
                }
            }
            self.blocks.push(Block { is_heading, start, end: at });
        }
        let cut = self.text.char_indices().nth(LENGTH).map_or(self.text.len(), |(byte, _)| byte);
        self.text.truncate(cut);
        self.words.retain(|(_, end)| *end <= LENGTH);
        self.blocks.last_mut().expect("the article has blocks").end = LENGTH;
    }

    /// Evenly spread passages of one to some twenty words: neighbours overlap now and then, and some cross blocks.
    fn mark(&mut self, chance: &mut Chance) {
        for index in 0..MOST {
            let first = index * (self.words.len() - 40) / MOST;
            let last = first + [0, 1, 2, 4, 6, 9, 13, 20][chance.below(8)];
            let mut items = vec![chance.below(10)];
            if chance.below(5) == 0 {
                items.push((items[0] + 1) % 10);
            }
            let has_note = chance.below(10) == 0;
            let (start, end) = (self.words[first].0, self.words[last].1);
            let id = chance.below(1 << 48) << 16 | index;
            self.passages.push(Passage { start, end, items, has_note, id });
        }
    }

    fn passages(&self, count: usize) -> impl Iterator<Item = &Passage> {
        self.passages.iter().take(count)
    }

    /// Some passages at the top of the article, in view when it is opened: starts and ends in code points.
    pub fn spans(&self, count: usize) -> Vec<(usize, usize)> {
        // From the second paragraph on, every seventh word and the two after it.
        (0..count)
            .map(|index| 10 + index * 7)
            .map(|word| (self.words[word].0, self.words[word + 2].1))
            .collect()
    }

    /// The project as an export has it, with so many of the passages.
    pub fn project(&self, passages: usize) -> Value {
        let characters: Vec<char> = self.text.chars().collect();
        let words = |start: usize, end: usize| characters[start..end.min(LENGTH)].iter().collect::<String>();
        let annotations = self.passages(passages).map(|passage| {
            let Passage { start, end, id, .. } = *passage;
            let mut annotation = json!({
                "id": format!("{:08x}-{:04x}-4000-8000-{:012x}", id >> 32, id >> 16 & 0xffff, id & 0xffff),
                "article": ARTICLE,
                "start": start,
                "end": end,
                "exact": words(start, end),
                "prefix": words(start.saturating_sub(32), start),
                "suffix": words(end, end + 32),
                "items": passage.items.iter().map(|item| item_id(*item)).collect::<Vec<_>>(),
                "created": TIME,
                "modified": TIME,
            });
            if passage.has_note {
                annotation["note"] = json!("To be raised before the vote.");
            }
            annotation
        });
        json!({
            "format": "agendum", "version": 1, "exported": TIME, "articles": [self.article()], "agenda": agenda(),
            "annotations": annotations.collect::<Vec<_>>(),
        })
    }

    /// The text as plain text, with every twentieth word another; which ones, `run` says.
    pub fn edited(&self, run: usize) -> String {
        let characters: Vec<char> = self.text.chars().collect();
        let (mut edited, mut at) = (String::with_capacity(self.text.len()), 0);
        for (start, end) in self.words.iter().skip(run).step_by(20) {
            edited.extend(&characters[at..*start]);
            edited.push_str("otherwise");
            at = *end;
        }
        edited.extend(&characters[at..]);
        edited
    }

    fn article(&self) -> Value {
        let blocks = self.blocks.iter().map(|block| match block.is_heading {
            true => json!({ "kind": "heading", "level": 2, "start": block.start, "end": block.end }),
            false => json!({ "kind": "paragraph", "start": block.start, "end": block.end }),
        });
        json!({
            "id": ARTICLE, "title": "A long article", "text": self.text, "blocks": blocks.collect::<Vec<_>>(),
            "created": TIME, "modified": TIME,
        })
    }

    /// The runs of each block: start, end, and whether a passage covers it.
    fn runs(&self, passages: usize) -> Vec<Vec<(usize, usize, bool)>> {
        let passages: Vec<&Passage> = self.passages(passages).collect();
        let runs = self.blocks.iter().map(|block| {
            let first = passages.partition_point(|passage| passage.start + 1000 < block.start);
            let here = passages[first..].iter().take_while(|passage| passage.start < block.end);
            let here: Vec<_> = here.filter(|passage| passage.end > block.start).collect();
            let ends = here.iter().flat_map(|passage| [passage.start, passage.end]);
            let ends = ends.map(|end| end.clamp(block.start, block.end));
            let mut cuts: Vec<_> = ends.chain([block.start, block.end]).collect();
            cuts.sort_unstable();
            cuts.dedup();
            let covered = |at: usize| here.iter().any(|passage| passage.start <= at && at < passage.end);
            cuts.windows(2).map(|pair| (pair[0], pair[1], covered(pair[0]))).collect()
        });
        runs.collect()
    }

    /// How many `<mark>` elements there are.
    pub fn marks(&self, passages: usize) -> usize {
        self.runs(passages).iter().flatten().filter(|(_, _, covered)| *covered).count()
    }

    /// The article as bare markup. Its words have nothing in them that would need escaping.
    pub fn html(&self, passages: usize) -> String {
        let characters: Vec<char> = self.text.chars().collect();
        let mut html = String::new();
        for runs in self.runs(passages) {
            html.push_str("<p>");
            for (start, end, covered) in runs {
                html.push_str(if covered { "<mark>" } else { "" });
                html.extend(&characters[start..end]);
                html.push_str(if covered { "</mark>" } else { "" });
            }
            html.push_str("</p>");
        }
        html
    }
}

/// A project of many articles of 5 KB, those with these numbers. The agenda is the same for all.
pub fn library(numbers: Range<usize>) -> Value {
    const SIZE: usize = 5_000;
    let article = |number: usize| {
        let mut chance = Chance(0x5eed + 7 * number as u64);
        let (mut text, mut blocks, mut start) = (String::new(), Vec::new(), 0);
        while text.len() < SIZE {
            let words: Vec<_> = (0..60).map(|_| WORDS[chance.below(WORDS.len())]).collect();
            let paragraph = words.join(" ");
            let end = start + paragraph.chars().count();
            blocks.push(json!({ "kind": "paragraph", "start": start, "end": end }));
            text.push_str(&paragraph);
            text.push_str("\n\n");
            start = end + 2;
        }
        json!({
            "id": format!("5f0c1c8e-0000-4000-8000-2{number:011}"), "title": format!("Article {number}"),
            "text": text.trim_end(), "blocks": blocks, "created": TIME, "modified": TIME,
        })
    };
    json!({
        "format": "agendum", "version": 1, "exported": TIME, "articles": numbers.map(article).collect::<Vec<_>>(),
        "agenda": agenda(), "annotations": [],
    })
}

/// Such a library, each article with so many passages.
pub fn shelf(articles: usize, passages: usize) -> Value {
    let mut shelf = library(0..articles);
    let all = shelf["articles"].as_array().into_iter().flatten();
    let annotations = all.enumerate().flat_map(|(number, article)| {
        let (id, text) = (article["id"].clone(), article["text"].as_str().expect("it has a text"));
        passages_of(text, passages, number)
            .map(move |(index, passage)| annotation(&id, number * passages + index, passage))
    });
    shelf["annotations"] = annotations.collect();
    shelf
}

/// One article of so many characters, with so many passages.
pub fn tagged(length: usize, passages: usize) -> Value {
    let mut project = library(0..1);
    let mut chance = Chance(0x7a6);
    let (mut text, mut blocks) = (String::new(), Vec::new());
    let mut start = 0;
    while start < length {
        let sentences = (0..4).map(|_| {
            let words: Vec<_> = (0..14).map(|_| WORDS[chance.below(WORDS.len())]).collect();
            let (first, rest) = words[0].split_at(words[0].chars().next().map_or(0, char::len_utf8));
            format!("{}{rest} {}.", first.to_uppercase(), words[1..].join(" "))
        });
        let paragraph = sentences.collect::<Vec<_>>().join(" ");
        let end = start + paragraph.chars().count();
        blocks.push(json!({ "kind": "paragraph", "start": start, "end": end }));
        text.push_str(&paragraph);
        text.push_str("\n\n");
        start = end + 2;
    }
    let id = project["articles"][0]["id"].clone();
    let text = text.trim_end();
    let annotations = passages_of(text, passages, 0).map(|(index, passage)| annotation(&id, index, passage));
    project["annotations"] = annotations.collect();
    project["articles"][0]["blocks"] = json!(blocks);
    project["articles"][0]["text"] = json!(text);
    project
}

/// Some sentences of that article, in code points.
pub fn untagged(length: usize) -> Vec<(usize, usize)> {
    let project = tagged(length, 0);
    let text: Vec<char> = project["articles"][0]["text"].as_str().expect("it has a text").chars().collect();
    let stops = (0..text.len()).filter(|at| text[*at] == '.');
    let sentences = stops.clone().zip(stops.skip(1)).map(|(before, stop)| (before + 1, stop + 1));
    let trimmed = sentences.map(|(start, end)| {
        let blank = text[start..end].iter().take_while(|c| c.is_whitespace()).count();
        (start + blank, end)
    });
    trimmed.skip(20).step_by(31).take(30).collect()
}

/// A passage of one to eight words: where it begins, where it ends, and its words.
type Words = (usize, usize, String);

/// So many passages, evenly spread over a text.
fn passages_of(text: &str, count: usize, seed: usize) -> impl Iterator<Item = (usize, Words)> + use<> {
    let mut chance = Chance(0xabc + seed as u64);
    let characters: Vec<char> = text.chars().collect();
    let is_start =
        |at: usize| characters[at].is_alphanumeric() && (at == 0 || characters[at - 1].is_whitespace());
    let starts: Vec<usize> = (0..characters.len()).filter(|at| is_start(*at)).collect();
    (0..count).map(move |index| {
        let first = index * (starts.len() - 10) / count.max(1);
        let (start, last) = (starts[first], starts[first + chance.below(8)]);
        let end = (last..characters.len())
            .find(|at| !characters[*at].is_alphanumeric())
            .unwrap_or(characters.len());
        (index, (start, end, characters[start..end].iter().collect()))
    })
}

fn annotation(article: &Value, number: usize, (start, end, exact): Words) -> Value {
    let mut annotation = json!({
        "id": format!("6f0c1c8e-0000-4000-8000-3{number:011}"), "article": article, "start": start, "end": end,
        "exact": exact, "items": [item_id(number % 10)], "created": TIME, "modified": TIME,
    });
    if number.is_multiple_of(10) {
        annotation["note"] = json!("To be raised before the vote.");
    }
    annotation
}

/// Another project, of one short article.
pub fn short() -> Value {
    let text = "A few words.";
    let block = json!({ "kind": "paragraph", "start": 0, "end": text.len() });
    let article = json!({
        "id": "5f0c1c8e-0000-4000-8000-000000000003", "title": "A short article", "text": text, "blocks": [block],
        "created": TIME, "modified": TIME,
    });
    json!({
        "format": "agendum", "version": 1, "exported": TIME, "articles": [article], "agenda": agenda(),
        "annotations": [],
    })
}

fn agenda() -> Value {
    const COLOURS: [&str; 5] = ["#0374dc", "#e26442", "#539b5b", "#c76fa5", "#987705"];
    let items = (0..10).map(|item| {
        json!({
            "id": item_id(item), "title": format!("Item {}", item + 1), "colour": COLOURS[item % COLOURS.len()],
            "hotkey": ((item + 1) % 10).to_string(), "created": TIME, "modified": TIME,
        })
    });
    items.collect()
}

fn item_id(item: usize) -> String {
    format!("5f0c1c8e-0000-4000-8000-1000000000{item:02}")
}
