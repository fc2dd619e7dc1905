//! What of a page is its article: nothing of the story is cut out, and nothing that is not seen gets in.

use agendum::format::source::{Hint, Reading, read_text};

const WALL: &str = "The wall keeps out most of the tide, and all who built it are proud of it still.";
const SPRING: &str = "We began in the spring, when the tide was low, and went on until the storms came.";

#[track_caller]
fn open(html: &str, chosen: bool) -> Reading {
    let hint = Hint { name: Some("page.html"), media_type: Some("text/html"), chosen, ..Hint::default() };
    read_text(html, &hint).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn blocks(reading: &Reading) -> Vec<String> {
    reading.text.blocks().iter().map(|block| reading.text.slice(block.span).to_owned()).collect()
}

/// The blocks of a page with this body, after its title.
#[track_caller]
fn check_body(body: &str, expected: &[&str]) {
    let html = format!("<!DOCTYPE html><html lang=en><title>A short page</title><body>{body}</body></html>");
    let all = blocks(&open(&html, false));
    assert_eq!(all.first().map(String::as_str), Some("A short page"), "{body}");
    assert_eq!(&all[1..], expected, "{body}");
}

/// The blocks of an article that has something between two paragraphs of prose.
#[track_caller]
fn check(between: &str, expected: &[&str]) {
    let body = format!("<article><h1>A short page</h1><p>{WALL}</p>{between}<p>{SPRING}</p></article>");
    let all: Vec<&str> = [WALL].into_iter().chain(expected.iter().copied()).chain([SPRING]).collect();
    check_body(&body, &all);
}

/// What is between two paragraphs of prose is there, as one block.
#[track_caller]
fn check_kept(between: &str, words: &str) {
    check(between, &[words]);
}

#[test]
fn no_word_of_a_sentence_goes_for_a_name() {
    check_kept(
        "<p><span class=page-header-type>S</span>ix years is the age of the youngest valuation.</p>",
        "Six years is the age of the youngest valuation.",
    );
    check_kept(
        "<p>The <span class=share-price>price of a share</span> fell to two pounds on Friday.</p>",
        "The price of a share fell to two pounds on Friday.",
    );
    for name in
        ["share", "tooltip", "search-term", "toc", "menu", "comment", "ad", "related", "nav", "sponsor"]
    {
        check_kept(
            &format!("<p>A <span class='{name}'>gunwale</span> is tied to the quay.</p>"),
            "A gunwale is tied to the quay.",
        );
        check_kept(
            &format!("<div>A <span class='{name}'>gunwale</span> is tied to the quay.</div>"),
            "A gunwale is tied to the quay.",
        );
        check_kept(
            &format!("<p><span class='{name}'><a href=/x>The gunwale</a> is tied to the quay.</span></p>"),
            "The gunwale is tied to the quay.",
        );
    }
    check("<h2><span class=promo>S</span>ix years</h2>", &["Six years"]);
    check("<ul><li>One <span class=widget>crate</span> of figs<li>Two</ul>", &["One crate of figs", "Two"]);
    check_kept("<blockquote>Tied <span class=ads>to the</span> quay.</blockquote>", "Tied to the quay.");
    check_kept("<p>Ring the <button>bell</button> twice.</p>", "Ring the bell twice.");
    check_kept("<p><button>Gunwales</button> are tied to the quay.</p>", "Gunwales are tied to the quay.");
}

#[test]
fn a_block_with_sentences_needs_more_than_a_word_in_its_name() {
    for name in [
        "sidebar-open-layout",
        "popup-free promo-none",
        "vote-result",
        "comment-on-rates",
        "related-work",
        "social-history",
        "search-party",
        "tags-of-war",
        "rating-agencies",
        "menu-prices",
        "partner-countries",
        "subscription-model",
        "votesByTown",
        "toast_recipe",
        "donation-history",
        "responses-to-the-flood",
    ] {
        check_kept(
            &format!("<div class='{name}'><p>Eleven voted for the plan and ten against it.</p></div>"),
            "Eleven voted for the plan and ten against it.",
        );
        check_kept(
            &format!("<section class='{name}'>The reserve now covers eleven days.</section>"),
            "The reserve now covers eleven days.",
        );
        check(
            &format!("<ul class='{name}'><li>Lena Linz, chair<li>Omar Lowe, clerk</ul>"),
            &["Lena Linz, chair", "Omar Lowe, clerk"],
        );
    }
    check(
        "<ul><li class=menu-item>Soup of the day.<li class=menu-item>Fish.</ul>",
        &["Soup of the day.", "Fish."],
    );
    check("<header><h2>Second part</h2></header>", &["Second part"]);
    check_body(
        &format!(
            "<main><h1>A short page</h1><p>{WALL}</p><section><header><h2>Second part</h2><p>It was built of oak.</p>\
             </header><p>{SPRING}</p></section></main>"
        ),
        &[WALL, "Second part", "It was built of oak.", SPRING],
    );
    // Names that say what a thing is, and things that have no sentence.
    for out in [
        "<div class=share-buttons><a href=/f>Post</a> <a href=/m>Mail</a></div>",
        "<div class=newsletter-signup><p>Get the news every morning.</p><input type=email></div>",
        "<div class=related-articles><h3>More</h3><ul><li><a href=/1>One bridge</a></ul></div>",
        "<div class='c-sidebar__inner'><p>Our paper is made of reed.</p></div>",
        "<div class=vote-widget-3>12</div>",
        "<aside>Ten things about fish.</aside>",
        "<nav><a href=/1>One</a></nav>",
    ] {
        check(out, &[]);
    }
}

#[test]
fn what_is_only_drawn_is_read() {
    check_kept(
        "<p><span aria-hidden=true>S</span>ix years is the age of the youngest valuation.</p>",
        "Six years is the age of the youngest valuation.",
    );
    check_kept(
        "<p>It costs <span aria-hidden=true>£1.2m</span><span class=visually-hidden>1.2 million pounds</span> to \
         build.</p>",
        "It costs £1.2m to build.",
    );
    check_kept(
        "<p><span aria-hidden=true>S</span><span aria-hidden=true>ix</span><span class=sr-only>Six</span> years \
         ago.</p>",
        "Six years ago.",
    );
    check("<h2><span aria-hidden=true>The second slide</span></h2>", &["The second slide"]);
    check_kept("<p>Soup: <span aria-hidden=true>★★★★</span> in all.</p>", "Soup: ★★★★ in all.");
    check_kept("<p>The cook smiled <span aria-hidden=true>😀</span> twice.</p>", "The cook smiled 😀 twice.");
    check_kept(
        "<div aria-hidden=true><p>The second slide is of oak.</p></div>",
        "The second slide is of oak.",
    );
    check_kept(
        "<p>むかし、<ruby><rb aria-hidden=true>浦島</rb><rp>(</rp><rt>うらしま</rt><rp>)</rp></ruby>という店が\
         ありました。</p>",
        "むかし、浦島という店がありました。",
    );
    // The names of icons are not words.
    check_kept(
        "<p>Ring twice <i class=material-icons aria-hidden=true>notifications</i> at noon.</p>",
        "Ring twice at noon.",
    );
}

#[test]
fn a_story_that_is_not_seen_is_found() {
    let story = format!("<article><h1>A short page</h1><p>{WALL}</p><p>{SPRING}</p></article>");
    let footer = "<footer><p>Copyright Harbour Gazette. All rights are reserved by us.</p></footer>";
    let expected = [WALL, SPRING];
    for (before, after) in [
        ("<div hidden id=S:0>", "</div>"),
        ("<div hidden=until-found>", "</div>"),
        ("<div class=hidden>", "</div>"),
        ("<div id=app style='display: none'>", "</div>"),
        ("<div style='visibility: hidden; opacity: 0'>", "</div>"),
        ("<div style='visibility:collapse'>", "</div>"),
        ("<div aria-hidden=true>", "</div>"),
        ("<div hidden><div style='display:none'>", "</div></div>"),
        ("<template>", "</template>"),
        ("<template id=a><div class=hidden>", "</div></template>"),
        ("<noscript>", "</noscript>"),
        ("<textarea hidden>", "</textarea>"),
        ("<script type=text/template>", "</script>"),
    ] {
        check_body(&format!("{before}{story}{after}{footer}"), &expected);
        // As the page's only content, and as a part that was pasted.
        check_body(&format!("{before}{story}{after}"), &expected);
        let pasted = blocks(&open(&format!("{before}<p>{WALL}</p><p>{SPRING}</p>{after}"), true));
        assert_eq!(pasted, expected, "{before}");
        let pasted =
            blocks(&open(&format!("<h1>A heading</h1>{before}<p>{WALL}</p><p>{SPRING}</p>{after}"), true));
        assert_eq!(pasted, ["A heading", WALL, SPRING], "{before}");
    }
    let srcdoc = story.replace('"', "&quot;");
    check_body(&format!("<iframe srcdoc=\"{srcdoc}\"></iframe>{footer}"), &expected);
    // What a page hides beside its story stays hidden.
    for beside in [
        "<div hidden><p>An error came up. Try it again in an hour.</p></div>",
        "<template><p>The card of nobody has no face yet. It is filled in later.</p></template>",
        "<noscript><p>Switch scripts on to see the pictures of the harbour. They are worth it.</p></noscript>",
    ] {
        check(beside, &[]);
    }
    // In several parts, as streaming servers send it.
    check_body(
        &format!(
            "<div hidden id=S:0><h1>A short page</h1><p>{WALL}</p></div><div hidden id=S:1><p>{SPRING}</p></div>"
        ),
        &expected,
    );
}

#[test]
fn shadow_roots_stand_in_their_place() {
    check_body(
        &format!(
            "<main><h1>A short page</h1><story-body><template shadowrootmode=open><slot name=lede></slot><p>{WALL}</p>\
             </template><p slot=lede>{SPRING}</p></story-body></main>"
        ),
        &[SPRING, WALL],
    );
    check_body(
        &format!(
            "<main><h1>A short page</h1><story-body><template shadowrootmode=closed><p>First.</p><slot>Nothing yet\
             </slot><p>Last.</p></template><p>{WALL}</p><p>{SPRING}</p></story-body></main>"
        ),
        &["First.", WALL, SPRING, "Last."],
    );
    // One within another, and a slot that nobody fills.
    check_body(
        &format!(
            "<main><h1>A short page</h1><a-b><template shadowrootmode=open><c-d><template shadowrootmode=open><p>Inner\
             first.</p><slot></slot></template><slot></slot></c-d><slot name=end><p>Until then.</p></slot></template>\
             <p>{WALL}</p></a-b><p>{SPRING}</p></main>"
        ),
        &["Innerfirst.", WALL, "Until then.", SPRING],
    );
    // What no slot takes is not drawn.
    check_body(
        &format!(
            "<main><h1>A short page</h1><a-b><template shadowrootmode=open><p>{WALL}</p></template><p>Unseen \
             words.</p></a-b><p>{SPRING}</p></main>"
        ),
        &[WALL, SPRING],
    );
}

#[test]
fn a_dialog_is_not_the_article_if_anything_else_is() {
    let ask = "<h2>Your choices</h2><p>COOKIETEXT We and our partners keep small files on your device so that pages \
               load faster.</p><p>COOKIETEXT You can say yes to everything, you can say no to everything, or pick the \
               uses.</p>";
    let story = format!("<article><h1>A short page</h1><p>{WALL}</p></article>");
    for (before, after) in [
        ("<div role=dialog aria-modal=true>", "</div>"),
        ("<div aria-modal=true>", "</div>"),
        ("<dialog open>", "</dialog>"),
        ("<section role=alertdialog>", "</section>"),
        ("<div id=onetrust-consent-sdk><div>", "</div></div>"),
        ("<div class='cookie-banner'>", "</div>"),
        ("<div id=cookie-consent>", "</div>"),
    ] {
        check_body(&format!("{story}{before}{ask}{after}"), &[WALL]);
        check_body(&format!("{before}{ask}{after}{story}"), &[WALL]);
        check_body(&format!("<div aria-hidden=true inert>{story}</div>{before}{ask}{after}"), &[WALL]);
    }
    // Where there is nothing else, it is what there is to read.
    check_body(
        &format!("<div role=dialog aria-modal=true><h1>A short page</h1><p>{WALL}</p><p>{SPRING}</p></div>"),
        &[WALL, SPRING],
    );
}

#[test]
fn links_in_sentences_and_lists_of_the_author_stay() {
    let a = |words: &str| format!("<a href=/x>{words}</a>");
    let [survey, sample, letter] =
        ["a survey made in March", "a ticket sample from May", "a letter from the school"];
    check_kept(
        &format!("<p>We rely on {}, {} and {}.</p>", a(survey), a(sample), a(letter)),
        "We rely on a survey made in March, a ticket sample from May and a letter from the school.",
    );
    let [lena, omar, nora] = ["Lena Linz", "Omar Lowe", "Nora Lind"];
    check_kept(
        &format!("<p>{}, {} met {}.</p>", a(lena), a(omar), a(nora)),
        "Lena Linz, Omar Lowe met Nora Lind.",
    );
    check_kept(
        &format!("<div>{}, {}, {}</div>", a(lena), a(omar), a(nora)),
        "Lena Linz, Omar Lowe, Nora Lind",
    );
    let items = format!("<li>{}<li>{}<li>{}", a(lena), a(omar), a(nora));
    check(&format!("<h2>Members</h2><ul>{items}</ul>"), &["Members", lena, omar, nora]);
    check(&format!("<section><h2>Members</h2><ul>{items}</ul></section>"), &["Members", lena, omar, nora]);
    check(&format!("<h2>Members</h2><div><ul>{items}</ul></div>"), &["Members", lena, omar, nora]);
    check(&format!("<p>These came:</p><ul>{items}</ul>"), &["These came:", lena, omar, nora]);
    check(&format!("<ul>{items}</ul>"), &[lena, omar, nora]);
    check(&format!("<h2>Sources</h2><ol>{items}</ol>"), &["Sources", lena, omar, nora]);
    check(&format!("<ol>{items}</ol>"), &[lena, omar, nora]);
    check(
        &format!("<dl><dt>{}<dd>{}<dt>{}<dd>{}</dl>", a(lena), a("Chair"), a(omar), a("Clerk")),
        &[lena, "Chair", omar, "Clerk"],
    );
    check(
        &format!("<blockquote><p>{}, {} and {}</p></blockquote>", a(lena), a(omar), a(nora)),
        &["Lena Linz, Omar Lowe and Nora Lind"],
    );
    // Rows and boxes of links are not.
    check(&format!("<p>{} | {} | {}</p>", a(lena), a(omar), a(nora)), &[]);
    check(&format!("<div>{} {} {}</div>", a(lena), a(omar), a(nora)), &[]);
    check(&format!("<h2>Related articles</h2><ul>{items}</ul>"), &[]);
    check(&format!("<div><p>Read more</p><ul>{items}</ul></div>"), &[]);
}

#[test]
fn only_a_line_of_names_and_dates_is_a_byline() {
    let begin = |first: &str, expected: &[&str]| {
        let body = format!("<article><h1>A short page</h1>{first}<p>{WALL}</p><p>{SPRING}</p></article>");
        let all: Vec<&str> = expected.iter().copied().chain([WALL, SPRING]).collect();
        check_body(&body, &all);
    };
    for told in [
        "<p>By <a rel=author href=/ida>Ida Brandt</a></p>",
        "<p class=byline>By Ida Brandt, harbour correspondent</p>",
        "<p><time datetime=2026-05-04>4 May 2026</time></p>",
        "<div>By <a rel=author href=/ida>Ida Brandt</a>, updated on <time>4 May 2026</time></div>",
        "<p class=updated>Last updated 4 May 2026, 4 p.m.</p>",
        "<address>Ida Brandt</address>",
        "<p class=author>J. R. R. Lowe</p>",
    ] {
        begin(told, &[]);
    }
    begin("<p>The bridge opens on <time>4 May</time> at noon.</p>", &["The bridge opens on 4 May at noon."]);
    begin(
        "<p>Held on <time>4 May</time> at the harbour office.</p>",
        &["Held on 4 May at the harbour office."],
    );
    begin(
        "<p class=updated>An earlier version named the wrong bridge.</p>",
        &["An earlier version named the wrong bridge."],
    );
    begin("<p>Dear <a rel=author href=/ida>Ida</a>, the tide is late.</p>", &["Dear Ida, the tide is late."]);
    begin(
        "<blockquote>Late, as ever. (Log, <time>4 May 1911</time>)</blockquote>",
        &["Late, as ever. (Log, 4 May 1911)"],
    );
    begin(
        "<ul><li><time>1911</time> A ferry sinks in the fog.<li><time>1923</time> The bridge opens.</ul>",
        &["1911 A ferry sinks in the fog.", "1923 The bridge opens."],
    );
    begin(
        "<section><h2>Noon</h2><p>It rains.</p></section><section><time>13:00</time><p>It rained.</p></section>",
        &["Noon", "It rains.", "13:00", "It rained."],
    );
    begin(
        "<p><time>4 May 1911</time></p><p>A ferry sinks.</p><p><time>5 May 1923</time></p><p>The bridge opens.</p>\
         <p><time>6 May 1931</time></p>",
        &["4 May 1911", "A ferry sinks.", "5 May 1923", "The bridge opens.", "6 May 1931"],
    );
    check_body(
        &format!(
            "<article><h1>A short page</h1><p>Newest first.</p><section><time>23:40</time><h2>Bridge open again</h2>\
             <p>Two lorries went over first.</p></section><section><time>21:15</time><h2>Power back</h2><p>{WALL}</p>\
             </section></article>"
        ),
        &[
            "Newest first.",
            "23:40",
            "Bridge open again",
            "Two lorries went over first.",
            "21:15",
            "Power back",
            WALL,
        ],
    );
}

#[test]
fn boxes_in_the_text_go_by_what_they_say() {
    for between in [
        "<div class=inline-reco><p>You may like</p><ul><li><a href=/x>Bridge of the month</a></ul></div>",
        "<div><h3>Editors’ picks</h3><ul><li><a href=/x>Bridge of the month</a><li><a href=/y>Two towers</a></ul></div>",
        "<p><b>You might also be interested in</b></p><ul><li><a href=/x>Bridge of the month</a></ul>",
        "<aside><p>More from this author</p><p><a href=/x>Bridge of the month</a></p></aside>",
    ] {
        check(between, &[]);
    }
}

#[test]
fn the_title_stands_once() {
    for again in [
        "<p><b>A short page</b></p>",
        "<p class=title>A short page</p>",
        "<div class=headline><span>A short page</span></div>",
        "<h2>A short page</h2>",
    ] {
        let body = format!("<article>{again}<p>{WALL}</p><p>{SPRING}</p></article>");
        check_body(&body, &[WALL, SPRING]);
    }
    // Further down it is what the author says again.
    check("<p>A short page</p>", &["A short page"]);
}

#[test]
fn headings_may_be_buttons() {
    let pays = "<p>The county pays a third of it.</p>";
    for heading in [
        "<h3><button aria-expanded=true>Who pays?</button></h3>",
        "<h3><span><button type=button><span>Who pays?</span><svg></svg></button></span></h3>",
        "<button><h3>Who pays?</h3></button>",
        "<details open><summary><h3>Who pays?</h3></summary></details>",
    ] {
        check(&format!("{heading}{pays}"), &["Who pays?", "The county pays a third of it."]);
    }
    check(
        &format!("<h3>Who pays? <button>Copy link</button></h3>{pays}"),
        &["Who pays?", "The county pays a third of it."],
    );
}

#[test]
fn more_of_other_things_than_of_the_article_stay_beside_it() {
    let story = format!("<p>{WALL}</p><p>{SPRING}</p>").repeat(5);
    let expected = [WALL, SPRING].repeat(5);
    let sentence = "Another harbour was closed on Monday, and nobody knows yet for how long it will be.";
    let teaser =
        |n: usize| format!("<li><h3><a href=/{n}>Harbour {n} is closed</a></h3><p>{sentence}</p></li>");
    let teasers: String = (0..20).map(teaser).collect();
    let lines = format!("<li><b>14:10</b> <p>{sentence}</p></li>").repeat(20);
    let pictures = format!("<li>1/20 A boat at noon <p>{sentence}</p></li>").repeat(20);
    for beside in [
        format!("<div class=stream><ul>{teasers}</ul></div>"),
        format!("<section>{teasers}</section>"),
        format!("<aside id=live><ul>{lines}</ul></aside>"),
        format!("<div class=full-gallery><ul>{pictures}</ul></div>"),
    ] {
        check_body(&format!("<div><div><h1>A short page</h1>{story}</div>{beside}</div>"), &expected);
        check_body(&format!("<div>{beside}<div><h1>A short page</h1>{story}</div></div>"), &expected);
    }
    // Where they are what the page is, they stay.
    let all = blocks(&open(&format!("<title>Harbours</title><h1>Harbours</h1><ul>{teasers}</ul>"), false));
    assert_eq!(all.len(), 41);
}

#[test]
fn a_text_in_several_parts_is_whole() {
    let part =
        |n: usize, words: &str| format!("<div><div class='story-body part-{n}'><p>{words}</p></div></div>");
    let long = SPRING.repeat(5);
    check_body(
        &format!(
            "<article><h1>A short page</h1>{}{}{}</article>",
            part(1, WALL),
            part(2, &long),
            part(3, "It ended there.")
        ),
        &[WALL, &long, "It ended there."],
    );
}

#[test]
fn a_column_of_links_beside_the_title_is_none_of_it() {
    let story = format!("<p>{WALL}</p><p>{SPRING}</p>").repeat(5);
    let column = "<p>Mind the tide at noon and at night. <a href=/1>Tides of the coming week, by the hour and port</a> \
                  <a href=/2>How the tide is told in advance</a></p><p>Ten flags you should know by heart.</p>";
    check_body(
        &format!("<div><div id=middle><h1>A short page</h1>{story}</div><div id=third>{column}</div></div>"),
        &[WALL, SPRING].repeat(5),
    );
}

#[test]
fn what_a_style_hides_is_not_read() {
    let page = |styles: &str, between: &str, expected: &[&str]| {
        let html = format!(
            "<!DOCTYPE html><title>A short page</title><style>{styles}</style><article><h1>A short page</h1><p>{WALL}</p>\
             {between}<p>{SPRING}</p></article>"
        );
        let all = blocks(&open(&html, false));
        let expected: Vec<&str> =
            ["A short page", WALL].iter().chain(expected).chain(&[SPRING]).copied().collect();
        assert_eq!(all, expected, "{styles} {between}");
    };
    let digest = "<div class=machine-digest><p>DIGEST-ONLY quarry; hours; court; appeal; noise.</p></div>";
    page(".machine-digest { display: none }", digest, &[]);
    page(
        "@media print{.machine-digest{display:none}}",
        digest,
        &["DIGEST-ONLY quarry; hours; court; appeal; noise."],
    );
    page("#x{display:none!important}", "<p id=x>Unseen words of it.</p>", &[]);
    for style in
        ["font-size:0", "opacity:0", "display:none", "position:absolute;left:-9999px", "clip-path:inset(50%)"]
    {
        for (styles, mark) in
            [(format!(".x{{{style}}}"), "class=x".to_owned()), (String::new(), format!("style='{style}'"))]
        {
            for name in ["span", "b", "i", "a"] {
                let between = format!("<p>The court <{name} {mark}>SECRET</{name}>named no hours.</p>");
                page(&styles, &between, &["The court named no hours."]);
            }
        }
    }
    // What comes into view, what can be opened, and what another rule shows, is there.
    let said = "<div class=x><p>The county pays a third of it.</p></div>";
    let pays = ["The county pays a third of it."];
    page(".x{opacity:0;transition:opacity 1s}", said, &pays);
    page(".x{display:none} .open .x{display:block}", said, &pays);
    page(".x{max-height:0;overflow:hidden}", said, &pays);
    page(".x{font-size:0} p{font-size:16px}", said, &pays);
    page(
        ".x{display:none}",
        &format!("<h3><button aria-expanded=false>Who pays?</button></h3>{said}"),
        &["Who pays?", pays[0]],
    );
    page(
        ".x{display:none}",
        "<button aria-controls=y>Who pays?</button><div class=x id=y><p>The county pays a third of it.</p></div>",
        &pays,
    );
    // The whole story, hidden by a rule, is found.
    let html = format!(
        "<title>A short page</title><style>#app{{opacity:0}}</style><div id=app><h1>A short page</h1><p>{WALL}</p>\
         <p>{SPRING}</p></div><footer>Copyright Harbour Gazette.</footer>"
    );
    assert_eq!(blocks(&open(&html, false)), ["A short page", WALL, SPRING]);
}
