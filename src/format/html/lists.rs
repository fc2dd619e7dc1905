//! The words by which pages name what is not the article, in their markup and to their readers.

use super::tree::Element;

/// The words that names are made of, in small letters: `postMeta-Share` has `post`, `meta` and `share`.
fn words<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    /// No element has more names than this that say something.
    const MOST: usize = 64;
    let mut words = Vec::new();
    for name in names.take(MOST) {
        if is_about_others(name) {
            continue;
        }
        let start = words.len();
        let mut was_small = false;
        let mut parted = true;
        for character in name.chars().take(100) {
            if !character.is_alphanumeric() {
                parted = true;
                continue;
            }
            if parted || (was_small && character.is_uppercase()) {
                words.push(String::new());
            }
            (parted, was_small) = (false, character.is_lowercase());
            words.last_mut().expect("the first character begins a word").extend(character.to_lowercase());
        }
        // Words that belong together are written as one, too.
        let pairs: Vec<String> = words[start..].windows(2).map(|pair| pair.concat()).collect();
        words.extend(pairs);
    }
    words
}

/// Whether the name of a class says what a thing is filed under or lacks, and not what it is.
fn is_about_others(name: &str) -> bool {
    const BEGINNINGS: [&str; 11] = [
        "category-",
        "tag-",
        "has-",
        "no-",
        "not-",
        "without-",
        "with-",
        "type-",
        "format-",
        "status-",
        "js-",
    ];
    BEGINNINGS
        .iter()
        .any(|beginning| name.get(..beginning.len()).is_some_and(|it| it.eq_ignore_ascii_case(beginning)))
}

/// The classes of an element.
fn classes(element: &Element) -> impl Iterator<Item = &str> {
    element.get("class").into_iter().flat_map(str::split_ascii_whitespace)
}

/// Whether a class or the id of an element has one of these words (or two that are written as one of them). For what is
/// sought: an id may have been made of a heading, so that it says what a passage is about.
pub fn has_any(element: &Element, list: &[&str]) -> bool {
    words(classes(element).chain(element.get("id"))).iter().any(|word| list.contains(&word.as_str()))
}

/// The words of these that the classes of an element have.
pub fn words_of_classes(element: &Element, list: &[&'static str]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for word in words(classes(element)) {
        found.extend(list.iter().find(|known| **known == word));
    }
    found
}

/// Whether one class of an element is such a name as a whole: each of its words is one of these, or says only which part
/// of a page it is. `share-buttons` is `share`, but `share-price` is about something, and `sidebar-open` a state.
pub fn is_wholly_named(element: &Element, list: &[&str]) -> bool {
    classes(element).take(64).filter(|class| !is_about_others(class)).any(|class| {
        let all = words(std::iter::once(class));
        let singles = all.len().div_ceil(2);
        let (single, pairs) = all.split_at(singles);
        let known = |word: &String| list.contains(&word.as_str());
        let said = |at: usize| {
            known(&single[at])
                || pairs.get(at).is_some_and(known)
                || at.checked_sub(1).and_then(|at| pairs.get(at)).is_some_and(known)
        };
        let structural = |at: usize| {
            let word = &single[at];
            let is_short = word.chars().count() == 1 || word.contains(|c: char| c.is_numeric());
            // The mark of a maker begins a name, and can often not be pronounced.
            let mark = at == 0 && word.len() <= 4 && !word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
            is_short || mark || PARTS.contains(&word.as_str())
        };
        (0..singles).any(said) && (0..singles).all(|at| said(at) || structural(at))
    })
}

/// Words in names of classes that say where in a page or of what make a thing is, and nothing of what it says.
const PARTS: &[&str] = &[
    "area",
    "article",
    "articles",
    "aside",
    "bar",
    "banner",
    "base",
    "block",
    "blocks",
    "blog",
    "body",
    "bottom",
    "box",
    "btn",
    "button",
    "buttons",
    "card",
    "cards",
    "center",
    "col",
    "column",
    "columns",
    "component",
    "container",
    "content",
    "cta",
    "desktop",
    "element",
    "entry",
    "end",
    "fixed",
    "flex",
    "floating",
    "form",
    "full",
    "global",
    "grid",
    "group",
    "head",
    "header",
    "heading",
    "holder",
    "info",
    "message",
    "notice",
    "horizontal",
    "icon",
    "icons",
    "inline",
    "inner",
    "item",
    "items",
    "js",
    "label",
    "large",
    "left",
    "link",
    "links",
    "list",
    "main",
    "medium",
    "mobile",
    "module",
    "mw",
    "news",
    "outer",
    "page",
    "pane",
    "panel",
    "position",
    "post",
    "posts",
    "primary",
    "region",
    "right",
    "root",
    "row",
    "section",
    "secondary",
    "side",
    "single",
    "site",
    "slot",
    "small",
    "static",
    "sticky",
    "story",
    "stories",
    "tablet",
    "td",
    "text",
    "title",
    "tools",
    "top",
    "ul",
    "unit",
    "vertical",
    "view",
    "wide",
    "wp",
    "wrap",
    "wrapper",
    "zone",
];

/// The name of these that the id of an element is: all of it, but for what it is of.
pub fn whole_id(element: &Element, list: &[&'static str]) -> Option<&'static str> {
    const OF: [&str; 6] = ["post", "entry", "article", "story", "page", "site"];
    /// No id of the kind is longer.
    const LONGEST: usize = 60;
    let id = letters(element.get("id").filter(|id| id.len() <= LONGEST)?);
    let known = |id: &str| list.iter().find(|known| **known == id).copied();
    known(&id).or_else(|| OF.iter().find_map(|of| known(id.strip_prefix(of)?)))
}

/// Whether an element is named as one of these: by a word of its classes, or by its id, all of it.
pub fn is_named(element: &Element, list: &[&'static str]) -> bool {
    !words_of_classes(element, list).is_empty() || whole_id(element, list).is_some()
}

/// Whether a class of an element is one of these names.
pub fn is_exactly(element: &Element, list: &[&str]) -> bool {
    classes(element).any(|class| list.iter().any(|name| class.eq_ignore_ascii_case(name)))
}

/// What around the article is named by.
pub const CHROME: &[&str] = &[
    "actions",
    "addthis",
    "ad",
    "ads",
    "adslot",
    "adunit",
    "advert",
    "adverts",
    "advertisement",
    "advertising",
    "adsbygoogle",
    "affiliate",
    "alsoread",
    "ambox",
    "articletools",
    "authorbio",
    "aboutauthor",
    "backlink",
    "breadcrumb",
    "breadcrumbs",
    "catlinks",
    "consent",
    "cookie",
    "cookies",
    "crumbs",
    "donate",
    "donation",
    "editsection",
    "feedback",
    "followus",
    "footer",
    "hatnote",
    "actionbar",
    "footerlinks",
    "gdpr",
    "infolinks",
    "jumplink",
    "keepreading",
    "linklist",
    "livechat",
    "login",
    "masthead",
    "menu",
    "menus",
    "modal",
    "morefrom",
    "moreon",
    "morenews",
    "morestories",
    "morearticles",
    "mostpopular",
    "mostread",
    "nav",
    "navbar",
    "navbox",
    "navigation",
    "newsletter",
    "newsletters",
    "nextprev",
    "noprint",
    "optin",
    "outbrain",
    "pagination",
    "pager",
    "pagenav",
    "partner",
    "paywall",
    "popup",
    "postmeta",
    "entrymeta",
    "articlemeta",
    "storymeta",
    "postnav",
    "prevnext",
    "printfooter",
    "promo",
    "promos",
    "promotion",
    "rating",
    "ratings",
    "reactions",
    "readalso",
    "readmore",
    "readnext",
    "recirc",
    "recirculation",
    "recommended",
    "recommendations",
    "regwall",
    "related",
    "relatedarticles",
    "relatedcontent",
    "relatedlinks",
    "relatedposts",
    "relatedstories",
    "search",
    "searchbox",
    "searchform",
    "share",
    "sharebar",
    "sharebuttons",
    "sharing",
    "sharetools",
    "sharethis",
    "sidebar",
    "sidebars",
    "signature",
    "signin",
    "signup",
    "sitenotice",
    "skiplink",
    "skipnav",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "surveybox",
    "tagcloud",
    "taglist",
    "tags",
    "taboola",
    "teaser",
    "teasers",
    "toast",
    "toc",
    "toolbar",
    "toolbox",
    "tooltip",
    "topbar",
    "trending",
    "userinfo",
    "userprofile",
    "postprofile",
    "avatar",
    "quickreply",
    "postbuttons",
    "widget",
    "widgets",
    "upsell",
    "appbanner",
    "cookiebanner",
    "adbanner",
    "pageheader",
    "siteheader",
    "globalheader",
    "sitefooter",
    "pagefooter",
    "threadnav",
    "vote",
    "votes",
    "likes",
    "mwjump",
    "citebacklink",
    "phasebanner",
    "betabanner",
    "skiptocontent",
];

/// What stands within a line and is no part of it is named by.
pub const BESIDE: &[&str] =
    &["editsection", "headerlink", "permalink", "backlink", "jumplink", "jump", "citebacklink", "citelink"];

/// Names of what nobody misses.
pub const NEVER_MISSED: &[&str] = &[
    "ad",
    "addthis",
    "ads",
    "adsbygoogle",
    "adslot",
    "adunit",
    "advert",
    "advertisement",
    "advertising",
    "adverts",
    "appbanner",
    "cookie",
    "cookiebanner",
    "cookies",
    "consent",
    "donate",
    "donation",
    "followus",
    "gdpr",
    "livechat",
    "login",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "optin",
    "outbrain",
    "paywall",
    "regwall",
    "search",
    "searchbox",
    "searchform",
    "share",
    "sharebar",
    "sharebuttons",
    "sharethis",
    "sharetools",
    "sharing",
    "signin",
    "signup",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "upsell",
];

/// Names of what may be the author's although it has links.
pub const OFTEN_MISSED: &[&str] = &[
    "aboutauthor",
    "ambox",
    "authorbio",
    "hatnote",
    "infolinks",
    "modal",
    "partner",
    "popup",
    "promo",
    "promotion",
    "sidebar",
    "sidebars",
    "signature",
    "tooltip",
    "vote",
    "votes",
    "widget",
    "widgets",
];

/// Series of pictures are named by.
pub const GALLERY: &[&str] = &["carousel", "gallery", "slideshow", "slider"];

/// What asks for a consent is named by.
pub const CONSENT: &[&str] = &[
    "consent",
    "cookie",
    "cookies",
    "cookiebanner",
    "cookiebar",
    "cookieconsent",
    "cookiemessage",
    "cookienotice",
    "cookiewall",
    "cmpbox",
    "didomihost",
    "gdpr",
    "gdprbanner",
    "onetrustbannersdk",
    "onetrustconsentsdk",
    "cybotcookiebotdialog",
    "usercentricsroot",
];

/// What the words of readers are named by.
pub const COMMENTS: &[&str] = &[
    "comment",
    "comments",
    "commentlist",
    "commentthread",
    "disqus",
    "respond",
    "responses",
    "replies",
    "livefyre",
    "webmention",
    "webmentions",
    "usercomments",
    "readercomments",
    "leserkommentare",
    "kommentare",
    "commentaires",
    "comentarios",
];

/// The ids, in letters and digits alone, of what is around the article. Fewer than the words of classes: an id is written
/// by hand, or made of a heading, more often than a class, and `vote` may be what the article is about.
pub const CHROME_IDS: &[&str] = &[
    "actionbar",
    "actions",
    "ad",
    "adbanner",
    "ads",
    "advert",
    "advertisement",
    "alsoread",
    "articletools",
    "authorbio",
    "aboutauthor",
    "backtotop",
    "banner",
    "betabanner",
    "bottomnav",
    "breadcrumb",
    "breadcrumbs",
    "catlinks",
    "cookie",
    "cookiebanner",
    "cookiebar",
    "cookieconsent",
    "cookiemessage",
    "cookienotice",
    "cookiepolicy",
    "cookies",
    "crumbs",
    "footer",
    "footerlinks",
    "footermenu",
    "footernav",
    "footerwrapper",
    "gdpr",
    "globalheader",
    "globalnav",
    "jumplink",
    "jumptonav",
    "keepreading",
    "leftnav",
    "leftsidebar",
    "login",
    "loginform",
    "mainmenu",
    "mainnav",
    "mainnavigation",
    "masthead",
    "menu",
    "menubar",
    "modal",
    "morefrom",
    "morenews",
    "moreon",
    "morestories",
    "mostpopular",
    "mostread",
    "mwnavigation",
    "mwpanel",
    "mwhead",
    "nav",
    "navbar",
    "navigation",
    "navmenu",
    "newsletter",
    "newsletterform",
    "newslettersignup",
    "nextprev",
    "outbrain",
    "pagefooter",
    "pageheader",
    "pagenav",
    "pagination",
    "paywall",
    "phasebanner",
    "popup",
    "prevnext",
    "primarynav",
    "primarynavigation",
    "printfooter",
    "promo",
    "readmore",
    "readnext",
    "recommended",
    "related",
    "relatedarticles",
    "relatedcontent",
    "relatedlinks",
    "relatedposts",
    "relatedstories",
    "rightsidebar",
    "search",
    "searchbar",
    "searchbox",
    "searchform",
    "share",
    "sharebar",
    "sharebuttons",
    "sharethis",
    "sharetools",
    "sharing",
    "sidebar",
    "sidebarleft",
    "sidebarright",
    "sidenav",
    "signin",
    "signup",
    "sitefooter",
    "siteheader",
    "sitemenu",
    "sitenav",
    "sitenotice",
    "sitesub",
    "skiplink",
    "skipnav",
    "skiptocontent",
    "social",
    "socialbar",
    "socialbuttons",
    "sociallinks",
    "socialmedialinks",
    "socialshare",
    "sponsored",
    "subscribe",
    "surveybox",
    "taboola",
    "tagcloud",
    "taglist",
    "tags",
    "teasers",
    "toast",
    "toc",
    "toolbar",
    "toolbox",
    "tooltip",
    "topbar",
    "topmenu",
    "topnav",
    "trending",
    "widgets",
];

/// The ids of the words of readers, in the same way.
pub const COMMENTS_IDS: &[&str] = &[
    "comment",
    "commentaires",
    "commentarea",
    "commentform",
    "commentlist",
    "comments",
    "commentsarea",
    "commentscontainer",
    "commentsection",
    "commentslist",
    "commentssection",
    "commentsthread",
    "commentswrapper",
    "commentthread",
    "comentarios",
    "disqus",
    "disqusthread",
    "fbcomments",
    "kommentare",
    "leavecomment",
    "leserkommentare",
    "livefyre",
    "livefyrecomments",
    "readercomments",
    "respond",
    "usercomments",
    "webmention",
    "webmentions",
];

/// What is seen only by some or never.
pub const UNSEEN: &[&str] = &[
    "visually-hidden",
    "visuallyhidden",
    "sr-only",
    "sr_only",
    "screen-reader-text",
    "screenreader-only",
    "screen-reader-only",
    "u-hidden",
    "is-hidden",
    "hidden",
    "d-none",
    "offscreen",
    "a11y-hidden",
    "govuk-visually-hidden",
    "assistive-text",
    "visually-hidden-focusable",
    "slick-cloned",
    "swiper-slide-duplicate",
];

/// Fonts in which words stand for icons.
pub const ICON_FONTS: &[&str] = &[
    "material-icons",
    "material-icons-outlined",
    "material-icons-round",
    "material-symbols-outlined",
    "material-symbols-rounded",
    "material-symbols-sharp",
    "glyphicon",
];

/// What says who wrote the article and when, what it is filed under, and how long it takes.
pub const META: &[&str] = &[
    "byline",
    "bylines",
    "author",
    "authors",
    "authorname",
    "authorbox",
    "contributor",
    "contributors",
    "postauthor",
    "dateline",
    "timestamp",
    "pubdate",
    "publishdate",
    "publisheddate",
    "postdate",
    "entrydate",
    "date",
    "datetime",
    "published",
    "updated",
    "lastmodified",
    "readingtime",
    "readtime",
    "kicker",
    "eyebrow",
    "category",
    "categories",
    "topics",
    "topic",
    "meta",
    "metadata",
];

/// What the summary above the text is named by.
pub const STANDFIRST: &[&str] = &[
    "standfirst",
    "dek",
    "deck",
    "subtitle",
    "subheadline",
    "subhead",
    "lede",
    "leadin",
    "excerpt",
    "vorspann",
    "chapo",
    "perex",
    "ingress",
    "manchet",
    "preamble",
    "inleiding",
    "zajawka",
    "entradilla",
    "bajada",
    "copete",
    "sommario",
    "occhiello",
    "sottotitolo",
    "articlesummary",
    "articlelead",
    "articleintro",
    "storysummary",
    "summary",
    "lead",
    "intro",
    "strapline",
    "tagline",
];

/// What the text itself is named by.
pub const BODY: &[&str] = &[
    "articlebody",
    "articlecontent",
    "articletext",
    "storybody",
    "storycontent",
    "storytext",
    "entrycontent",
    "postcontent",
    "postbody",
    "econtent",
    "bodycontent",
    "parseroutput",
    "contentbody",
    "blogcontent",
    "newsbody",
];

/// Lines that are not the author's, in letters and digits alone.
const WHOLE: &[&str] = &[
    "advertisement",
    "advertisements",
    "anzeige",
    "werbung",
    "publicidad",
    "publicité",
    "pubblicità",
    "reklama",
    "ad",
    "ads",
    "advertisementcontinuereadingthemainstory",
    "continuereadingthemainstory",
    "sponsored",
    "sponsoredcontent",
    "share",
    "sharethis",
    "sharethisarticle",
    "sharethisstory",
    "sharethispage",
    "shareonfacebook",
    "shareontwitter",
    "teilen",
    "artikelteilen",
    "partager",
    "compartir",
    "condividi",
    "comments",
    "leaveacomment",
    "leaveareply",
    "kommentare",
    "commentaires",
    "comentarios",
    "loading",
    "print",
    "printthispage",
    "drucken",
    "copylink",
    "skiptocontent",
    "skiptomaincontent",
    "backtotop",
    "nachoben",
    "menu",
    "related",
    "relatedarticles",
    "relatedstories",
    "relatedposts",
    "relatedcontent",
    "relatedtopics",
    "readmore",
    "readnext",
    "morestories",
    "moreonthisstory",
    "moreonthistopic",
    "mehrzumthema",
    "liresurlemêmesujet",
    "àlireaussi",
    "alire",
    "lireaussi",
    "leetambién",
    "leggianche",
    "leesook",
    "læsogså",
    "lesensieauch",
    "youmaylike",
    "youmayalsolike",
    "youmightlike",
    "youmightalsolike",
    "youmightalsoenjoy",
    "youmightbeinterestedin",
    "youmayalsobeinterestedin",
    "youmightalsobeinterestedin",
    "editorspick",
    "editorspicks",
    "editorschoice",
    "ourpicks",
    "pickedforyou",
    "foryou",
    "suggestedreading",
    "suggestedforyou",
    "morefromtheauthor",
    "morefromthisauthor",
    "morelikethis",
    "moretoread",
    "morefromus",
    "inothernews",
    "latestnews",
    "topstories",
    "popularposts",
    "dontmiss",
    "auchinteressant",
    "dasinteressiertsieauch",
    "daskönntesieauchinteressieren",
    "dazupassend",
    "empfohlenerredaktionellerinhalt",
    "vouspourriezaussiaimer",
    "surlemêmesujet",
    "tambiénteinteresa",
    "tepuedeinteresar",
    "noticiasrelacionadas",
    "potrebbeinteressarti",
    "potrebbeinteressartianche",
    "lezenook",
    "læsmere",
    "läsmer",
    "recommended",
    "recommendedforyou",
    "mostread",
    "mostpopular",
    "trending",
    "trendingnow",
    "newsletter",
    "follow",
    "followus",
    "tags",
    "topics",
    "seecomments",
    "showcomments",
    "viewcomments",
    "giftthisarticle",
    "savearticle",
    "listentothisarticle",
    "thispageisusefulyesno",
    "isthispageuseful",
    "edit",
    "postreply",
    "reply",
    "whoisonline",
];

/// What such lines begin with, in letters and digits alone, when they are links or ask for something.
const BEGINNINGS: &[&str] = &[
    "readmore",
    "readnext",
    "alsoread",
    "readalso",
    "related",
    "morefrom",
    "moreon",
    "mostreadin",
    "dontmiss",
    "watch",
    "listen",
    "inpictures",
    "lesensieauch",
    "liesauch",
    "mehrzumthema",
    "lireaussi",
    "àlireaussi",
    "leetambién",
    "lealtambién",
    "leggianche",
    "share",
    "clickhere",
    "seealso",
    "sieheauch",
    "previousmessage",
    "nextmessage",
    "messagessortedby",
    "moreinformationabout",
    "previouspost",
    "nextpost",
];

/// How lines begin that ask the reader for something, whether they are links or not.
const REQUESTS: &[&str] = &[
    "signupfor",
    "signuptoour",
    "subscribeto",
    "subscribenow",
    "getournewsletter",
    "followuson",
    "downloadourapp",
];

/// A text without all but its letters and digits, in small letters.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a line is one that pages put between those of their articles. `linked` says that most of it is links.
pub fn is_label(line: &str, linked: bool) -> bool {
    let letters = letters(line);
    WHOLE.contains(&letters.as_str())
        || (linked && BEGINNINGS.iter().any(|beginning| letters.starts_with(beginning)))
        || REQUESTS.iter().any(|beginning| letters.starts_with(beginning))
}

/// Whether a line is a sentence: several words, and a full stop after one of them that is no abbreviation.
pub fn is_sentence(line: &str) -> bool {
    const WORDS: usize = 4;
    let words: Vec<&str> = line.split_whitespace().collect();
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»');
    let ends = |word: &&str| {
        let bare = word.trim_end_matches(closing);
        let stem = bare.trim_end_matches(['.', '!', '?', '…', '؟', '۔', '।']);
        let letters = stem.chars().filter(|c| c.is_alphanumeric()).count();
        stem.len() < bare.len() && letters > 2 && !stem.contains('.')
    };
    (words.len() >= WORDS && words.iter().any(ends)) || line.contains(['。', '！', '？'])
}
