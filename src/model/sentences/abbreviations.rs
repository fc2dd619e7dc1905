//! Abbreviations that are written with a full stop, by what may follow them. All are in small letters; those that are another
//! word in some language are marked with the languages they count in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What an abbreviation says of the sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Abbreviation {
    /// It stands before a name: *Dr. Adler*. The sentence goes on.
    Title,
    /// Something always follows: *e.g.*, *vs.*, *ul.* The sentence goes on.
    Inner,
    /// A number follows, or a letter that counts: *No. 5*, *Fig. A*. Before other words it is a word.
    Number,
    /// A month or a day of the week, if it has a capital: *Jan. 5*, *Mon. evening*.
    Date,
    /// The sentence goes on, unless a word follows that often begins one: *Dept.*, *Mio.*
    Either,
    /// Part of a company's name, or the end of a person's: *Inc.*, *Jr.* Only an office goes on: *Acme Inc. Chairman*.
    Name,
    /// It closes a list: *etc.* A capital after it begins a sentence.
    Closing,
    /// A year or century is before it: *1812 г.*, *44 v. Chr.* It may end the sentence, unless that has just begun.
    Year,
    /// A time of day: *p.m.* A day may follow.
    Hour,
    /// A country: *U.S.* Its institutions may follow.
    Country,
}

use Abbreviation::*;

/// Lists of one-word abbreviations: in which languages (`*` for all), what they are, the words.
const WORDS: &[(&str, Abbreviation, &str)] = &[
    // English, and what is shared with it.
    (
        "*",
        Title,
        "mr mrs ms mx messrs dr drs prof profs rev hon gov gen col maj capt cpt cmdr lt sgt cpl pvt adm brig supt insp fr mt st sen rep pres amb msgr mgr asst atty ft mme mlle mm mlles mmes",
    ),
    ("*", Inner, "vs viz cf approx ca esp incl excl resp op et c-à-d"),
    (
        "*",
        Number,
        "no nos nr nrs art arts p pp s vol vols fig figs ch chap chs sec sect secs par paras para eq eqs ref refs ex app tab sch \
         ser ed est bk pt pts v vv ll l fol ff cl reg r sub bd kap abb abs ziff anm tel fax ext apt ste rm núm núms pág págs \
         pag pagg cap fasc aprox env num lfg rn rs ver ps matt cor deut isa jer",
    ),
    (
        "*",
        Date,
        "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun okt dez mrz",
    ),
    ("*", Either, "dept univ assn inst natl intl govt ave blvd hwy al"),
    ("en", Either, "calif fla penn conn ariz colo minn okla tenn rd sq mus est ed eds trans repr"),
    ("*", Name, "inc ltd corp co bros jr plc llc cie cía ltda lda"),
    ("en", Name, "sr"),
    ("*", Closing, "etc usw ecc enz osv itd itp stb др seq"),
    // German.
    ("*", Inner, "bzw vgl evtl ggf inkl exkl zzgl abzgl sog bspw insb hrsg dgl ungef allg entspr"),
    ("de", Inner, "gem lt geb verh zit jew"),
    ("de", Title, "hr fam ing dipl med phil rer nat jur habil mag hl st frl oec pol theol"),
    ("*", Title, "hrn frl"),
    ("de", Date, "mo di mi do fr sa so"),
    ("de", Either, "jh jhd jhs mio mrd tsd std sek str aufl bd gest fa ev kath nördl südl östl westl"),
    ("de", Number, "min max rd mind tägl zus"),
    ("de", Closing, "ff f"),
    // French.
    ("*", Title, "ste stes sts pr"),
    ("fr", Title, "m me"),
    ("*", Inner, "av boul"),
    ("fr", Inner, "ex bd éd coll trad"),
    // Spanish, Portuguese, Italian.
    (
        "*",
        Title,
        "sra srta sres sras srtas dra dras profa dña sto sta excmo excma exmo exma ilmo lic arq gral",
    ),
    ("es", Title, "sr d ing cap"),
    ("pt", Title, "sr d eng"),
    ("*", Inner, "avda pza ctra cfr"),
    ("pt", Inner, "r al"),
    ("*", Number, "séc sécs fls"),
    ("es", Number, "tel apdo"),
    ("*", Title, "sig sigg dott avv geom rag cav"),
    ("it", Title, "on ing arch s ss"),
    ("it", Inner, "es"),
    ("it", Number, "n nn sec artt"),
    // Dutch and the languages of Scandinavia.
    ("*", Title, "dhr mevr mw mej kgl"),
    ("nl", Title, "ir mr bc"),
    ("*", Inner, "bijv evt dvs pga mht jf jfr"),
    ("*", Number, "blz kl sid stk"),
    ("*", Closing, "mfl mv"),
    ("da", Title, "hr skt"),
    ("sv", Title, "hr"),
    ("nb", Title, "hr"),
    // Polish, Czech, Hungarian, Romanian.
    ("*", Title, "inż ks św bł płk ppłk por kpt sierż mudr judr phdr rndr mvdr paeddr doc özv"),
    ("pl", Title, "hab dyr red"),
    ("cs", Title, "ing p pí sv bc"),
    ("*", Inner, "np tzn tzw tj tzv např nám tř vö ul bul бул"),
    ("pl", Inner, "ok pl al os im pow woj m"),
    ("hu", Inner, "pl ún kb old ill"),
    ("ro", Inner, "str bd"),
    ("*", Number, "godz rys pkt čl št кв ust č čís poz rozdz hod"),
    ("*", Closing, "atd apod"),
    // Turkish.
    ("tr", Title, "doç sn av"),
    ("*", Inner, "örn bkz"),
    ("tr", Closing, "vb vs"),
    ("tr", Either, "sok cad mah yy"),
    // Finnish.
    ("*", Inner, "esim"),
    ("fi", Inner, "mm ts ks"),
    ("*", Closing, "jne yms ym"),
    // Vietnamese, Indonesian.
    ("*", Title, "bpk ths pgs gs"),
    ("vi", Inner, "tp ts tx"),
    ("id", Inner, "jl jln tn ny"),
    ("*", Closing, "dll dsb"),
    // Russian, Ukrainian, Bulgarian.
    ("*", Title, "проф акад доц тов гр св им ім"),
    ("*", Inner, "ул вул пр просп пл пер наб бульв шос пос дер ст см ср напр изд сост ред ок т"),
    ("*", Number, "руб коп тыс млн млрд км кг мин сек стр рис табл гл кн вып илл разд пп"),
    ("*", Either, "обл корп"),
    ("*", Year, "г гг в вв р"),
    // Greek.
    ("*", Title, "κ κα κος κυρ δρ καθ αγ"),
    ("*", Inner, "δηλ βλ οδ λεωφ"),
    ("*", Number, "σελ αρ κεφ τόμ"),
    ("*", Closing, "κλπ κτλ"),
    // Scripts without capitals: Hindi and Marathi, Tamil, Arabic.
    ("*", Title, "डॉ पं प्रो श्री श्रीमती सुश्री कु मो स्व திரு டாக்டர் د أ"),
    ("*", Number, "सं क्र रु पृ ص ج"),
    ("*", Closing, "إلخ الخ"),
];

/// Lists of abbreviations with stops within, written without the spaces.
const DOTTED: &[(&str, Abbreviation, &str)] = &[
    (
        "*",
        Inner,
        "i.e e.g z.b d.h i.d.r u.u z.t m.e v.a s.g o.b.d.a i.a p.ex p.e p.ej d.w.z o.a i.p.v t.o.v m.b.t t.ex bl.a f.eks s.k f.d \
         p.g.a m.in m.st т.е т.к т.н т.о т.ч π.χ d.i d.v.s t.o.m fr.o.m z.hd p.s n.b m.a.w n.a p.o v.a.z h.c c.à.d i.r.v",
    ),
    (
        "*",
        Closing,
        "u.s.w u.v.m u.v.a u.ä o.ä o.dgl u.dgl m.fl m.m o.s.v и.т.д и.т.п т.д т.п и.др т.п e.a κ.ά κ.λπ κ.τ.λ v.v ș.a q.e.d r.i.p \
         s.p.a s.r.l a.ş ee.uu",
    ),
    ("*", Either, "u.a s.o s.u a.d e.v ph.d m.d b.a m.a m.sc b.sc d.phil d.d r.n m.p j.d ll.b ll.m"),
    ("es", Closing, "s.a s.l"),
    ("fr", Closing, "s.a"),
    ("it", Closing, "s.a"),
    ("pt", Closing, "s.a"),
    ("pl", Closing, "s.a"),
    (
        "*",
        Year,
        "v.chr n.chr av.j.-c apr.j.-c a.c н.э b.c b.c.e c.e f.kr e.kr π.Χ μ.χ m.ö p.n.e n.e př.n.l n.l",
    ),
    ("en", Year, "a.d"),
    ("en", Inner, "u.s.s h.m.s s.s"),
    ("es", Year, "d.c"),
    ("it", Year, "d.c"),
    ("pt", Year, "d.c"),
    ("tr", Year, "m.s"),
    ("*", Hour, "a.m p.m π.μ μ.μ"),
    ("*", Country, "u.s u.s.a u.k u.n e.u u.a.e d.c l.a n.y n.z u.s.s.r"),
];

/// For each abbreviation in which languages it is what, in the order of the lists.
type Index = BTreeMap<&'static str, Vec<(&'static str, Abbreviation)>>;

static BY_WORD: LazyLock<Index> = LazyLock::new(|| index(WORDS));
static BY_DOTTED: LazyLock<Index> = LazyLock::new(|| index(DOTTED));

fn index(lists: &[(&'static str, Abbreviation, &'static str)]) -> Index {
    let mut index = Index::new();
    for (language, kind, words) in lists {
        for word in words.split_ascii_whitespace() {
            index.entry(word).or_default().push((language, *kind));
        }
    }
    index
}

/// What a word before a full stop is short for in a language, if it is an abbreviation; small letters alone are asked for.
pub fn of_word(word: &str, language: &str) -> Option<Abbreviation> {
    find(&BY_WORD, word, language)
}

/// What a word with stops within, without the last one, is short for.
pub fn of_dotted(word: &str, language: &str) -> Option<Abbreviation> {
    find(&BY_DOTTED, word, language)
}

/// Looks a word up; what a language says counts before what all do.
fn find(index: &Index, word: &str, language: &str) -> Option<Abbreviation> {
    let all = index.get(word)?;
    let of = |of: &str| all.iter().find(|(language, _)| *language == of);
    of(language).or_else(|| of("*")).map(|(_, kind)| *kind)
}

/// Acronyms with stops, which are no initials of a person.
pub const ACRONYMS: &str = "f.b.i c.i.a n.a.s.a n.a.t.o b.b.c i.r.s e.p.a n.s.a d.h.s a.c.l.u n.a.a.c.p n.b.a n.f.l w.h.o i.m.f g.d.p \
    c.e.o d.n.a t.v i.d a.i k.g.b m.i.t o.e.c.d y.m.c.a i.q i.o.u v.i.p u.f.o l.g.b.t r.a.f m.o.d n.h.s s.o.s \
    a.b.c c.b.s n.b.c c.n.n n.p.r p.b.s a.t.f d.e.a f.d.a f.c.c s.e.c f.t.c n.r.a p.t.a w.t.o i.l.o i.r.a p.l.o g.o.p d.n.c r.n.c \
    i.b.m a.t.m e.e.c";

/// What follows a country or an office without beginning a sentence: *U.S. President*, *F.B.I. Director*, *Acme Inc. Chairman*.
pub const INSTITUTIONS: &str = "president vice senate senator congress congressman congresswoman government department army navy air \
    force forces marine marines coast supreme court courts constitution house secretary treasury embassy attorney district open \
    representative representatives state states capitol ambassador agent agents director deputy special dollar dollars trade \
    commerce prime minister parliament general security council assembly charter high commissioner envoy troops soldiers \
    officials official citizens citizen census bureau federal central bank steel airways route highway military defense defence \
    foreign homeland immigration customs border patrol geological survey food drug environmental postal service virgin islands \
    national olympic women men mint patent surgeon chief chairman chairwoman chair ceo cfo executive spokesman spokeswoman \
    founder stadium times post university circuit mayor police metro human children peacekeepers peacekeeping mission \
    climate refugee day boulevard street avenue school park theater theatre library building tower kg ohg ag kgaa gmbh inc ltd corp";

/// Days, months and zones, which may follow a time of day; days and months of German and English.
pub const DATES: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august \
    september october november december est edt et cst cdt ct mst pst pdt pt gmt utc bst cet cest eastern central pacific \
    mountain greenwich";

/// Months with a capital, as ordinals stand before them: *3. Oktober*.
pub const MONTHS: &str = "januar jänner februar feber märz mai juni juli oktober dezember ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık";

/// Months that English has too, where a number with a stop before them is the end of a sentence.
pub const ENGLISH_MONTHS: &str =
    "january february april june july august september october november december";

/// Words before a number that ends a sentence, where numbers with a stop may be ordinals.
pub const COUNTED: &str = "um waren sind war kamen zählte hatte hatten hat haben von auf kapitel seite nummer platz punkt artikel \
    paragraph teil band abschnitt stufe version zimmer gleis linie tor nur genau etwa rund fast über unter mit und plus minus mal \
    saat sayfa bölüm madde kapittel side nummer klokken \
    ist macht ergibt gegen bis";

/// What a single letter after it names, so that it is no initial: *vitamin C*, *plan B*.
pub const LETTERED: &str = "vitamin vitamine vitamina plan group groupe gruppe grupo gruppo class classe klasse clase type typ tipo option \
    hepatitis grade section part point appendix annex figure block team exhibit schedule zone line gate hall terminal platform \
    room category version model letter note key building item step case phase level unit wing ward deck tower side row panel \
    planen план группа витамин раздел";

/// Words of speaking that may follow a quotation within the sentence, where the writing does not tell by a small letter: in English
/// after a name, and in scripts without capitals.
pub const SPEAKING: &str = "said says asked replied answered cried shouted whispered called added wrote exclaimed demanded wondered \
    muttered continued insisted explained warned told laughed sighed screamed yelled murmured repeated \
    कहा पूछा बोला बोली बोले चिल्लाया चिल्लाई म्हणाला म्हणाली विचारले قال قالت سأل سألت أجاب أجابت صاح صاحت هتف هتفت أضاف قالوا אמר \
    אמרה שאל שאלה ענה ענתה צעק گفت پرسید 말했다 물었다 대답했다 외쳤다 கேட்டார் என்றார் کہا پوچھا";

/// The same where words are not parted.
pub const SPEAKING_UNPARTED: &[&str] = &["说", "說", "道", "问", "問", "喊", "叫", "答", "嚷", "吼"];

/// Forms of speaking in Japanese.
pub const SPEAKING_JAPANESE: &[&str] =
    &["言った", "聞いた", "尋ねた", "叫んだ", "答えた", "つぶやいた", "言う", "訊いた"];

/// How Japanese goes on after a quotation within the sentence.
pub const QUOTING: &[&str] = &["と", "って", "など", "なんて"];

/// Japanese words that begin sentences and look like that.
pub const NOT_QUOTING: &[&str] =
    &["とても", "とこ", "とに", "とりあえず", "とき", "とも", "とく", "とつ", "とうとう", "とり"];

/// Languages that write ordinals with a stop.
pub const ORDINALS: &str = "de da nb nn no fi is et cs sk pl hu sl hr sr bs lv tr lb";

/// Those of them in which a capital may follow within a sentence.
pub const ORDINALS_BEFORE_CAPITALS: &str = "de lb tr da nb nn no is";

/// The names of letters as initials in Devanagari: *ए. पी. जे. अब्दुल कलाम*.
pub const LETTERS: &str = "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड";

/// Tells whether a list has a word; in small letters.
pub fn has(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|listed| listed == word)
}
