//! The words by which pages name what is not the article, in their markup and to their readers.

use super::tree::Element;

/// The words that the names of an element's classes and its id are made of, in small letters: `postMeta-Share` has
/// `post`, `meta` and `share`.
fn words(element: &Element) -> Vec<String> {
    /// No name says more than this; some say much less with more.
    const MOST: usize = 64;
    let mut words = Vec::new();
    let names =
        element.get("class").into_iter().flat_map(str::split_ascii_whitespace).chain(element.get("id"));
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

/// Whether a class or the id of an element has one of these words (or two that are written as one of them).
pub fn has_any(element: &Element, list: &[&str]) -> bool {
    let named = element.get("class").is_some() || element.get("id").is_some();
    named && words(element).iter().any(|word| list.contains(&word.as_str()))
}

/// Whether a class of an element is one of these names.
pub fn is_exactly(element: &Element, list: &[&str]) -> bool {
    let classes = element.get("class").into_iter().flat_map(str::split_ascii_whitespace);
    classes.into_iter().any(|class| list.iter().any(|name| class.eq_ignore_ascii_case(name)))
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
    "youmayalsolike",
    "youmightalsolike",
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
