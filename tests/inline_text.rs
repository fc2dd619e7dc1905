//! What stands within the lines of pages, and how lines are told apart: formulas, notes, white space, controls.

use agendum::format::source::{Hint, Reading, read_text};
use agendum::model::text::{BlockKind, InlineKind, Subject};

const PAGE: Hint<'static> =
    Hint { name: Some("page.html"), media_type: None, address: None, chosen: false, title: None };
const PASTED: Hint<'static> = Hint { name: None, media_type: Some("text/html"), chosen: true, ..PAGE };

/// Reads markup between two paragraphs of an article, as a page or as a part of one that is pasted.
fn read(markup: &str, hint: &Hint<'_>) -> Reading {
    let page = format!(
        "<!DOCTYPE html><html lang=en><head><title>A short page</title></head><body><article><h1>A short page</h1>\
         <p>The wall keeps out most of the tide, and all who built it are proud of it still.</p>{markup}\
         <p>We began in the spring, when the tide was low, and went on until the storms came.</p></article></body></html>"
    );
    read_text(&page, hint).expect("an article")
}

/// What is read of markup in an article, as a page and as a part of one: its blocks, one a line or more.
#[track_caller]
fn check(markup: &str, expected: &str) {
    for hint in [PAGE, PASTED] {
        let reading = read(markup, &hint);
        let text = &reading.text;
        let blocks: Vec<&str> = text.blocks().iter().map(|block| text.slice(block.span)).collect();
        let blocks = blocks.join("\n");
        let (_, rest) = blocks.split_once("proud of it still.").expect("the paragraph before");
        let (middle, _) = rest.rsplit_once("We began in the spring").expect("the paragraph after");
        assert_eq!(middle.trim_matches('\n'), expected, "pasted: {}\n{markup}", hint.chosen);
    }
}

/// What is read of a formula in a sentence.
#[track_caller]
fn check_formula(markup: &str, expected: &str) {
    check(&format!("<p>The term {markup} is added.</p>"), &format!("The term {expected} is added."));
}

const MATH: &str = "<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>";

#[test]
fn mathml_is_a_line_of_text() {
    check_formula(&format!("<math>{MATH}</math>"), "E=mc²");
    check_formula(&format!("<math alttext='E = mc^2'>{MATH}</math>"), "E = mc^2");
    check_formula(&format!("<math alttext='{{\\displaystyle E=mc^{{2}}}}'>{MATH}</math>"), "E=mc²");
    check_formula("<math alttext='E=mc^{2}'></math>", "E=mc²");
    check_formula("<math alttext='\\odd{x}'></math>", "\\odd{x}");
    check_formula("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", "a/b");
    check_formula(
        "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mrow><mn>2</mn><mi>c</mi></mrow></mfrac></math>",
        "(a+b)/(2c)",
    );
    check_formula("<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", "√(x+1)");
    check_formula("<math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "∛x");
    check_formula("<math><msub><mi>x</mi><mn>12</mn></msub></math>", "x₁₂");
    check_formula("<math><msub><mi>x</mi><mi>i</mi></msub></math>", "x_i");
    check_formula("<math><msub><mi>x</mi><mi>i</mi></msub><mi>t</mi></math>", "x_i t");
    check_formula("<math><msup><mi>e</mi><mrow><mi>k</mi><mi>t</mi></mrow></msup></math>", "e^(kt)");
    check_formula("<math><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></math>", "x₁²");
    check_formula(
        "<math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi></math>",
        "∑_(i=1)ⁿ i",
    );
    check_formula("<math><mi>sin</mi><mo>&#x2061;</mo><mi>x</mi></math>", "sin x");
    check_formula("<math><mn>2</mn><mo>&#x2062;</mo><mn>3</mn></math>", "2·3");
    check_formula("<math><mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1 1/2");
    check_formula("<math><mi>𝐸</mi><mo>=</mo><mi>𝑚</mi></math>", "E=m");
    check_formula("<math><mi>x</mi><mo>=</mo><mn>1</mn><mtext> if </mtext><mi>y</mi></math>", "x=1 if y");
    check_formula(
        "<math><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo></math>",
        "(a, b; c, d)",
    );
    check_formula(
        "<math><mmultiscripts><mi>C</mi><none/><none/><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts></math>",
        "₆¹⁴C",
    );
    check_formula("<math><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", "(a, b)");
}

#[test]
fn what_programs_make_of_a_formula_is_there_once() {
    let semantics = format!(
        "<semantics><mrow>{MATH}</mrow><annotation encoding='application/x-tex'>E = mc^2</annotation></semantics>"
    );
    check_formula(
        &format!(
            "<span class=katex><span class=katex-mathml><math>{semantics}</math></span><span class=katex-html aria-hidden=true><span class=base>E=mc<span class=msupsub>2</span></span></span></span>"
        ),
        "E=mc²",
    );
    check_formula(
        "<span class=katex><span class=katex-html aria-hidden=true><span class=base>E=mc</span><span class=msupsub><span class=vlist-t>2</span></span></span></span>",
        "E=mc²",
    );
    check_formula(
        "<span class=katex-mathml><math><semantics><mrow></mrow><annotation encoding='application/x-tex'>\\frac{a}{2}</annotation></semantics></math></span>",
        "a/2",
    );
    check_formula(
        &format!(
            "<span class='mwe-math-element mwe-math-element-inline'><span class=mwe-math-mathml-inline style='display: none;'><math alttext='{{\\displaystyle E=mc^{{2}}}}'>{semantics}</math></span><img src=x.svg class=mwe-math-fallback-image-inline aria-hidden=true alt='{{\\displaystyle E=mc^{{2}}}}'></span>"
        ),
        "E=mc²",
    );
    check_formula(
        "<img class=mwe-math-fallback-image-inline alt='{\\displaystyle E=mc^{2}}' src=x.svg>",
        "E=mc²",
    );
    check_formula(
        &format!(
            "<mjx-container class=MathJax jax=CHTML><mjx-math aria-hidden=true><mjx-mi><mjx-c class='mjx-c1D438 TEX-I'></mjx-c></mjx-mi></mjx-math><mjx-assistive-mml><math>{MATH}</math></mjx-assistive-mml></mjx-container>"
        ),
        "E=mc²",
    );
    check_formula(
        "<mjx-container class=MathJax><mjx-math><mjx-mi><mjx-c class='mjx-c1D438 TEX-I'></mjx-c></mjx-mi><mjx-mo><mjx-c class=mjx-c3D></mjx-c></mjx-mo><mjx-msup><mjx-mi><mjx-c class=mjx-c1D450></mjx-c></mjx-mi><mjx-script><mjx-mn><mjx-c class=mjx-c32></mjx-c></mjx-mn></mjx-script></mjx-msup></mjx-math></mjx-container>",
        "E=c²",
    );
    check_formula(
        &format!(
            "<span class=MathJax_Preview></span><span class=MathJax id=MathJax-Element-1-Frame data-mathml='&lt;math>&lt;mi>E&lt;/mi>&lt;/math>'><nobr aria-hidden=true>E=mc2</nobr><span class=MJX_Assistive_MathML><math>{MATH}</math></span></span><script type='math/tex' id=MathJax-Element-1>E=mc^2</script>"
        ),
        "E=mc²",
    );
    check_formula("<span class=MathJax_Preview>E=mc2</span><script type='math/tex'>E=mc^2</script>", "E=mc²");
    check_formula(
        "<span class=MathJax data-mathml='&lt;math>&lt;mi>E&lt;/mi>&lt;mo>=&lt;/mo>&lt;mi>m&lt;/mi>&lt;/math>'><nobr>E=m</nobr></span>",
        "E=m",
    );
    check_formula(&format!("<script type='math/mml'><math>{MATH}</math></script>"), "E=mc²");
    check_formula("<span class='math inline'>\\(E=mc^2\\)</span>", "E=mc²");
    check_formula("<span role=math aria-label='E = m'><span></span></span>", "E = m");
    check_formula(
        &format!("<span hidden><math>{MATH}</math></span><img aria-hidden=true alt='E = m c 2' src=a>"),
        "E=mc²",
    );
    check_formula(
        &format!(
            "<span class=visually-hidden><math>{MATH}</math></span><span aria-hidden=true>E = mc<sup>2</sup></span>"
        ),
        "E=mc²",
    );
    check_formula(
        &format!(
            "<span class=x><span style='display:none'><math>{MATH}</math></span><canvas></canvas></span>"
        ),
        "E=mc²",
    );
}

#[test]
fn pictures_and_drawings_of_formulas_are_their_words() {
    check_formula("<img src=eq1.gif alt='E = mc²'>", "E = mc²");
    check_formula("<img class=latex src='https://s0.wp.com/latex.php?latex=E' alt='E'>", "E");
    check_formula("<img src='https://latex.codecogs.com/gif.latex?E' alt='\\frac{a}{b}'>", "a/b");
    check_formula("<svg viewBox='0 0 9 9'><text x=1>E = mc²</text></svg>", "E = mc²");
    check_formula("<svg role=math aria-label='E = m'><path d=''/></svg>", "E = m");
    // What only decorates says nothing.
    check("<p>The chair <img src=x alt='A photograph of a chair'> is new.</p>", "The chair is new.");
    check("<p>The chair <svg><path/></svg> is new.</p>", "The chair is new.");
    check("<p><img src=s.png alt=S>ix years is a long time.</p>", "Six years is a long time.");
    check("<p>All were glad <img class=emoji alt='🎉' src=x> of it.</p>", "All were glad 🎉 of it.");
    check("<div><svg><text>drawn</text></svg></div>", "");
}

#[test]
fn formulas_on_lines_of_their_own_are_blocks() {
    let around = |markup: &str| format!("<p>The term {markup} is added.</p>");
    let expected = "The term\nE=mc²\nis added.";
    check(&around(&format!("<math display=block>{MATH}</math>")), expected);
    check(&around("<script type='math/tex; mode=display'>E=mc^2</script>"), expected);
    check(&around(&format!("<mjx-container display=true><math>{MATH}</math></mjx-container>")), expected);
    check(
        &around(&format!("<span class=katex-display><span class=katex><math>{MATH}</math></span></span>")),
        expected,
    );
    check(&around("<span class='math display'>\\[E=mc^2\\]</span>"), expected);
    check(
        &format!("<p>It is so:</p><math display=block>{MATH}</math><p>As all know.</p>"),
        "It is so:\nE=mc²\nAs all know.",
    );
}

/// A class of a formula that holds a whole article is none.
#[test]
fn no_prose_is_taken_for_a_formula() {
    check(
        &format!("<div class=katex><p>The term is <math>{MATH}</math>.</p><p>It is added.</p></div>"),
        "The term is E=mc².\nIt is added.",
    );
    check("<p>It costs <span class=math>five</span> pounds.</p>", "It costs five pounds.");
}

/// Controls part words, or are the hyphens that they stand for, in whatever a text comes as.
#[test]
fn controls_glue_no_words() {
    #[track_caller]
    fn check_all(words: &str, plain: &str, in_line: &str) {
        let blocks = |name: &str, text: &str| {
            let reading = read_text(text, &Hint { name: Some(name), ..PAGE }).expect("an article");
            reading.text.as_str().to_owned()
        };
        assert_eq!(blocks("note.txt", words), plain, "{words:?}");
        assert_eq!(blocks("note.md", words), in_line, "{words:?}");
        assert_eq!(blocks("note.html", &format!("<p>{words}</p>")), in_line, "{words:?}");
    }
    let words = "The crane is green\u{b}(not blue). It is\u{85}so.";
    let lines = "The crane is green\n(not blue). It is\nso.";
    check_all(words, lines, lines);
    check_all(
        "A well\u{1e}known con\u{1f}struction.",
        "A well-known construction.",
        "A well-known construction.",
    );
    check_all("Ada\u{1f}Lind\u{1f}40", "Ada Lind 40", "Ada Lind 40");
    check_all("One here.\u{1e}Two there.", "One here.\nTwo there.", "One here.\nTwo there.");
    check_all("It\u{92}s all \u{96} or so.", "It’s all – or so.", "It’s all – or so.");
    let titled = "<title>Two\u{b}words</title><p>Two\u{b}words and &#30;more&#31;Of it.</p>";
    let reading = read_text(titled, &PAGE).expect("an article");
    assert_eq!(
        (&*reading.title, reading.text.as_str()),
        ("Two words", "Two words\n\nTwo\nwords and\nmore Of it.")
    );
}

/// What is read of Markdown: its blocks, one a line or more.
#[track_caller]
fn check_markdown(markdown: &str, expected: &str) {
    let hint = Hint { name: Some("notes.md"), ..PAGE };
    let reading = read_text(markdown, &hint).expect("an article");
    let text = &reading.text;
    let blocks: Vec<&str> = text.blocks().iter().map(|block| text.slice(block.span)).collect();
    assert_eq!(blocks.join("\n"), expected, "{markdown}");
}

#[test]
fn formulas_of_markdown_are_lines_of_text() {
    check_markdown("The term $E = mc^2$ is added.", "The term E=mc² is added.");
    check_markdown("The term $x*y*z$ is $\\frac{a}{b}$.", "The term $x*y*z$ is a/b.");
    check_markdown("It is so:\n\n$$\n\\sqrt{x}\n$$\n\nAs all know.", "It is so:\n√x\nAs all know.");
    check_markdown("So $$a=b$$ it is.", "So\na=b\nit is.");
    check_markdown("It costs $5 or $6 here, US$7 there.", "It costs $5 or $6 here, US$7 there.");
    check_markdown("From $5-$6 to $7.", "From $5-$6 to $7.");
    check_markdown("- one $x^2$ more", "one x² more");
}

/// What is read of a sentence with the marker of a note, and of what follows it.
#[track_caller]
fn check_note(marker: &str, after: &str, expected: &str) {
    let markup = format!("<p>The wall was finished in 2019{marker} and repaired.</p>{after}");
    check(&markup, &format!("The wall was finished in 2019{expected}"));
}

const MARKED: &str = "[1] and repaired.";

#[test]
fn markers_of_notes_melt_into_no_word() {
    for marker in [
        "<a href='#fn1' class=footnote-ref id=fnref1 role=doc-noteref><sup>1</sup></a>",
        "<sup><a href='#fn1'>1</a></sup>",
        "<sup><a href='https://example.org/wall#fn1'>1</a></sup>",
        "<a href='https://example.org/wall#fn1'><sup>1</sup></a>",
        "<a class=footnote-anchor data-component-name=FootnoteAnchorToDOM id='footnote-anchor-1-137' href='https://x.substack.com/p/wall#footnote-1-137' target=_self>1</a>",
        "<a href='#fn1'>1</a>",
        "<span class=footnote><a href='#fn1'>1</a></span>",
        "<span><a href='#note-1'>1</a></span>",
        "<a role=doc-noteref href='#n'>1</a>",
        "<sup>1</sup>",
        "<sup class=footnote>[<a id=_footnoteref_1 class=footnote href='#_footnotedef_1' title='View footnote.'>1</a>]</sup>",
        "<sup id=cite_ref-1 class=reference><a href='#cite_note-1'><span class=cite-bracket>[</span>1<span class=cite-bracket>]</span></a></sup>",
        "<sup><a href='#user-content-fn-1' id='user-content-fnref-1' data-footnote-ref>1</a></sup>",
        "<sup data-fn=3f class=fn><a href='#3f2a' id='3f2a-link'>1</a></sup>",
        "<a href='#ftn.idp1' class=footnote name=idp1><sup class=footnote>[1]</sup></a>",
        "<a href='#_ftn1' name=_ftnref1 title=''><span class=MsoFootnoteReference><span>[1]</span></span></a>",
        "<a class=sdfootnoteanc name=sdfootnote1anc href='#sdfootnote1sym'><sup>1</sup></a>",
        "<sup class=modern-footnotes-footnote><a href='javascript:void(0)' role=button>1</a></sup>",
        "<span style='vertical-align:super'><a href='#n1'>1</a></span>",
        "<sup>[1]</sup>",
        "<sup>(1)</sup>",
        "<a href='#fn1'>¹</a>",
    ] {
        check_note(marker, "", MARKED);
    }
    check_note("<sup><a href='#fn1'>1</a>,<a href='#fn2'>2</a></sup>", "", "[1],[2] and repaired.");
    check_note("<sup><a href='#fn1'>1</a></sup><sup><a href='#fn2'>2</a></sup>", "", "[1][2] and repaired.");
    check_note("<sup>1,2</sup>", "", "[1,2] and repaired.");
    check_note("<sup><a href='#a'>a</a></sup>", "", "[a] and repaired.");
    check_note("<sup><a href='#cite_note-x'>[note 1]</a></sup>", "", "[note 1] and repaired.");
    check_note("<a href='#fn1'>*</a>", "", "[*] and repaired.");
    check_note(" <sup>1</sup>", "", " [1] and repaired.");
    check("<p>It was repaired.<sup>12</sup></p>", "It was repaired.[12]");
    check("<p>“All of it,”<sup>4</sup> she said.</p>", "“All of it,”[4] she said.");
    check("<p>They met it<sup>2</sup> again.</p>", "They met it[2] again.");
}

#[test]
fn what_is_raised_and_no_marker_stays_what_it_is() {
    check(
        "<p>A room of 340 m<sup>2</sup> for 10<sup>3</sup> guests.</p>",
        "A room of 340 m² for 10³ guests.",
    );
    check("<p>E = mc<sup>2</sup> and 2<sup>8</sup>, 5 m<sup>-1</sup>.</p>", "E = mc² and 2⁸, 5 m⁻¹.");
    check("<p>On the 1<sup>st</sup> of May, M<sup>lle</sup> Lind.</p>", "On the 1st of May, Mlle Lind.");
    check("<p>The <sup>14</sup>C method, Ca<sup>2+</sup>, H<sub>2</sub>O.</p>", "The ¹⁴C method, Ca²⁺, H2O.");
    check("<p>Two and 2<sup>1</sup>/<sub>2</sub> hours.</p>", "Two and 2¹/₂ hours.");
    check(
        "<p>A flat of 60 km<sup>2</sup> and x<sup>2</sup> + y<sup>2</sup>.</p>",
        "A flat of 60 km² and x² + y².",
    );
    check(
        "<p>About 10<sup>2k</sup>, 10<sup>2n</sup> of log<sub>2</sub>8.</p>",
        "About 10^(2k), 10²ⁿ of log₂8.",
    );
    check(
        "<p>See chapter <a href='#ch2'>2</a> and <a href='#x'>page 3</a>.</p>",
        "See chapter 2 and page 3.",
    );
    check("<p>The firm Acme<sup>®</sup> and Tape<sup>TM</sup>.</p>", "The firm Acme® and TapeTM.");
}

#[test]
fn notes_begin_with_their_labels() {
    let note = "[1] and repaired.\n[1] It was put off twice.";
    let marker = "<sup><a href='#fn1' id=fnref1>1</a></sup>";
    for after in [
        "<ol><li id=fn1><p>It was put off twice. <a href='#fnref1'>↩</a></p></li></ol>",
        "<ol><li id=fn1>It was put off twice.<a href='#fnref1' role=doc-backlink>↩︎</a></li></ol>",
        "<ul><li id=fn1><a href='#fnref1'>↑</a> It was put off twice.</li></ul>",
        "<p id=fn1><a href='#fnref1'>1</a> It was put off twice.</p>",
        "<p id=fn1><sup>1</sup>It was put off twice.</p>",
        "<p id=fn1>1. It was put off twice.</p>",
        "<p id=fn1>[1] It was put off twice.</p>",
        "<p><a id=fn1 href='#fnref1'>[1]</a> It was put off twice.</p>",
        "<p><a name=fn1></a>1) It was put off twice.</p>",
        "<div id=fn1><span class=label><span class=fn-bracket>[</span><a href='#fnref1'>1</a><span class=fn-bracket>]</span></span><p>It was put off twice.</p></div>",
        "<div><a href='#fnref1' id=fn1>1</a><p>It was put off twice.</p></div>",
    ] {
        check_note(marker, after, note);
    }
    // As an encyclopedia has them.
    check_note(
        "<sup id=cite_ref-1 class=reference><a href='#cite_note-1'>[1]</a></sup>",
        "<ol class=references><li id=cite_note-1><span class=mw-cite-backlink><b><a href='#cite_ref-1'>^</a></b></span> <span class=reference-text>It was put off twice.</span></li><li id=cite_note-2><span class=mw-cite-backlink>^ <a href='#cite_ref-2'><sup>a</sup></a></span> <span class=reference-text>Nobody says so.</span></li></ol>",
        "[1] and repaired.\n[1] It was put off twice.\n[2] Nobody says so.",
    );
    // Raised numbers that are no links, and the paragraphs that begin with them.
    check_note("<sup>1</sup>", "<p><sup>1</sup> It was put off twice.</p>", note);
    // Notes within the sentence.
    let inner = "[1] and repaired.\n[1] The opening was put off twice.";
    check_note(
        "<span id=footnote1 class='ltx_note ltx_role_footnote'><sup class=ltx_note_mark>1</sup><span class=ltx_note_outer><span class=ltx_note_content><sup class=ltx_note_mark>1</sup><span class='ltx_tag ltx_tag_note'>1</span>The opening was put off twice.</span></span></span>",
        "",
        inner,
    );
    check_note(
        "<label for=sn-1 class='margin-toggle sidenote-number'></label><input type=checkbox id=sn-1 class=margin-toggle><span class=sidenote>The opening was put off twice.</span>",
        "",
        inner,
    );
    check_note("<sup>1</sup><span class=footnote-content>The opening was put off twice.</span>", "", inner);
    check(
        "<ul><li>One<span class=sidenote>More of it.</span></li><li>Two</li></ul>",
        "One[1]\nTwo\n[1] More of it.",
    );
}

/// A note and its marker lead to each other.
#[test]
fn notes_and_their_markers_share_an_id() {
    let markup = "<p>Built in 2019<sup><a href='https://example.org/#fn%201' id=r1>1</a></sup>, opened<sup><a href='#fn 1'>1</a></sup> later.<sup><a href='#fn2'>2</a></sup></p>\
        <ol><li id='fn 1'>It was put off. <a href='#r1'>↩</a></li><li id=fn2>By a year.</li></ol>";
    for hint in [PAGE, PASTED] {
        let text = read(markup, &hint).text;
        let drawn = text.inlines().iter().map(|inline| {
            let (kind, id) = match &inline.kind {
                InlineKind::NoteReference(id) => ("to", id.as_str()),
                InlineKind::NoteLabel(id) => ("note", id.as_str()),
                _ => ("other", ""),
            };
            let other = text.other_end_of_note(&inline.kind).expect("the other end");
            format!("{kind} {id} {} {}", text.slice(inline.span), text.slice(text.inlines()[other].span))
        });
        let drawn: Vec<String> = drawn.collect();
        let expected =
            ["to fn_1 [1] [1]", "to fn_1 [1] [1]", "to fn2 [2] [2]", "note fn_1 [1] [1]", "note fn2 [2] [2]"];
        assert_eq!(drawn, expected);
    }
}

#[test]
fn code_keeps_its_lines() {
    let code = "let n = 0\n    while n";
    for markup in [
        "<pre><code>let n = 0\n    while n</code></pre>",
        "<pre><code><span style='display:block'>let n = 0</span><span style='display:block'>    while n</span></code></pre>",
        "<pre><code><span style='display:block'>let n = 0</span>\n<span style='display:block'>    while n</span></code></pre>",
        "<pre><code class=line>let n = 0</code><code class=line>    while n</code></pre>",
        "<pre><code>let n = 0</code><code>    while n</code></pre>",
        "<pre><span class=line>let n = 0</span><span class=line>    while n</span></pre>",
        "<pre><code><span class=line><span>let</span> n = 0</span>\n<span class=line>    while n</span></code></pre>",
        "<pre><div>let n = 0</div><div>    while n</div></pre>",
        "<pre><ol><li>let n = 0</li><li>    while n</li></ol></pre>",
        "<pre>let n = 0<br>    while n</pre>",
        "<div style='white-space: pre'><div><span>let</span> n = 0</div><div>    while n</div></div>",
        "<div><code style='white-space:pre'>let n = 0\n    while n</code></div>",
        "<div style='font-family: Menlo, monospace; white-space: pre-wrap'>let n = 0\n    while n</div>",
        "<pre><code><span class=line-number>1</span>let n = 0\n<span class=line-number>2</span>    while n</code></pre>",
        "<pre><code><span class=line-numbers-rows><span></span><span></span></span>let n = 0\n    while n</code></pre>",
        "<table class=highlight><tbody><tr><td class='blob-num js-line-number' data-line-number=1></td><td class='blob-code blob-code-inner'>let n = 0</td></tr>\n<tr><td class=blob-num data-line-number=2></td><td class=blob-code>    while n</td></tr></tbody></table>",
        "<table class=highlighttable><tr><td class=linenos><div class=linenodiv><pre>1\n2</pre></div></td><td class=code><div class=highlight><pre>let n = 0\n    while n</pre></div></td></tr></table>",
        "<table><tr><td><pre>1\n2</pre></td><td><pre>let n = 0\n    while n</pre></td></tr></table>",
        "<div class=code><code class=line>let n = 0</code><code class=line>    while n</code></div>",
        "<div class=highlight><button>Copy</button><pre>let n = 0\n    while n</pre><div class=copy-btn>Copy</div></div>",
    ] {
        check(markup, code);
        assert_eq!(read(markup, &PAGE).text.blocks()[2].kind, BlockKind::Preformatted, "{markup}");
    }
    check("<pre><div>one</div><div><br></div><div>two</div></pre>", "one\n\ntwo");
    check("<pre><div>one</div><br><div>two<br></div><div>three</div></pre>", "one\n\ntwo\nthree");
    check("<pre><div>one</div><div></div><div>two</div></pre>", "one\n\ntwo");
    check("<pre>one\n\n  two\n</pre>", "one\n\n  two");
    check(
        "<pre>A <b>bold</b> word\nand <a href='https://a.org/'>a link</a></pre>",
        "A bold word\nand a link",
    );
    // Numbers in code that are no numbers of lines.
    check("<pre><span class=mi>1</span> + <span class=mi>2</span>\n3</pre>", "1 + 2\n3");
    check("<p>Type <code style='white-space:pre'>a b</code> now.</p>", "Type a b now.");
}

#[test]
fn lines_that_a_style_keeps_are_lines() {
    check(
        "<p style='white-space: pre-line'>Thin in the hand,\n  burnt in the middle.</p>",
        "Thin in the hand,\nburnt in the middle.",
    );
    check(
        "<p style='white-space:pre-wrap'>Thin in the hand,\nburnt in the middle.</p>",
        "Thin in the hand,\nburnt in the middle.",
    );
    check(
        "<p><span style='white-space:pre-wrap'>Thin in the hand,\nburnt.</span></p>",
        "Thin in the hand,\nburnt.",
    );
    check("<p>Thin in the hand,\nburnt in the middle.</p>", "Thin in the hand, burnt in the middle.");
    check("<div style='white-space:pre-wrap'>One here.\n\nTwo there.</div>", "One here.\nTwo there.");
}

#[test]
fn what_is_drawn_as_a_block_is_one() {
    let two = "Monday at seven.\nTuesday at nine.";
    check(
        "<p><span style='display:block'>Monday at seven.</span><span style='display:block'>Tuesday at nine.</span></p>",
        two,
    );
    check(
        "<div><a style='display: block' href='https://a.org/'>Monday at seven.</a><b style='display:block'>Tuesday at nine.</b></div>",
        two,
    );
    check("<x-par>Monday at seven.</x-par><x-par>Tuesday at nine.</x-par>", two);
    check(
        "<app-root><app-text>Monday at seven, and all were counted.</app-text><app-text>Tuesday</app-text></app-root>",
        "Monday at seven, and all were counted.\nTuesday",
    );
    check(
        "<p>The <x-term>tide</x-term> came with <x-name>the wind of the western sea.</x-name></p>",
        "The tide came with the wind of the western sea.",
    );
    check(
        "<div><div style='display:inline'>One</div> <div style='display:inline'>line.</div></div>",
        "One line.",
    );
}

/// What the style sheet of a page says counts as what is written into its elements.
#[test]
fn style_sheets_lay_out_lines() {
    let sheet = |rules: &str, markup: &str| format!("<style>{rules}</style>{markup}");
    check(
        &sheet(
            ".row{display:block}",
            "<pre><code><span class=row>let n = 0</span><span class=row>while n</span></code></pre>",
        ),
        "let n = 0\nwhile n",
    );
    check(
        &sheet(
            ".day{display:block}",
            "<p><span class=day>Monday at seven.</span><span class=day>Tuesday.</span></p>",
        ),
        "Monday at seven.\nTuesday.",
    );
    check(
        &sheet(".poem{white-space:pre-line}", "<p class=poem>Thin in the hand,\n burnt.</p>"),
        "Thin in the hand,\nburnt.",
    );
    check(&sheet("#code{white-space:pre}", "<div id=code>let n\n  while</div>"), "let n\n  while");
    check(&sheet(".labels{display:flex}", "<div class=labels><b>open</b><i>7 a.m.</i></div>"), "open 7 a.m.");
    check(
        &sheet(
            "@media print{.day{display:block}}",
            "<p><span class=day>Mon</span><span class=day>day.</span></p>",
        ),
        "Monday.",
    );
}

#[test]
fn neighbours_do_not_run_into_each_other() {
    check("<div style='display:flex'><span>Opening</span><span>Monday</span></div>", "Opening Monday");
    check("<div><span>Opening</span><span>Monday</span></div>", "Opening Monday");
    check("<div><a href='https://a.org/'>one</a><a href='https://b.org/'>two</a></div>", "one two");
    check("<div><strong>Opening</strong><span>Monday to Friday</span></div>", "Opening Monday to Friday");
    check("<p><span>W</span><span>ord</span> by <span>You</span><span>Tube</span>.</p>", "Word by YouTube.");
    check("<div><span>T</span><span>he</span><span>y</span></div>", "They");
    check("<p>Read <a href='https://a.org/'>one</a><a href='https://b.org/'>two</a>.</p>", "Read onetwo.");
}

#[test]
fn captions_keep_their_parts_apart() {
    let figure =
        |caption: &str| format!("<figure><img src=x alt=''><figcaption>{caption}</figcaption></figure>");
    let caption = "The shed at low tide\nPhoto: Jon Weld";
    check(
        &figure(
            "<div><span>The shed at low tide</span><span>Photo: <a href='https://a.org/p'>Jon Weld</a></span></div>",
        ),
        caption,
    );
    check(&figure("<span>The shed at low tide</span><span>Photo: Jon Weld</span>"), caption);
    check(&figure("The shed at low tide<cite>Photo: Jon Weld</cite>"), caption);
    check(&figure("The shed at low tide<small>Photo: Jon Weld</small>"), caption);
    check(&figure("<p>The shed at low tide</p><p>Photo: Jon Weld</p>"), caption);
    check(
        &figure("The shed <em>at low tide</em>, seen from the quay"),
        "The shed at low tide, seen from the quay",
    );
    check("<div class=wp-caption><img src=x><p class=wp-caption-text>The shed</p></div>", "The shed");
    assert_eq!(
        read("<div><img src=x><p class=wp-caption-text>The shed</p></div>", &PAGE).text.blocks()[2].kind,
        BlockKind::Caption
    );
}

/// What captions are of.
#[test]
fn captions_say_what_they_are_of() {
    #[track_caller]
    fn check(markup: &str, expected: Option<Subject>) {
        let text = read(markup, &PAGE).text;
        let caption = text.blocks().iter().find(|block| block.kind == BlockKind::Caption).expect("a caption");
        assert_eq!(caption.subject, expected, "{markup}");
    }
    let figure = |of: &str| format!("<figure>{of}<figcaption>The shed at low tide</figcaption></figure>");
    check(&figure("<img src=x alt=''>"), Some(Subject::Picture));
    check(&figure("<picture><source><img src=x></picture>"), Some(Subject::Picture));
    check(&figure("<svg><path/></svg>"), Some(Subject::Picture));
    check(&figure("<video src=x></video>"), Some(Subject::Video));
    check(&figure("<iframe src='https://www.youtube.com/embed/x'></iframe>"), Some(Subject::Video));
    check(&figure("<audio src=x></audio>"), Some(Subject::Audio));
    check(&figure("<pre>let n</pre>"), Some(Subject::Code));
    check(&figure("<table><tr><th>a<th>b<tr><td>1<td>2</table>"), Some(Subject::Table));
    check("<table><caption>Days</caption><tr><th>a<th>b<tr><td>1<td>2</table>", Some(Subject::Table));
    check(&figure(""), None);
    check("<div><img src=x><p class=wp-caption-text>The shed</p></div>", Some(Subject::Picture));
}

#[test]
fn what_is_there_to_be_clicked_is_no_text() {
    check("<h2>Law <a class=headerlink href='#law'>¶</a></h2><p>It is so.</p>", "Law\nIt is so.");
    check("<h2><a class=anchor href='https://a.org/x#law'>#</a>Law</h2><p>It is so.</p>", "Law\nIt is so.");
    check(
        "<h2>Law<a class=hash-link href='#law' title='Direct link'>\u{200b}</a></h2><p>It is so.</p>",
        "Law\nIt is so.",
    );
    check(
        "<h2>Law <a class=header-anchor href='#law'>Link to this heading</a></h2><p>It is so.</p>",
        "Law\nIt is so.",
    );
    check(
        "<h2><a href='#law' class=anchor>Law of the sea</a></h2><p>It is so.</p>",
        "Law of the sea\nIt is so.",
    );
    check("<p>It is so. <a href='#r'>↩</a></p>", "It is so.");
    check("<p class=copyright-note>Copy of the law.</p>", "Copy of the law.");
}

#[test]
fn a_space_that_does_not_break_is_kept_where_it_stands_alone() {
    check(
        "<p>10&nbsp;000 km, «&nbsp;oui&nbsp;», Dr.&nbsp;Rao</p>",
        "10\u{a0}000 km, «\u{a0}oui\u{a0}», Dr.\u{a0}Rao",
    );
    // Typed twice, it is one space, as editors write it.
    for run in ["&nbsp; ", " &nbsp;", "&nbsp;&nbsp;", " &nbsp; &nbsp;", "&nbsp;\n", "\n&nbsp;&nbsp;&nbsp; "] {
        check(&format!("<p>One.{run}Two.</p>"), "One. Two.");
    }
    for line in
        ["a <b>&nbsp;b&nbsp;</b> c", "a&nbsp;<b> b</b>&nbsp; c", "a<i>&nbsp;</i> <b>b</b> <i>&nbsp;</i>c"]
    {
        check(&format!("<p>{line}</p>"), "a b c");
    }
    // At the beginning of a line it sets that in, and where white space is kept, all is kept.
    check("<p>One<br>&nbsp;&nbsp;two</p>", "One\n\u{a0}\u{a0}two");
    check("<pre>a&nbsp; b\n&nbsp;&nbsp;c</pre>", "a\u{a0} b\n\u{a0}\u{a0}c");
}

#[test]
fn what_webkit_copies_says_what_the_page_said() {
    let space = "<span class=\"Apple-converted-space\">&nbsp;</span>";
    for markup in [
        format!(
            "<p>Words with{space}<em>stress</em>{space}and a{space}<a href=\"https://example.org/\">link</a>.</p>"
        ),
        format!(
            "<p>Words with {space}<em>stress</em>{space} and a<span class='x Apple-converted-space'>&nbsp;&nbsp;</span><a href=\"https://example.org/\">link</a>.</p>"
        ),
        format!(
            "<p>{space}Words with{space}<em>stress{space}</em>and a{space}<a href=\"https://example.org/\">link</a>.{space}</p>"
        ),
    ] {
        check(&markup, "Words with stress and a link.");
    }
    check(
        "<p>A <span class=\"Apple-converted-space\">word</span> of 10&nbsp;000.</p>",
        "A word of 10\u{a0}000.",
    );
}
