//! Whether an article that is being opened is here already: from the same address, or with nearly the same text. Then it
//! waits, and the reader says what is to become of it.

use std::rc::Rc;

use super::drawing::{Element, button, el};
use super::kept::Kept;
use super::library::titled;
use super::{Desk, Drawn, GONE, Outside};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel};
use crate::format::time::day;
use crate::model::anchoring::{Comparison, fold};
use crate::model::project::{Article, ArticleId, Change};

/// The panel in which the reader says it. It is about the numbers of what waits, with commas between.
pub const PANEL: &str = "known";

/// Adds what waits beside what is here. It is about numbers, as the panel is.
pub const KEEP_BOTH: &str = "known-keep";

/// Takes what waits, one number, for the new text of what is here.
pub const UPDATE: &str = "known-update";

/// What is here is opened.
pub const SHOW: &str = "known-show";

/// An article that is like one that is being opened.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// Which.
    pub id: ArticleId,
    /// How it is like it.
    pub reason: Reason,
}

/// How two articles are alike.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reason {
    /// They are from the same address.
    SameSource,
    /// This share of the longer text, from [`ALIKE`] to 1, is in the other.
    SameText(f32),
}

/// From which [likeness](Comparison::likeness) on two texts are versions of one: most of the longer is in the other. Measured: a
/// text of 5 KB of random words in which 30 % are replaced by others is 0.66 like it was; of the pages in `tests/pages` no two
/// are more than 0.07 alike; the same paragraphs under two articles count for the share of the article that they are. So only
/// an article of which half is what stands under all articles of its site is asked about without need; that is better than
/// keeping two versions without a word.
const ALIKE: f32 = 0.5;

/// A text of fewer bytes than this, some 35 words, may be a form of which only the names differ: it has to be
/// nearly the same in earnest.
const SHORT: usize = 200;
const ALIKE_IF_SHORT: f32 = 0.9;

/// What is remembered to recognise articles by.
#[derive(Default)]
pub(super) struct Memory {
    kept: Kept<Sketch>,
    /// What was read and may yet come into the project, as the articles of a batch do only at its end.
    fresh: Vec<Fresh>,
    /// What waits for the reader; by number.
    pub(super) waiting: Waitings,
}

struct Fresh {
    /// The state of the project that it was read at.
    step: u32,
    name: Option<String>,
    article: Rc<Article>,
    sketch: Sketch,
}

/// What waits, each by its number; nothing where it is decided.
pub(super) type Waitings = Vec<Option<Waiting>>;

/// An article that waits, and the one that it is like.
#[derive(Clone)]
pub(super) struct Waiting {
    article: Article,
    known: Known,
}

impl Desk {
    /// The article that one from outside is like: of those from the same address the newest, or else one whose text is
    /// nearly the same.
    pub fn known(&mut self, article: &Article) -> Option<Known> {
        self.known_by(article, &Sketch::of(article))
    }

    fn known_by(&mut self, article: &Article, sketch: &Sketch) -> Option<Known> {
        let Memory { kept, fresh, .. } = &mut self.known;
        kept.follow(&self.project, self.step, Sketch::of);
        // What was not in the project at its next change was given up.
        fresh.retain(|fresh| fresh.step == self.step);
        let kept = kept.articles().iter().map(|(article, sketch)| (article, sketch));
        let others = kept.chain(fresh.iter().map(|fresh| (&fresh.article, &fresh.sketch)));
        let known = |other: &Article, reason| Some(Known { id: other.id.clone(), reason });
        let from_there = |other: &Sketch| sketch.address.is_some() && sketch.address == other.address;
        if let Some((same, _)) = others.clone().rfind(|(_, other)| from_there(other)) {
            return known(same, Reason::SameSource);
        }
        let shares = others.map(|(other, theirs)| (sketch.shared(theirs), other));
        let mut alike: Vec<_> = shares.filter(|(share, _)| *share >= Sketch::LEAST).collect();
        alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        alike.into_iter().take(Sketch::VERIFIED).find_map(|(_, other)| {
            let likeness = Comparison::of(&other.text, &article.text).likeness();
            let is_short = other.text.as_str().len().min(article.text.as_str().len()) < SHORT;
            let least = if is_short { ALIKE_IF_SHORT } else { ALIKE };
            if likeness >= least { known(other, Reason::SameText(likeness)) } else { None }
        })
    }

    /// Whether an article that was read just now is here already. If so, it waits, and the panel that says so is returned;
    /// if not, it is remembered as one that is about to come. `name` is what it was read from: what is read a second time,
    /// and has not come, was given up and is no other article.
    pub(super) fn wait_if_known(&mut self, article: &Article, name: Option<&str>) -> Option<Vec<String>> {
        self.known.fresh.retain(|fresh| name.is_none() || fresh.name.as_deref() != name);
        let sketch = Sketch::of(article);
        let known = self.known_by(article, &sketch);
        let Memory { fresh, waiting, .. } = &mut self.known;
        let Some(known) = known else {
            let (name, article) = (name.map(str::to_owned), Rc::new(article.clone()));
            fresh.push(Fresh { step: self.step, name, article, sketch });
            return None;
        };
        waiting.push(Some(Waiting { article: article.clone(), known }));
        Some(vec![PANEL.to_owned(), (waiting.len() - 1).to_string()])
    }

    /// Adds what waits under the numbers. When nothing is left in the panel, what was added last is opened.
    pub(super) fn keep_both(&mut self, about: &str, panel: &Panel) -> Result<Outcome, String> {
        let taken = numbers(about).into_iter().filter_map(|number| self.take(number));
        let added: Vec<_> = taken.map(|waiting| waiting.article).collect();
        let last = added.last().map(|article| article.id.to_string()).ok_or(GONE)?;
        let step = if added.len() == 1 {
            "article opened".to_owned()
        } else {
            format!("{} articles opened", added.len())
        };
        let added =
            added.into_iter().map(|article| Change::Article(article.id.clone(), Some(Rc::new(article))));
        let outcome = Outcome::of(&step, &self.project, &added.collect::<Vec<_>>());
        let panel = self.left(panel);
        let open = if panel.is_empty() { last } else { String::new() };
        Ok(Outcome { open, panel, ..outcome })
    }

    /// Opens what is here, and gives up what is like it.
    pub(super) fn show_known(&mut self, about: &str, panel: &Panel) -> Result<Outcome, String> {
        let known = about.parse().ok().and_then(|number| self.take(number)).ok_or(GONE)?.known;
        Ok(Outcome { open: known.id.to_string(), panel: self.left(panel), ..Outcome::default() })
    }

    /// The panel of what is still to be decided; none if that is nothing.
    fn left(&self, panel: &Panel) -> Vec<String> {
        let left: Vec<_> = self.still_waiting(&panel.about).map(|(number, _)| number.to_string()).collect();
        if left.is_empty() { Vec::new() } else { vec![PANEL.to_owned(), left.join(",")] }
    }

    /// Offers what waits as the new text of what it is like; the others come after it.
    pub(super) fn update_known(&mut self, about: &str, panel: &Panel) -> Result<Outcome, String> {
        let number = about.parse().map_err(|_| GONE)?;
        let Waiting { article, known } = self.take(number).ok_or(GONE)?;
        let offered = self.offer_update(known.id.clone(), article.clone());
        let left = self.left(panel);
        match offered {
            Ok(outcome) if outcome.panel.is_empty() => Ok(Outcome { panel: left, ..outcome }),
            Ok(outcome) => {
                self.go_on_with(left);
                Ok(outcome)
            }
            Err(why) => {
                self.known.waiting[number] = Some(Waiting { article, known });
                Err(why)
            }
        }
    }

    fn take(&mut self, number: usize) -> Option<Waiting> {
        self.known.waiting.get_mut(number)?.take()
    }

    /// What still waits, of what a panel is about.
    fn still_waiting(&self, about: &str) -> impl Iterator<Item = (usize, &Waiting)> {
        let waiting = |number: usize| Some((number, self.known.waiting.get(number)?.as_ref()?));
        numbers(about).into_iter().filter_map(waiting)
    }

    pub(super) fn draw_known(&self, panel: &Panel, outside: &dyn Outside) -> Result<Drawn, String> {
        let rows: Vec<_> = self
            .still_waiting(&panel.about)
            .map(|(number, waiting)| self.draw_waiting(number, waiting, outside))
            .collect();
        if rows.is_empty() {
            return Err(GONE.to_owned());
        }
        let is_one = rows.len() == 1;
        let content = el("div").class("library").with(el("ul").class("articles known").with_all(rows));
        let all = || button("Keep all", &Act::Do(KEEP_BOTH.to_owned(), panel.about.clone()));
        let content =
            if is_one { content } else { content.with(el("div").class("buttons").key("all").with(all())) };
        Ok(Drawn { title: "Already here".to_owned(), content, paint: Highlights::default() })
    }

    fn draw_waiting(&self, number: usize, waiting: &Waiting, outside: &dyn Outside) -> Element {
        let Waiting { article, known } = waiting;
        let act = |name: &str| Act::Do(name.to_owned(), number.to_string());
        let kept = self.project.article(&known.id);
        let row = el("li")
            .key(number.to_string())
            .with(el("b").set("dir", "auto").text(titled(article)))
            .with(el("p").class("about").text(
                kept.map_or(NO_MORE.to_owned(), |kept| likeness(article, kept, known.reason, outside)),
            ));
        let buttons = el("div").class("buttons");
        let buttons = match kept {
            None => buttons.with(button("Open it", &act(KEEP_BOTH)).class("solid")),
            Some(_) => buttons
                .with(button("Keep both", &act(KEEP_BOTH)))
                .with(button("Update its text", &act(UPDATE)))
                .with(button("Show", &act(SHOW)).class("solid")),
        };
        row.with(buttons)
    }
}

/// What is said when the article that one was like has gone in the meantime.
const NO_MORE: &str = "The article it resembles was deleted.";

/// How an article is like one that is here, as a sentence.
fn likeness(article: &Article, kept: &Article, reason: Reason, outside: &dyn Outside) -> String {
    let same_text = article.text.as_str() == kept.text.as_str();
    let how = match reason {
        Reason::SameSource if same_text => "The same address and the same text as",
        Reason::SameSource => "The same address as",
        Reason::SameText(_) if same_text => "The same text as",
        Reason::SameText(_) => "Nearly the same text as",
    };
    format!("{how} “{}”, opened on {}.", titled(kept), day(outside.local(kept.created)))
}

fn numbers(about: &str) -> Vec<usize> {
    about.split(',').filter_map(|number| number.parse().ok()).collect()
}

/// What texts are recognised by without being compared: the smallest hashes of all runs of words, so many that the share
/// that two texts have in common is theirs (bottom-k sketches: Broder, "On the resemblance and containment of documents",
/// 1997).
struct Sketch {
    /// Where it is from, so that addresses of one page are the same.
    address: Option<String>,
    /// In order, at most [`Sketch::SIZE`].
    hashes: Vec<u32>,
}

impl Sketch {
    /// How many words are in a run. Two are in too many texts; of longer ones too few outlive a change.
    const RUN: usize = 4;

    /// How many hashes are kept. Of two texts that differ in 30 % of their words 14 % of all runs are in both, so that about 17
    /// of these are in common; of texts on different things none or one.
    const SIZE: usize = 128;

    /// The share from which on texts are compared: two of as many.
    const LEAST: f32 = 0.015;

    /// How many are compared: those with the largest shares.
    const VERIFIED: usize = 4;

    fn of(article: &Article) -> Sketch {
        let mut hashes = runs(article.text.as_str());
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(Sketch::SIZE);
        hashes.shrink_to_fit();
        Sketch { address: article.source.as_deref().and_then(page), hashes }
    }

    /// About how much of all runs of two texts is in both, from 0 to 1.
    fn shared(&self, other: &Sketch) -> f32 {
        let (mut one, mut two) = (self.hashes.as_slice(), other.hashes.as_slice());
        let (mut common, mut all) = (0, 0);
        while all < Sketch::SIZE
            && let (Some(first), Some(second)) = (one.first(), two.first())
        {
            all += 1;
            common += usize::from(first == second);
            (one, two) = (&one[usize::from(first <= second)..], &two[usize::from(second <= first)..]);
        }
        let all = (all + one.len() + two.len()).min(Sketch::SIZE);
        common as f32 / all.max(1) as f32
    }
}

/// The hashes of all runs of words in a text; of a text that is shorter than one, that of its words.
fn runs(text: &str) -> Vec<u32> {
    let mut words =
        Words { runs: Vec::with_capacity(text.len() / 5), last: [0; Sketch::RUN], count: 0, open: 0 };
    for character in text.chars() {
        fold(character, |symbol| words.add(symbol));
    }
    words.close();
    if (1..Sketch::RUN).contains(&words.count) {
        words.runs.push(hash(&words.last));
    }
    words.runs
}

struct Words {
    runs: Vec<u32>,
    /// The last words' hashes, the latest at the end.
    last: [u64; Sketch::RUN],
    count: usize,
    /// The hash of the word that goes on; 0 if none does.
    open: u64,
}

impl Words {
    #[inline]
    fn add(&mut self, symbol: char) {
        match symbol {
            'a'..='z' | '0'..='9' => self.open = mix(self.open, symbol),
            '\0'..='\u{7f}' => self.close(),
            // What is written without spaces has a word for each character.
            '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3041}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => {
                self.close();
                self.open = mix(0, symbol);
                self.close();
            }
            // Vowel signs of India are part of the word, and no letters.
            _ if symbol.is_alphanumeric() || ('\u{900}'..='\u{dff}').contains(&symbol) => {
                self.open = mix(self.open, symbol);
            }
            _ => self.close(),
        }
    }

    #[inline]
    fn close(&mut self) {
        if self.open == 0 {
            return;
        }
        self.last.rotate_left(1);
        self.last[Sketch::RUN - 1] = std::mem::take(&mut self.open);
        self.count += 1;
        if self.count >= Sketch::RUN {
            self.runs.push(hash(&self.last));
        }
    }
}

/// The constant of Fibonacci hashing: 2^64 by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn mix(hash: u64, symbol: char) -> u64 {
    ((hash ^ u64::from(symbol)).wrapping_mul(GOLDEN).rotate_left(23)) | 1
}

/// One hash of several, with the last steps of SplitMix64, so that its order says nothing of the words.
fn hash(words: &[u64]) -> u32 {
    let joined =
        words.iter().fold(0, |joined: u64, word| (joined ^ word).wrapping_mul(GOLDEN).rotate_left(29));
    let mixed = (joined ^ (joined >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed >> 32) as u32
}

/// An address of the web as its host, without `www.` and the scheme's own port, and what comes after that; `None` of
/// what is no such address.
pub(super) fn parts(source: &str) -> Option<(String, &str)> {
    let after = |scheme: &str| {
        let start = source.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &source[scheme.len()..])
    };
    let (rest, port) = match (after("https://"), after("http://")) {
        (Some(rest), _) => (rest, ":443"),
        (_, Some(rest)) => (rest, ":80"),
        _ => return None,
    };
    let (host, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.to_lowercase();
    let host = host.strip_suffix(port).unwrap_or(&host);
    let host = host.strip_prefix("www.").filter(|host| host.contains('.')).unwrap_or(host);
    let is_host = !host.is_empty() && !source.contains(|c: char| c.is_whitespace() || c.is_control());
    is_host.then(|| (host.to_owned(), rest))
}

/// An address so that all that lead to one page are the same: without scheme, `www.`, the slash at the end, the place in
/// the page, and parameters that only say how somebody came there; the others in order.
fn page(source: &str) -> Option<String> {
    let (mut page, rest) = parts(source)?;
    let (rest, place) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    page.push_str(path.trim_end_matches('/'));
    let mut parameters: Vec<&str> = query.split('&').filter(|it| !it.is_empty() && !is_trail(it)).collect();
    parameters.sort_unstable();
    for (index, parameter) in parameters.into_iter().enumerate() {
        page.push(if index == 0 { '?' } else { '&' });
        page.push_str(parameter);
    }
    // Pages that are drawn by scripts tell each other apart by such places.
    if place.starts_with(['!', '/']) {
        page.push('#');
        page.push_str(place);
    }
    Some(page)
}

/// Whether a parameter is one of those that newsletters, advertisements and social networks put onto addresses.
fn is_trail(parameter: &str) -> bool {
    const NAMES: [&str; 21] = [
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid",
        "ttclid", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi",
        "ref_src",
    ];
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || NAMES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::tests::{Still, article, desk_of};
    use crate::format::panel;

    #[track_caller]
    fn check_page(source: &str, expected: Option<&str>) {
        assert_eq!(page(source).as_deref(), expected, "{source}");
    }

    #[test]
    fn addresses_of_one_page_are_the_same() {
        check_page("https://www.Example.org/News/a/", Some("example.org/News/a"));
        check_page("http://example.org:80/News/a#part", Some("example.org/News/a"));
        check_page("https://example.org/News/a?utm_source=x&fbclid=1", Some("example.org/News/a"));
        check_page("https://example.org/?page=2&id=7&UTM_medium=y", Some("example.org?id=7&page=2"));
        check_page("https://example.org?id=7&page=2", Some("example.org?id=7&page=2"));
        check_page("https://example.org:8080/", Some("example.org:8080"));
        check_page("https://example.org/#!/a", Some("example.org#!/a"));
        check_page("https://www.org/", Some("www.org"));
        for none in [
            "The Herald, page 3",
            "",
            "https://",
            "mailto:ada@example.org",
            "example.org/a",
            "https://two words",
        ] {
            check_page(none, None);
        }
    }

    /// A text of so many words, no two of which are alike within 97.
    fn text(seed: usize, words: usize) -> String {
        (0..words).map(|word| format!("w{}{} ", (word * 31 + seed) % 97, (word * seed) % 13)).collect()
    }

    /// A text in which every word at a multiple of `every` was replaced.
    fn edited(text: &str, every: usize) -> String {
        let words = text.split(' ').enumerate();
        words
            .map(|(at, word)| if at % every == 0 { format!("new{at} ") } else { format!("{word} ") })
            .collect()
    }

    fn from(source: &str, article: Rc<Article>) -> Rc<Article> {
        Rc::new(Article { source: Some(source.into()), ..(*article).clone() })
    }

    /// What an article with a source and a text is like, of some others.
    #[track_caller]
    fn check(others: &[(&str, &str)], source: &str, text: &str, expected: Option<(&str, Option<f32>)>) {
        let others = others.iter().enumerate().map(|(number, (source, text))| {
            from(source, article(&format!("a{number}"), "An article", text, number as i64))
        });
        let mut desk = desk_of(others, []);
        let known = desk.known(&from(source, article("new", "New", text, 9)));
        let known = known.as_ref().map(|Known { id, reason }| match reason {
            Reason::SameSource => (id.as_str(), None),
            Reason::SameText(likeness) => (id.as_str(), Some((likeness * 10.0).round() / 10.0)),
        });
        assert_eq!(known, expected);
    }

    #[test]
    fn the_same_address_is_known() {
        let others = [("https://example.org/a", "One text."), ("The Herald", "Another one.")];
        check(&others, "http://www.example.org/a/?utm_source=mail", "Something else.", Some(("a0", None)));
        check(&others, "https://example.org/b", "Something else.", None);
        check(&others, "The Herald", "Something else.", None);
    }

    #[test]
    fn nearly_the_same_text_is_known() {
        let (one, two) = (text(5, 400), text(7, 400));
        let others = [("x", &*one), ("y", &*two)];
        check(&others, "z", &one, Some(("a0", Some(1.0))));
        check(&others, "z", &two.to_uppercase(), Some(("a1", Some(1.0))));
        check(&others, "z", &edited(&two, 10), Some(("a1", Some(0.9))));
        check(&others, "z", &text(11, 400), None);
        check(&others, "z", "", None);
        check(&[("x", "Two words.")], "z", "two words.", Some(("a0", Some(1.0))));
        check(
            &[("x", "这座城市的港口每天都有渡轮来往")],
            "z",
            "这座城市的港口每年都有渡轮来往",
            Some(("a0", Some(0.9))),
        );
    }

    #[test]
    fn the_same_paragraph_under_another_article_is_not_the_same_article() {
        let boilerplate = text(3, 100);
        let (one, two) = (text(5, 300) + &boilerplate, text(7, 300) + &boilerplate);
        check(&[("x", &one)], "z", &two, None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_third_of_the_words_may_have_changed(seed in 1..90_usize, places in proptest::collection::vec(0..10_u8, 300)) {
            let one = text(seed, 300);
            let changed = one.split(' ').zip(&places).map(|(word, place)| if *place < 3 { "other" } else { word });
            let changed: Vec<_> = changed.collect();
            let mut desk = desk_of([article("a", "A", &one, 0), article("b", "B", &text(seed + 3, 300), 0)], []);
            let known = desk.known(&article("new", "New", &changed.join(" "), 9));
            prop_assert_eq!(known.map(|known| known.id.to_string()), Some("a".to_owned()));
        }
    }

    /// Opens a file with a text, and returns what comes of it.
    fn open(desk: &mut Desk, outside: &Still, name: &str, text: &str) -> Outcome {
        let errand = crate::format::handover::Errand { name: Some(name.to_owned()), ..Default::default() };
        desk.open(&errand.to_json(), text.as_bytes(), outside).expect("is read")
    }

    fn drawn(desk: &Desk, about: &str) -> String {
        desk.draw_known(&Panel::new(PANEL, about), &Still::default())
            .map_or_else(|why| why, |drawn| drawn.content.words())
    }

    #[test]
    fn what_is_known_waits_for_the_reader() {
        let outside = Still::default();
        let one = text(5, 200);
        let mut desk = desk_of([article("a", "The harbour", &one, 1_795_000_000_000)], []);
        let opened = open(&mut desk, &outside, "b.txt", &edited(&one, 20));
        assert_eq!((opened.panel, opened.entries.len()), (vec![PANEL.to_owned(), "0".to_owned()], 0));
        let row = drawn(&desk, "0");
        assert!(row.contains("Nearly the same text as “The harbour”, opened on 18 Nov 2026."), "{row}");
        let kept = desk.keep_both("0", &Panel::new(PANEL, "0")).expect("is added");
        assert_eq!(
            (kept.open.as_str(), kept.step.as_str(), kept.panel.len()),
            ("new-1", "article opened", 0)
        );
        let changes = panel::changes(&desk.project, &kept.entries);
        assert!(matches!(&*changes, [Change::Article(id, Some(_))] if id.as_str() == "new-1"));
        assert_eq!(desk.keep_both("0", &Panel::new(PANEL, "0")), Err(GONE.to_owned()));
        assert_eq!(drawn(&desk, "0"), GONE);
    }

    /// The page asks once more where its project changed before it could do what was worked out; a second click is none.
    #[test]
    fn what_was_not_carried_out_is_asked_again() {
        let outside = Still::default();
        let one = text(5, 200);
        let mut desk = desk_of([article("a", "The harbour", &one, 1_795_000_000_000)], []);
        open(&mut desk, &outside, "b.txt", &edited(&one, 20));
        let asked = format!("{}\n{KEEP_BOTH}\n0\n{}", desk.step, Panel::new(PANEL, "0").write());
        let mut ask = |task: &str| desk.answer(task, &asked, b"", &outside);
        let first = ask(panel::ACT).expect("is added");
        assert_eq!(ask(panel::AGAIN).expect("is added"), first);
        assert_eq!(ask(panel::AGAIN).expect("and again"), first);
        assert_eq!(ask(panel::ACT), Err(GONE.to_owned()));
    }

    #[test]
    fn what_is_left_of_several_stays_in_the_panel() {
        let outside = Still::default();
        let one = text(5, 200);
        let mut desk = desk_of([article("a", "The harbour", &one, 0)], []);
        for name in ["b", "c", "d"] {
            open(&mut desk, &outside, name, &one);
        }
        assert!(drawn(&desk, "0,1,2").contains("Keep all"));
        let panel = Panel::new(PANEL, "0,1,2");
        let kept = desk.keep_both("1", &panel).expect("is added");
        assert_eq!((kept.panel[1].as_str(), kept.open.as_str()), ("0,2", ""));
        let kept = desk.keep_both("0,1,2", &Panel::new(PANEL, "0,2")).expect("are added");
        assert_eq!(
            (kept.panel.len(), kept.open.as_str(), kept.step.as_str()),
            (0, "new-3", "2 articles opened")
        );
    }

    #[test]
    fn two_of_a_batch_that_are_alike_are_found() {
        let outside = Still::default();
        let (one, two) = (text(5, 200), text(7, 200));
        let mut desk = desk_of([], []);
        assert_eq!(open(&mut desk, &outside, "a.txt", &one).open, "new-1");
        assert_eq!(open(&mut desk, &outside, "b.txt", &two).open, "new-2");
        assert_eq!(open(&mut desk, &outside, "c.txt", &one).panel.len(), 2);
        // The batch was given up, and its first file is read again.
        assert_eq!(open(&mut desk, &outside, "a.txt", &one).open, "new-4");
        // Something else was done, and what was read before is not there.
        desk.step += 1;
        assert_eq!(open(&mut desk, &outside, "d.txt", &two).open, "new-5");
    }

    #[test]
    fn a_new_version_that_was_asked_for_is_not_held_up() {
        let outside = Still::default();
        let one = text(5, 200);
        let mut desk = desk_of([article("a", "The harbour", &one, 0)], []);
        let errand = crate::format::handover::Errand { update: Some("a".to_owned()), ..Default::default() };
        let opened = desk.open(&errand.to_json(), one.as_bytes(), &outside).expect("is read");
        assert_ne!(opened.panel.first().map(String::as_str), Some(PANEL));
    }

    #[test]
    fn what_it_was_like_may_go_in_the_meantime() {
        let outside = Still::default();
        let one = text(5, 200);
        let mut desk = desk_of([article("a", "The harbour", &one, 0)], []);
        open(&mut desk, &outside, "b", &one);
        desk.project.apply(Change::Article(ArticleId::new("a").expect("id"), None)).expect("applies");
        let row = drawn(&desk, "0");
        assert!(row.contains(NO_MORE) && row.contains("Open it") && !row.contains("Show"), "{row}");
    }
}
