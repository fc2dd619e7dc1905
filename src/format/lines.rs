//! Line ends of plain text: those that were put in only because the page was at its end become spaces, those that mean
//! something stay.
//!
//! A paragraph is what stands between blank lines. In it, lines with a sign before their words (a bullet, a number, a mark of
//! quotation) begin anew where there are several of them or a sentence has ended; what is in columns stays as it is. Of what
//! is left, a stretch of lines is one running line if an editor would have broken it so:
//!
//! - Each line is full: the first word of the next one would have made it longer than the longest line there is. In a
//!   stretch of five lines or more, one in eight may be shorter.
//! - Not every line begins with a capital although the one before it did not end a sentence, as in verse, in an address and in a
//!   list of names.
//! - Where the longest line has less than [`USUAL`] characters, some line goes on in the middle of a sentence, in small letters
//!   without a mark before the line end, and every other line ends a sentence; below [`SHORT`] characters there are three lines
//!   or more. Little is said by so few words.
//!
//! Where both sides of a line end are of a script that has no spaces, it goes without one.

/// From this length on, lines are as long as those of letters, of mail and of source text.
const USUAL: usize = 56;

/// Lines shorter than this may be anything.
const SHORT: usize = 40;

/// A text in which the line ends that say nothing are spaces. It has lines that end with a line feed.
pub fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        if line.trim().is_empty() {
            write(&mut joined, &paragraph);
            paragraph.clear();
            joined.push_str(line);
            joined.push('\n');
        } else {
            paragraph.push(line);
        }
    }
    write(&mut joined, &paragraph);
    // What was last has had no line end.
    joined.pop();
    joined
}

/// Writes the lines of a paragraph, and a line end.
fn write(to: &mut String, paragraph: &[&str]) {
    let signs: Vec<Option<char>> = paragraph.iter().map(|line| sign(line)).collect();
    // A sign that is there once may have come to the beginning of its line by chance.
    let begins_anew = |at: usize| match signs[at] {
        None => false,
        Some('>') => true,
        sign => {
            signs.iter().filter(|other| **other == sign).count() > 1
                || ends_sentence(paragraph[at - 1].trim_end())
        }
    };
    let mut at = 0;
    while at < paragraph.len() {
        let end = (at + 1..paragraph.len()).find(|at| begins_anew(*at)).unwrap_or(paragraph.len());
        let stretch = &paragraph[at..end];
        if is_running(stretch) {
            write_running(to, stretch);
        } else {
            for line in stretch {
                to.push_str(line);
                to.push('\n');
            }
        }
        at = end;
    }
}

fn write_running(to: &mut String, lines: &[&str]) {
    for (index, line) in lines.iter().enumerate() {
        let line = if index == 0 { line } else { line.trim_start() };
        let line = if index + 1 == lines.len() { line } else { line.trim_end() };
        if index > 0 {
            let has_no_spaces = |c: Option<char>| c.is_some_and(is_unspaced);
            if !(has_no_spaces(to.chars().next_back()) && has_no_spaces(line.chars().next())) {
                to.push(' ');
            }
        }
        to.push_str(line);
    }
    to.push('\n');
}

/// The sign before a line's words that may set it apart from the one before: a bullet as it is, `1` for a number or a letter
/// in its place, `>` for what is always apart.
fn sign(line: &str) -> Option<char> {
    let line = line.trim_start();
    let is_apart = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    match first {
        '>' | '|' | '#' => return Some('>'),
        '-' | '*' | '+' | '•' | '·' | '–' | '—' | '◦' | '▪' | '‣' | '○' | '●' | '☐' | '☑' | '☒' =>
        {
            return is_apart(rest).then_some(first);
        }
        _ => {}
    }
    let number = line.strip_prefix(['(', '[']).unwrap_or(line);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let letter = number.chars().next().filter(|c| c.is_lowercase()).map_or(0, char::len_utf8);
    let rest = match digits {
        0 if letter > 0 => number[letter..].strip_prefix([')', ']']),
        1..=3 => number[digits..].strip_prefix(['.', ')', ']']),
        _ => None,
    };
    rest.is_some_and(is_apart).then_some('1')
}

/// Whether lines are one that was broken where it was full.
fn is_running(lines: &[&str]) -> bool {
    if lines.len() < 2 || lines.iter().any(|line| is_in_columns(line)) || !are_set_in_alike(lines) {
        return false;
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let longest = lines.iter().map(|line| width(line)).max().unwrap_or_default();
    let ends = lines.windows(2).map(|pair| End::new(pair[0], pair[1], longest));
    let ends: Vec<End> = ends.collect();
    let early = ends.iter().filter(|end| !end.is_full).count();
    let few = if ends.len() >= 4 { ends.len() / 8 } else { 0 };
    if early > few {
        return false;
    }
    // Scripts without capitals tell nothing by them.
    let apart = ends.iter().filter(|end| end.begins_with_capital && !end.ends_sentence).count();
    let capitals = ends.iter().filter(|end| end.begins_with_capital).count();
    if apart > 0 && capitals == ends.len() && (ends.len() > 1 || longest < USUAL) {
        return false;
    }
    if longest >= USUAL || ends.iter().any(|end| end.is_unspaced) {
        return true;
    }
    let goes_on = ends.iter().any(|end| end.goes_on);
    let is_plain = ends.iter().all(|end| end.goes_on || end.ends_sentence);
    goes_on && is_plain && (longest >= SHORT || lines.len() > 2)
}

/// Where a line ends and another begins.
struct End {
    /// The next word would not have fitted.
    is_full: bool,
    ends_sentence: bool,
    begins_with_capital: bool,
    /// It is in the middle of a sentence, and of a part of one.
    goes_on: bool,
    is_unspaced: bool,
}

impl End {
    fn new(line: &str, next: &str, longest: usize) -> End {
        let last = line.chars().next_back().unwrap_or(' ');
        let first = next.chars().next().unwrap_or(' ');
        let is_unspaced = is_unspaced(last) && is_unspaced(first);
        let is_full = match is_unspaced {
            // Marks may hang over the end of the line, or be taken to the next with a sign before them.
            true => width(line) + 4 >= longest,
            false => {
                let word = next.split_whitespace().next().unwrap_or_default();
                width(line) + 1 + width(word) > longest
            }
        };
        let ends_sentence = ends_sentence(line);
        let opened = next.trim_start_matches(['"', '\'', '“', '‘', '«', '(', '[', '¿', '¡']);
        let begins_with_capital = opened.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let is_small = first.is_alphabetic() && !first.is_uppercase();
        let goes_on = (last.is_alphanumeric() || last == '-') && is_small;
        End { is_full, ends_sentence, begins_with_capital, goes_on, is_unspaced }
    }
}

/// Whether a line ends a sentence, or announces what follows.
fn ends_sentence(line: &str) -> bool {
    let closed = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    closed.ends_with(['.', '!', '?', '…', ':', '।', '॥', '؟', '۔', '。', '！', '？', '：'])
}

/// Whether a line has a gap in it as between columns, or is figures more than words.
fn is_in_columns(line: &str) -> bool {
    let line = line.trim();
    let gap = line.contains('\t') || line.contains("   ");
    let figures = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    gap || figures > letters
}

/// Whether lines begin at the same place; the first may be set in by itself.
fn are_set_in_alike(lines: &[&str]) -> bool {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let mut indents = lines[1..].iter().map(indent);
    let second = indents.next().unwrap_or_default();
    indents.all(|indent| indent == second)
}

/// About how many columns a line takes: letters of East Asia are as wide as two others.
fn width(line: &str) -> usize {
    let is_wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}');
    line.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// Whether a character is of a script that has no spaces between words, or a mark of it.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff65}' | '\u{20000}'..='\u{3134f}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each line that is to end where it does, with `¶` in the place of the line ends that are to become spaces.
    #[track_caller]
    fn check(drawn: &str) {
        let text = drawn.replace('¶', "\n");
        assert_eq!(joined(&text), drawn.replace('¶', " "), "{text}");
        // Windows ends the last line too.
        assert_eq!(joined(&(text + "\n\n")), drawn.replace('¶', " ") + "\n\n");
    }

    #[test]
    fn wrapped_prose_is_one_line() {
        check("It rained all day and¶the boat stayed in.¶Nobody came.");
        check(
            "The harbour office has let it be known that the east quay will be¶closed from Monday, since the dredger \
             comes on the ninth and has to¶lie somewhere. Whoever has a boat there is asked to move it to the¶west quay.",
        );
        check(
            "We met at ten. Those who were there had read the paper, and those¶who had not read it said so, which took \
             until eleven. It was agreed¶to meet again.\n\nThe second paragraph was wrapped as well as the first of them \
             was,¶and ends in a short one.",
        );
        // The first line of a paragraph may be set in, and all of them.
        check(
            "   The ferry to Little Holm is to be given up, says the council, after¶forty years in which it was never on time.",
        );
        // A number and a dash that come to the beginning of a line by chance.
        check(
            "The annual meeting has been put off again, this time to the evening of May¶7. It will take place in the waiting \
             room of the western ferry, as was usual¶– at least in the years in which there was a ferry – and end by nine.",
        );
        check(
            "Der Hafen bleibt bis auf Weiteres geschlossen, weil der neue Bagger den¶Hafenmeister noch nicht überzeugt hat.",
        );
        check(
            "बंदरगाह को अगले आदेश तक बंद रखा जाएगा क्योंकि नया जहाज़ अभी तक नहीं¶आया है और किसी को नहीं पता कि वह कब आएगा।",
        );
        check(
            "ظل الميناء مغلقا طوال الشتاء لأن الجرافة الجديدة لم تصل بعد ولم يكن¶أحد يعرف متى ستصل إلى الميناء القديم.",
        );
    }

    #[test]
    fn lines_that_mean_something_stay() {
        // Verse, with and without capitals.
        check("Thin in the hand,\nburnt in the middle.");
        check(
            "The tide goes out without a word\nAnd comes again, unasked, at three;\nThe gulls have said what gulls have heard,\nAnd none of it was said to me.",
        );
        check("the boat\nlies on the mud\nand waits");
        check(
            "I counted ropes along the harbour wall,\nAnd there were more of them than ships to hold,\nSo I lay down and did not count at all,\nAnd woke, and there were fewer, and the cold",
        );
        // Addresses, lists, headings, speeches.
        check("Harbour Office\n12 Quay Street\nPort Mallow PM1 2AB");
        check("Dear Ida,\nthank you for your letter, which came on Tuesday and was read aloud to everybody.");
        check("Yours,\nRuth");
        check("We need\n- rope\n- tar\n- somebody who can splice");
        check("1. Open the valve.\n2. Wait until it hisses.\n3. Run.");
        check("a) the east quay\nb) the west quay");
        check("ANNA: Is it open?\nBEN: It was.\nANNA: When?");
        check(
            "> We met at ten and those who were there had read the paper, and\n> those who had not said so.",
        );
        // Columns and figures.
        check("Holm        412    61,000\nLittle Holm  96     9,500");
        check("Year\tCrossings\n1986\t412");
        check("412 96\n350 20\n858");
        // Each sentence on a line of its own.
        check(
            "The quay is closed.\nThe dredger comes on the ninth, and nobody knows how long it will stay there.\nAsk.",
        );
        check("");
        check("one line");
    }

    #[test]
    fn items_of_lists_are_joined_each_by_itself() {
        check(
            "The council is to decide on these points, and on no others:\n- whether the east quay is to be closed for as long \
             as the dredger is¶there,\n- who pays.",
        );
    }

    #[test]
    fn scripts_without_spaces_are_joined_without_them() {
        let text =
            "港は春まで閉鎖される。新しい浚渫船がまだ到着していな\nいためで、いつ来るのかは誰も知らない。";
        assert_eq!(joined(text), text.replace('\n', ""));
    }

    proptest! {
        /// Words that are wrapped at a width are what they were, and nothing but line ends is ever changed.
        #[test]
        fn what_an_editor_wrapped_is_joined(
            words in proptest::collection::vec("[a-z]{1,11}", 30..120),
            width in 56_usize..90,
        ) {
            let mut wrapped = String::new();
            let mut line = 0;
            for word in &words {
                let fits = line + 1 + word.len() <= width;
                if line > 0 {
                    wrapped.push(if fits { ' ' } else { '\n' });
                }
                line = if fits && line > 0 { line + 1 + word.len() } else { word.len() };
                wrapped.push_str(word);
            }
            prop_assert_eq!(joined(&wrapped), words.join(" "));
        }

        #[test]
        fn only_line_ends_are_changed(text in "([a-zA-Z0-9 .,;:\\-*>\t]{0,30}\n){0,12}") {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&joined(&text)), words(&text));
        }
    }
}
