//! Folding: what typography, encoding and habit write differently becomes the same symbols.

use std::ops::Range;

/// A text as folded symbols (Unicode scalar values), and where each came from.
pub struct Folded {
    symbols: Vec<u32>,
    /// The byte at which each symbol's character begins; at the end, the length of the text.
    starts: Vec<u32>,
}

impl Folded {
    /// Folds a text. Runs of white space become one space.
    pub fn of(text: &str) -> Folded {
        let mut symbols = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len() + 1);
        let mut after_space = false;
        for (at, character) in text.char_indices() {
            fold(character, |symbol| {
                let space = symbol == ' ';
                if !(space && after_space) {
                    symbols.push(symbol as u32);
                    starts.push(at as u32);
                }
                after_space = space;
            });
        }
        starts.push(text.len() as u32);
        Folded { symbols, starts }
    }

    /// The symbols.
    pub fn symbols(&self) -> &[u32] {
        &self.symbols
    }

    /// The bytes of the text that a range of symbols stands for: whole characters, and what folds to nothing after them.
    pub fn bytes(&self, symbols: Range<usize>) -> Range<usize> {
        let start = self.starts[symbols.start] as usize;
        // The end may lie among several symbols of one character, which then belongs to the range.
        let mut end = symbols.end;
        while end > symbols.start && end < self.symbols.len() && self.starts[end] == self.starts[end - 1] {
            end += 1;
        }
        start..(self.starts[end] as usize).max(start)
    }

    /// The first symbol that begins at a byte of the text or after it.
    pub fn at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) < byte).min(self.symbols.len())
    }
}

/// The folded symbols of some words, for a pattern.
pub(super) fn symbols(text: &str) -> Vec<u32> {
    Folded::of(text).symbols
}

/// Hands on the symbols that a character is folded to: none, one or several.
///
/// - case is lost, and with it the accents of Latin, Greek and Cyrillic letters, whether they are precomposed or combining
///   marks; so too the vowel points of Hebrew and Arabic, and the tatweel; but not the signs that make other letters of
///   Indic scripts or of kana;
/// - every kind of space is one, every quotation mark is `'` or `"`, every dash and minus is `-`;
/// - soft hyphens, joiners, variation selectors and bidi controls are nothing;
/// - ligatures, `ß`, `æ`, `œ` and `…` are what they are made of; full-width forms are their ASCII.
#[inline]
pub fn fold(character: char, mut take: impl FnMut(char)) {
    match character {
        '\t'..='\r' => take(' '),
        '`' => take('\''),
        '\0'..='\u{7f}' => take(character.to_ascii_lowercase()),
        _ => fold_beyond_ascii(character, &mut take),
    }
}

fn fold_beyond_ascii(character: char, take: &mut impl FnMut(char)) {
    match character {
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' => {}
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
        // Combining marks; variation selectors; vowel points of Hebrew; vowel points and tatweel of Arabic.
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{fe00}'..='\u{fe0f}' => {}
        '\u{1ab0}'..='\u{1ace}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}' => {}
        '\u{fe20}'..='\u{fe2f}' => {}
        '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' => {}
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => {}
        '‘' | '’' | '‚' | '‛' | '′' | '´' | 'ʼ' | '‹' | '›' => take('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞' => {
            take('"')
        }
        '\u{2010}'..='\u{2015}' | '−' | '﹘' | '﹣' => take('-'),
        '…' => "...".chars().for_each(take),
        'ß' | 'ẞ' => "ss".chars().for_each(take),
        'Æ' | 'æ' => "ae".chars().for_each(take),
        'Œ' | 'œ' => "oe".chars().for_each(take),
        '\u{fb00}'..='\u{fb06}' => {
            const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
            LIGATURES[character as usize - 0xfb00].chars().for_each(take);
        }
        '\u{c0}'..='\u{17f}' => take(unaccented(character)),
        'ẜ' | 'ẝ' => take('s'),
        'Ǣ' | 'ǣ' | 'Ǽ' | 'ǽ' => "ae".chars().for_each(take),
        '\u{1a0}'..='\u{233}' | '\u{1e00}'..='\u{1eff}' => take(unaccented_latin(character)),
        '\u{386}'..='\u{3ce}' | '\u{1f00}'..='\u{1ffc}' => take(unaccented_greek(character)),
        '\u{400}'..='\u{4f9}' => take(unaccented_cyrillic(character)),
        'أ' | 'إ' | 'آ' => take('ا'),
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(character as u32 - 0xfee0).unwrap_or(character);
            take(ascii.to_ascii_lowercase());
        }
        _ if character.is_whitespace() => take(' '),
        _ => take(lower(character)),
    }
}

/// The lower case of a character; that is one character for all but İ, which is folded before.
fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

/// The base letters of U+00C0 to U+017F, as Unicode decomposes them; strokes are taken off too (`ø`, `đ`, `ł`).
fn unaccented(character: char) -> char {
    const BASES: &[u8; 192] = b"aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty\
        aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
        lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    match character {
        '×' | '÷' => character,
        'þ' | 'Þ' => 'þ',
        'ð' | 'Ð' => 'ð',
        _ => BASES[character as usize - 0xc0] as char,
    }
}

/// The base letters of the Latin letters beyond those, as Unicode decomposes them.
fn unaccented_latin(character: char) -> char {
    // U+1E00 to U+1EFF; a point where there is nothing to take off.
    const BASES: &[u8; 256] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm\
        mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv\
        wwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
        eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
    match character {
        'Ǎ' | 'ǎ' | 'Ǟ'..='ǡ' | 'Ǻ' | 'ǻ' | 'Ȁ'..='ȃ' | 'Ȧ' | 'ȧ' => 'a',
        'Ȅ'..='ȇ' | 'Ȩ' | 'ȩ' => 'e',
        'Ǧ' | 'ǧ' | 'Ǵ' | 'ǵ' => 'g',
        'Ȟ' | 'ȟ' => 'h',
        'Ǐ' | 'ǐ' | 'Ȉ'..='ȋ' => 'i',
        'ǰ' => 'j',
        'Ǩ' | 'ǩ' => 'k',
        'Ǹ' | 'ǹ' => 'n',
        'Ơ' | 'ơ' | 'Ǒ' | 'ǒ' | 'Ǫ'..='ǭ' | 'Ǿ' | 'ǿ' | 'Ȍ'..='ȏ' | 'Ȫ'..='ȱ' => 'o',
        'Ȑ'..='ȓ' => 'r',
        'Ș' | 'ș' => 's',
        'Ț' | 'ț' => 't',
        'Ư' | 'ư' | 'Ǔ'..='ǜ' | 'Ȕ'..='ȗ' => 'u',
        'Ȳ' | 'ȳ' => 'y',
        'Ǯ' | 'ǯ' => 'ʒ',
        '\u{1e00}'.. => match BASES[character as usize - 0x1e00] {
            b'.' => lower(character),
            base => base as char,
        },
        _ => lower(character),
    }
}

/// The base letters of Greek ones, with one small sigma.
fn unaccented_greek(character: char) -> char {
    match character {
        'Ά' | 'ά' => 'α',
        'Έ' | 'έ' => 'ε',
        'Ή' | 'ή' => 'η',
        'Ί' | 'ΐ' | 'Ϊ' | 'ί' | 'ϊ' => 'ι',
        'Ό' | 'ό' => 'ο',
        'Ύ' | 'Ϋ' | 'ΰ' | 'ύ' | 'ϋ' => 'υ',
        'Ώ' | 'ώ' => 'ω',
        'ς' => 'σ',
        '\u{1fbd}' | '\u{1fbf}'..='\u{1fc1}' | '\u{1fcd}'..='\u{1fcf}' => character,
        '\u{1fdd}'..='\u{1fdf}' | '\u{1fed}'..='\u{1fef}' => character,
        '\u{1f00}'..='\u{1f0f}' | '\u{1f70}' | '\u{1f71}' | '\u{1f80}'..='\u{1f8f}' => 'α',
        '\u{1fb0}'..='\u{1fbc}' => 'α',
        '\u{1f10}'..='\u{1f1f}' | '\u{1f72}' | '\u{1f73}' | '\u{1fc8}' | '\u{1fc9}' => 'ε',
        '\u{1f20}'..='\u{1f2f}' | '\u{1f74}' | '\u{1f75}' | '\u{1f90}'..='\u{1f9f}' => 'η',
        '\u{1fc2}'..='\u{1fcc}' => 'η',
        '\u{1f30}'..='\u{1f3f}' | '\u{1f76}' | '\u{1f77}' | '\u{1fbe}' | '\u{1fd0}'..='\u{1fdb}' => 'ι',
        '\u{1f40}'..='\u{1f4f}' | '\u{1f78}' | '\u{1f79}' | '\u{1ff8}' | '\u{1ff9}' => 'ο',
        '\u{1fe4}' | '\u{1fe5}' | '\u{1fec}' => 'ρ',
        '\u{1f50}'..='\u{1f5f}' | '\u{1f7a}' | '\u{1f7b}' | '\u{1fe0}'..='\u{1feb}' => 'υ',
        '\u{1f60}'..='\u{1f6f}' | '\u{1f7c}' | '\u{1f7d}' | '\u{1fa0}'..='\u{1faf}' => 'ω',
        '\u{1ff2}'..='\u{1ffc}' => 'ω',
        _ => lower(character),
    }
}

/// The base letters of Cyrillic ones, as Unicode decomposes them.
fn unaccented_cyrillic(character: char) -> char {
    match lower(character) {
        'ӑ' | 'ӓ' => 'а',
        'ѓ' => 'г',
        'ѐ' | 'ё' | 'ӗ' => 'е',
        'ӂ' | 'ӝ' => 'ж',
        'ӟ' => 'з',
        'й' | 'ѝ' | 'ӣ' | 'ӥ' => 'и',
        'ї' => 'і',
        'ќ' => 'к',
        'ӧ' => 'о',
        'ў' | 'ӯ' | 'ӱ' | 'ӳ' => 'у',
        'ӵ' => 'ч',
        'ӹ' => 'ы',
        'ӭ' => 'э',
        'ӛ' => 'ә',
        'ӫ' => 'ө',
        'ѷ' => 'ѵ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let folded: String = symbols(text).into_iter().filter_map(char::from_u32).collect();
        assert_eq!(folded, expected, "{text}");
    }

    #[test]
    fn typography_is_folded() {
        check("“Don’t” — he\u{a0}said…", "\"don't\" - he said...");
        check("co\u{ad}operate\r\n\r\n \tnow", "cooperate now");
        check("ﬁnd Straße Œuvre", "find strasse oeuvre");
        check("Ｆｕｌｌ！", "full!");
        check("「第一」", "\"第一\"");
        check("👩🏽\u{200d}🚀", "👩🏽🚀");
    }

    #[test]
    fn accents_are_folded_composed_or_not() {
        check("Zürich Łódź résumé ČŽŠÿ", "zurich lodz resume czsy");
        check("Zu\u{308}rich re\u{301}sume\u{301}", "zurich resume");
        check("Ёж Й и\u{306} İstanbul ıſ", "еж и и istanbul is");
        check("ĀąĆćĎđĒěĜģĤħĨıĴķĸĹłŃŋŌőŔřŚšŢŧŨųŴŷŸžſ", "aaccddeegghhiijkkllnnoorrssttuuwyyzs");
        check("كِتَاب", "كتاب");
        check(
            "Tiếng Việt, Tie\u{302}\u{301}ng Vie\u{323}\u{302}t; Ștefan țară Ǽǣ ǯ ẛ ẞ",
            "tieng viet, tieng viet; stefan tara aeae ʒ s ss",
        );
        check("Ἀθῆναι, Οδός ΟΔΟΣ Ά ΐ ᾳ ῥ", "αθηναι, οδοσ οδοσ α ι α ρ");
        check("Ѓ ќ Ӂ ӱ", "г к ж у");
        check("שָׁלוֹם", "שלום");
        // Signs that make another letter stay.
        check("कानून किताब が か\u{3099} ไทย", "कानून किताब が か\u{3099} ไทย");
    }

    /// Letters that Unicode decomposes to a letter and combining marks, of Latin, Greek and Cyrillic; and those letters.
    #[test]
    fn letters_are_what_they_are_made_of() {
        let pairs = [
            (
                "ƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǾǿȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬ",
                "oouuaaiioouuuuuuuuuuaaaaggkkooooʒʒjggnnaaooaaaaeeeeiiiioooorrrruuuusstthhaaeeooo",
            ),
            ("ȭȮȯȰȱȲȳ", "oooooyy"),
            ("ΆΈΉΊΌΎΏΐΪΫάέήίΰϊϋόύώ", "αεηιουωιιυαεηιυιυουω"),
            (
                "ЀЁЃЇЌЍЎЙйѐёѓїќѝўѶѷӁӂӐӑӒӓӖӗӚӛӜӝӞӟӢӣӤӥӦӧӪӫӬӭӮӯӰӱӲӳӴӵӸӹ",
                "еегікиуииеегікиуѵѵжжааааееәәжжззииииооөөээууууууччыы",
            ),
            (
                "ḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏ",
                "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo",
            ),
            (
                "ṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẛẠạẢảẤ",
                "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwysaaaaa",
            ),
            (
                "ấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴ",
                "aaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyy",
            ),
            ("ỵỶỷỸỹ", "yyyyy"),
            (
                "ἀἁἂἃἄἅἆἇἈἉἊἋἌἍἎἏἐἑἒἓἔἕἘἙἚἛἜἝἠἡἢἣἤἥἦἧἨἩἪἫἬἭἮἯἰἱἲἳἴἵἶἷἸἹἺἻἼἽἾἿὀὁὂὃὄὅὈὉὊὋὌὍὐὑὒὓὔὕὖὗ",
                "ααααααααααααααααεεεεεεεεεεεεηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιιοοοοοοοοοοοουυυυυυυυ",
            ),
            (
                "ὙὛὝὟὠὡὢὣὤὥὦὧὨὩὪὫὬὭὮὯὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾈᾉᾊᾋᾌᾍᾎᾏᾐᾑᾒᾓᾔᾕᾖᾗᾘᾙᾚᾛᾜᾝᾞᾟᾠᾡᾢᾣᾤᾥᾦᾧᾨᾩᾪᾫᾬᾭ",
                "υυυυωωωωωωωωωωωωωωωωααεεηηιιοουυωωααααααααααααααααηηηηηηηηηηηηηηηηωωωωωωωωωωωωωω",
            ),
            (
                "ᾮᾯᾰᾱᾲᾳᾴᾶᾷᾸᾹᾺΆᾼιῂῃῄῆῇῈΈῊΉῌῐῑῒΐῖῗῘῙῚΊῠῡῢΰῤῥῦῧῨῩῪΎῬῲῳῴῶῷῸΌῺΏῼ",
                "ωωααααααααααααιηηηηηεεηηηιιιιιιιιιιυυυυρρυυυυυυρωωωωωοοωωω",
            ),
        ];
        for (composed, bases) in pairs {
            assert_eq!(composed.chars().count(), bases.chars().count());
            composed
                .chars()
                .zip(bases.chars())
                .for_each(|(one, base)| check(&one.to_string(), &base.to_string()));
        }
    }

    #[test]
    fn symbols_know_their_bytes() {
        let text = "e\u{301}…  b";
        let folded = Folded::of(text);
        assert_eq!(folded.symbols().len(), 6);
        assert_eq!(folded.bytes(0..1), 0..3);
        assert_eq!(folded.bytes(1..2), 3..6);
        assert_eq!(folded.bytes(4..5), 6..8);
        assert_eq!(folded.bytes(5..6), 8..9);
        assert_eq!([0, 1, 3, 4, 8, 9].map(|byte| folded.at(byte)), [0, 1, 1, 4, 5, 6]);
    }
}
