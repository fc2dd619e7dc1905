//! What is no article, or a bad one: refused in words, or read as a clean one; never a panic.

use agendum::format::source::{Hint, Reading, read, read_text};
use agendum::model::text::{BlockKind, InlineKind};
use expect_test::{Expect, expect};
use proptest::prelude::*;

const HTML: Hint<'static> =
    Hint { name: Some("page.html"), media_type: None, address: None, chosen: false, title: None };
const MARKDOWN: Hint<'static> = Hint { name: Some("notes.md"), ..HTML };
const PLAIN: Hint<'static> = Hint { name: Some("notes.txt"), ..HTML };
const PASTED: Hint<'static> = Hint { name: None, media_type: Some("text/html"), chosen: true, ..HTML };
const NAMELESS: Hint<'static> = Hint { name: None, ..HTML };

#[track_caller]
fn check_refused(bytes: &[u8], hint: Hint<'_>, expected: Expect) {
    let refusal = read(bytes, &hint).expect_err("it is refused");
    expected.assert_eq(&refusal.to_string());
}

#[track_caller]
fn check_read(text: &str, hint: Hint<'_>) -> Reading {
    let reading = read_text(text, &hint).unwrap_or_else(|refusal| panic!("{refusal}"));
    check_clean(&reading);
    reading
}

/// What holds of every text: blocks ascend and have words; inlines are in them, nest, and lead to the web.
#[track_caller]
fn check_clean(reading: &Reading) {
    let text = &reading.text;
    let mut at = 0;
    assert!(!text.blocks().is_empty());
    for block in text.blocks() {
        let range = block.span.range();
        assert!(at <= range.start && text.as_str()[at..range.start].trim().is_empty());
        assert!(!text.slice(block.span).trim().is_empty());
        at = range.end;
    }
    assert!(text.as_str()[at..].trim().is_empty());
    for inline in text.inlines() {
        let blocks = text.blocks_of(inline.span);
        assert_eq!(blocks.len(), 1);
        assert_eq!(text.blocks()[blocks.start].span.intersection(inline.span), Some(inline.span));
        if let InlineKind::Link(address) = &inline.kind {
            let lower = address.as_str().to_ascii_lowercase();
            assert!(["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)));
        }
    }
    for word in [&reading.title, reading.byline.as_ref().unwrap_or(&String::new())] {
        assert!(!word.contains(
            |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        ));
    }
}

#[test]
fn what_is_no_article_is_refused_in_words() {
    check_refused(b"", HTML, expect!["“page.html” is empty. Choose something with text in it."]);
    check_refused(b" \r\n\t ", PLAIN, expect!["“notes.txt” is empty. Choose something with text in it."]);
    check_refused(b"", PASTED, expect!["What was pasted is empty. Choose something with text in it."]);
    check_refused(
        b"%PDF-1.7\n%\xe2\xe3",
        Hint { name: Some("report.pdf"), ..HTML },
        expect![
            "“report.pdf” is a PDF. Web pages, Markdown and plain text can be opened: save it as one of these, or copy its text and paste it here."
        ],
    );
    check_refused(
        b"PK\x03\x04\x14\x00",
        Hint { name: Some("report.docx"), ..HTML },
        expect![
            "“report.docx” is a ZIP archive, as Word documents, OpenDocument texts and e-books are. Web pages, Markdown and plain text can be opened: save it as one of these, or copy its text and paste it here."
        ],
    );
    check_refused(
        &[0, 1, 2, 3, 255, 254, 0, 7].repeat(100),
        NAMELESS,
        expect![
            "The file is not text. Web pages, Markdown and plain text can be opened: save it as one of these, or copy its text and paste it here."
        ],
    );
    check_refused(
        b"<title>Only a title</title><script>draw()</script><div id=app></div>",
        HTML,
        expect![
            "“page.html” has no text. If the page shows its text only with scripts, select the text there and paste it here."
        ],
    );
    check_refused(
        b"{\n  \"format\": \"agendum\",\n  \"version\": 1}",
        PLAIN,
        expect!["“notes.txt” is an export of Agendum, not an article. Import it instead."],
    );
    check_refused(
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
        NAMELESS,
        expect![
            "The file is a web archive (MHTML). Save the page again, as “Webpage, HTML only”, and open that."
        ],
    );
    check_refused(
        &vec![b'x'; 50 << 20],
        PLAIN,
        expect![
            "“notes.txt” has 50 MB, and the largest that can be opened has 32 MB. Open a part of it, or paste its text."
        ],
    );
    check_refused(
        b"---\ntitle: x\n---\n",
        MARKDOWN,
        expect!["“notes.md” has no text. Choose something with text in it."],
    );
    check_refused(
        b"\xef\xbb\xbf\n",
        HTML,
        expect![
            "“page.html” has no text. If the page shows its text only with scripts, select the text there and paste it here."
        ],
    );
}

#[test]
fn what_is_large_is_read() {
    // Beyond a million characters on one line, and a million of lines.
    let line = "word ".repeat(250_000);
    let reading = check_read(&line, PLAIN);
    assert_eq!(reading.text.as_str().len(), line.len());
    let reading = check_read(&format!("<p>{line}"), HTML);
    assert_eq!(reading.text.blocks().len(), 1);
    assert_eq!(check_read(&line, MARKDOWN).text.as_str().len(), line.len() - 1);
    assert_eq!(check_read(&"a\n\n".repeat(1_000_000), PLAIN).text.blocks().len(), 1_000_000);
}

#[test]
fn what_is_deep_is_read() {
    const DEEP: usize = 100_000;
    let nested = |open: &str, close: &str, deep: usize| {
        format!("{}<p>The words that are within.{}", open.repeat(deep), close.repeat(deep))
    };
    for (open, close) in [("<div>", "</div>"), ("<div>", "")] {
        let reading = check_read(&nested(open, close, DEEP), HTML);
        assert_eq!(reading.text.as_str(), "The words that are within.");
    }
    for (open, close) in [
        ("<b>", "</b>"),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", "</blockquote>"),
        ("<a href=/x>", "</a>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<font color=red><p>", ""),
        ("<table><td><div></table>", ""),
        ("<svg>", ""),
        ("<i style=x><p>", "</p>"),
        ("<button>", "</button>"),
        ("<object>", ""),
        ("<template>", ""),
        ("<select>", ""),
    ] {
        for hint in [HTML, PASTED] {
            match read_text(&nested(open, close, DEEP / 20), &hint) {
                Ok(reading) => {
                    check_clean(&reading);
                    assert!(reading.text.as_str().ends_with("The words that are within."), "{open}");
                }
                // Nothing of these is drawn.
                Err(_) => assert!(
                    ["<svg>", "<button>", "<object>", "<template>", "<select>"].contains(&open),
                    "{open}"
                ),
            }
        }
    }
    check_read(&format!("{} words", "> ".repeat(DEEP)), MARKDOWN);
    check_read(&format!("{} words", "- ".repeat(DEEP)), MARKDOWN);
    check_read(&format!("{} words {}", "*a **b ".repeat(DEEP), "**".repeat(DEEP)), MARKDOWN);
    check_read(&format!("{} words", "[".repeat(DEEP)), MARKDOWN);
}

#[test]
fn what_is_many_is_read() {
    const MANY: usize = 20_000;
    let attributes: String = (0..MANY).map(|n| format!(" a{n}=b")).collect();
    let bare: String = (0..MANY).map(|n| format!(" a{n}")).collect();
    for attributes in [attributes, bare] {
        let reading = check_read(&format!("<p>Before the tag.<p id=x{attributes}>After the tag."), HTML);
        assert_eq!(reading.text.as_str(), "Before the tag.\n\nAfter the tag.");
    }
    let open = |n: usize| format!("<p><b class=c{n}><font size={n}>");
    let formats: String = (0..MANY / 10).map(open).collect();
    let reading = check_read(&format!("{formats}The words that are within."), HTML);
    assert_eq!(reading.text.as_str(), "The words that are within.");
    for (one, hint) in [
        ("<p>A paragraph of some words, and <a href=https://example.com/>a link</a>.</p>", HTML),
        ("<li>x", HTML),
        ("<br>", HTML),
        ("&nbsp;", HTML),
        ("<td>x", HTML),
        ("</p>", HTML),
        ("</b>", HTML),
        ("<a>", HTML),
        ("<!-->", HTML),
        ("<meta name=author content='Ada'>", HTML),
        ("<h1>One</h1>", HTML),
        ("<script type=application/ld+json>{}</script>", HTML),
        ("<form>", HTML),
        ("<h2>Related</h2><p><a href=/>x</a>", HTML),
        ("<table><caption>x</table>", HTML),
        ("<q>", HTML),
        ("<sup>1</sup>", HTML),
        ("x<a href='#n'><sup>1</a>", HTML),
        ("<p id=n><a href='#n'>1</a> x", HTML),
        ("<span class=sidenote>x</span>", HTML),
        ("<p>x<span class=sidenote>", HTML),
        ("<math><mi>x</mi></math>", HTML),
        ("<math><mrow>", HTML),
        ("<span class=katex>x", HTML),
        ("<span hidden><math></math></span>", HTML),
        ("<span class=MathJax></span>", HTML),
        ("<img alt='a=b'>", HTML),
        ("$x^2$ ", MARKDOWN),
        ("`a ``b ", MARKDOWN),
        ("![a](", MARKDOWN),
        ("<div>\n\n", MARKDOWN),
        ("[^a]: x\n\n", MARKDOWN),
        ("|a|b|\n|-|-|\n", MARKDOWN),
        ("<b ", MARKDOWN),
        ("&#x26;", MARKDOWN),
        ("---\n", MARKDOWN),
        ("\u{202e}\u{2066}x", HTML),
    ] {
        if let Ok(reading) = read_text(&format!("Words. {}", one.repeat(MANY)), &hint) {
            check_clean(&reading);
        }
    }
}

#[test]
fn line_ends_and_odd_characters_are_read() {
    let reading = check_read("<pre>one\r\ntwo\rthree\u{0}</pre>", HTML);
    assert_eq!(reading.text.as_str(), "one\ntwo\nthree");
    let reading = check_read("one\r\n\r\ntwo\rthree\u{0}four\u{b}", PLAIN);
    assert_eq!(reading.text.as_str(), "one\n\ntwo\nthreefour\n");
    let reading = check_read("one\r\n\r\ntwo\rthree", MARKDOWN);
    assert_eq!(reading.text.as_str(), "one\n\ntwo three");
    let halves: Vec<u8> = [0xfeff, 0x61, 0xd83d, 0x62, 0xde00, 0x63, 0x20, 0x64, 0x20]
        .into_iter()
        .flat_map(u16::to_le_bytes)
        .collect();
    let halves =
        [halves, "more words and more of them ".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let reading = read(&halves, &PLAIN).expect("it is read");
    assert_eq!(reading.text.as_str(), "a\u{fffd}b\u{fffd}c d more words and more of them ");
    expect!["2 characters could not be read as UTF-16LE (the first on line 1); each is shown as �."]
        .assert_eq(&reading.notes.join(" "));
}

/// What is within a script, or is a name or a value of an attribute, is never words; what is escaped always is.
#[test]
fn no_markup_becomes_words_and_no_words_markup() {
    let reading = check_read(
        "<p title='no words'>All of &lt;b onclick=&quot;x()&quot;&gt;these&lt;/b&gt; are words.<script>no words</script><!-- no words -->",
        HTML,
    );
    assert_eq!(reading.text.as_str(), "All of <b onclick=\"x()\">these</b> are words.");
    assert_eq!(reading.text.blocks()[0].kind, BlockKind::Paragraph);
}

/// Pieces of pages in any order: markup that fits together and markup that does not.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zé .]{1,30}",
        3 => proptest::sample::select(vec![
            "<p>", "</p>", "<div class=\"share related\">", "</div>", "<ul>", "<li>", "</ul>", "<ol>", "</ol>", "<h1>", "</h1>", "<h2>", "</h2>",
            "<b>", "</b>", "<i>", "</i>", "<em>", "</em>", "<a href=\"https://example.com/\">", "<a href=\"javascript:x()\">", "</a>",
            "<br>", "<pre>", "</pre>", "<blockquote>", "</blockquote>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<caption>",
            "<figure>", "<figcaption>", "</figure>", "<code>", "</code>", "<q>", "</q>", "<sup>", "<dl>", "<dt>", "<dd>", "</dl>",
            "<article>", "</article>", "<main>", "<aside>", "</aside>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<svg>",
            "</svg>", "<math>", "<title>", "</title>", "<template>", "<select>", "<option>", "<body dir=rtl>", "<html lang=de>", "<time datetime=2026>",
            "<span style=\"font-weight:bold\">", "</span>", "<p style=\"mso-list:l0 level2 lfo1\">", "<header>", "</header>", "<form>",
        ]).prop_map(str::to_owned),
        1 => proptest::sample::select(vec![
            "&amp;", "&lt;", "&nbsp;", "\u{202e}", "\u{2066}", "\u{2069}", "\u{0}", "\n", "\r\n", "\t", "  ", "\u{ad}", "😀", "شمس", "\u{200b}", "<", ">", "\"",
            "*", "**", "_", "`", "\n\n", "# ", "- ", "1. ", "> ", "|", "[", "](", ")", "    ", "```\n", "---\n", "[^1]", "\n[^1]: ", "~~",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_markup_panics(markup in markup()) {
        for hint in [HTML, PASTED, MARKDOWN, PLAIN] {
            if let Ok(reading) = read_text(&markup, &hint) {
                check_clean(&reading);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), start in "(<!doctype html>|<meta charset=(utf-16|gbk|x)>|)") {
        let bytes = [start.as_bytes(), &bytes].concat();
        for hint in [HTML, PASTED, MARKDOWN, PLAIN, NAMELESS] {
            if let Ok(reading) = read(&bytes, &hint) {
                check_clean(&reading);
            }
        }
    }

    /// Whatever words a page has, escaped as they must be: they are read as they are.
    #[test]
    fn words_are_read_as_they_are(words in proptest::collection::vec("[!-~éß😀]{1,12}", 1..40)) {
        let words = words.join(" ");
        let escaped = words.replace('&', "&amp;").replace('<', "&lt;");
        let reading = read_text(&format!("<p>{escaped}</p>"), &PASTED).expect("it is read");
        prop_assert_eq!(reading.text.as_str(), &words);
        prop_assert_eq!(reading.text.inlines(), &[]);
    }
}
