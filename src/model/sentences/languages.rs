//! The language of some words, as far as the rules of sentences ask for it, and the words that begin sentences in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Frequent words that stand at the beginning of sentences and are no names: by them an abbreviation that may end a sentence
/// (*U.S.*) is known to have ended one. They also tell which language some words are in.
const OPENERS: &[(&str, &str)] = &[
    (
        "en",
        "the a an and but or so yet nor he she it we they i you his her its our their my your this that these those there here \
         then than when where while what who why how which if as at by for from in into of on to with without after before \
         because although though since until once however therefore meanwhile moreover nobody nothing no not never none \
         everybody everyone everything someone somebody something all some many most few both each every another other one \
         is are was were will would did does do has have had can could may might must shall should let now today tomorrow \
         yesterday soon later still only even also perhaps maybe instead otherwise thus hence again finally first next last",
    ),
    (
        "de",
        "der die das den dem des ein eine einen einem einer eines er sie es wir ihr ich du man sein seine ihre unser unsere mein \
         meine dieser diese dieses diesen jener jene jede jeder jedes alle viele einige manche niemand nichts kein keine nicht \
         und oder aber doch denn sondern so auch als wenn weil dass ob obwohl nachdem bevor während wie was wer wo wann warum \
         welche welcher dann danach davor da dort hier nun jetzt heute gestern morgen später bald immer nie trotzdem deshalb \
         daher darum außerdem zuletzt schließlich zuerst nach vor mit ohne bei in im am an auf aus zu zum zur von vom für über \
         unter um durch gegen seit bis ist sind war waren hat haben hatte wird wurde wurden kann muss soll beide erst nur noch",
    ),
    (
        "fr",
        "le la les l un une des du de d et mais ou donc or car ni il elle ils elles on nous vous je tu ce cet cette ces c son sa \
         ses leur leurs mon ma mes notre votre qui que quoi quand où comment pourquoi si comme lorsque puisque parce quel quelle \
         à au aux dans en par pour sur sous avec sans chez vers après avant depuis pendant puis ensuite alors enfin ainsi aussi \
         aujourd hier demain ici là personne rien aucun aucune tout tous toutes chaque plusieurs certains est sont était \
         étaient a ont avait fut ne pas plus encore toujours jamais cependant pourtant toutefois",
    ),
    (
        "es",
        "el la los las un una unos unas y e o u pero mas ni que él ella ellos ellas nosotros usted ustedes yo tú se su sus mi mis \
         nuestro este esta estos estas ese esa esos esas aquel aquella esto eso lo le les quien quién qué cuándo cuando donde \
         dónde cómo como porque si aunque mientras luego después antes entonces así también tampoco ya aún hoy ayer mañana aquí \
         allí ahí nadie nada ningún ninguna todo todos toda todas cada muchos algunos a al de del en por para con sin sobre \
         entre hasta desde según tras es son era eran fue fueron está están ha han había hay no sí nunca siempre",
    ),
    (
        "it",
        "il lo la i gli le l un uno una e ed ma o però che chi cosa quando dove come perché se anche lui lei egli ella loro noi \
         voi io tu si suo sua suoi sue mio mia nostro questo questa questi queste quello quella quelli ciò a al alla ai alle \
         dal dalla dai di del della dei delle da in nel nella nei nelle con su sul sulla per tra fra senza dopo prima poi quindi \
         allora così infine oggi ieri domani qui lì là nessuno niente nulla ogni tutti tutto alcuni molti è sono era erano fu \
         furono ha hanno aveva c non mai sempre ancora già",
    ),
    (
        "pt",
        "o a os as um uma uns umas e ou mas nem que ele ela eles elas nós você vocês eu se seu sua seus suas meu minha nosso este \
         esta estes estas esse essa isso isto aquele aquela aquilo quem quando onde como porque por se embora enquanto depois \
         antes então assim também já ainda hoje ontem amanhã aqui ali ninguém nada nenhum nenhuma todo todos toda todas cada \
         muitos alguns ao à aos às de do da dos das em no na nos nas para com sem sobre entre até desde é são era eram foi \
         foram está estão tem têm havia há não nunca sempre logo",
    ),
    (
        "nl",
        "de het een en maar of want dus hij zij ze wij we ik jij je u jullie hun haar zijn mijn ons onze dit dat deze die er hier \
         daar toen dan nu wie wat waar wanneer waarom hoe als omdat hoewel terwijl nadat voordat niemand niets geen alle veel \
         sommige iedereen in op aan bij met zonder na voor van uit over onder tegen tot door sinds om te is was waren heeft \
         hebben had werd werden wordt kan moet zal niet nooit altijd ook nog al later vandaag gisteren morgen daarna daarom",
    ),
    (
        "sv",
        "den det de en ett och men eller så han hon vi ni jag du man sin sitt sina hans hennes deras vår min detta denna dessa här \
         där då när vem vad var varför hur som om eftersom innan efter sedan ingen inget inga alla många några i på av till med \
         utan för från vid under över mot är blev har hade ska kan måste inte aldrig alltid också nu idag igår imorgon",
    ),
    (
        "da",
        "den det de en et og men eller så han hun vi jeg du man sin sit sine hans hendes deres vores min dette denne disse her \
         der da når hvem hvad hvor hvorfor hvordan som om fordi før efter siden ingen intet alle mange nogle i på af til med \
         uden for fra ved under over mod er var blev har havde skal kan må ikke aldrig altid også nu",
    ),
    (
        "nb",
        "den det de en ei et og men eller så han hun vi jeg du man sin sitt sine hans hennes deres vår min dette denne disse her \
         der da når hvem hva hvor hvorfor hvordan som om fordi før etter siden ingen ingenting alle mange noen i på av til med \
         uten for fra ved under over mot er var ble har hadde skal kan må ikke aldri alltid også nå",
    ),
    (
        "pl",
        "i a ale lecz oraz albo lub on ona ono oni one my wy ja ty to ten ta te ci tego tej tych tam tu wtedy potem teraz dziś \
         wczoraj jutro kto co gdzie kiedy dlaczego jak jeśli gdy ponieważ chociaż że nikt nic żaden wszyscy wszystko każdy wielu w \
         we na do z ze od po przed przez dla bez nad pod przy o za jest są był była było byli nie nigdy zawsze też już jeszcze \
         jego jej ich się następnie jednak",
    ),
    (
        "cs",
        "a i ale nebo on ona ono oni my vy já ty to ten ta ti tam tady tu pak potom teď dnes včera zítra kdo co kde kdy proč jak \
         když protože že nikdo nic žádný všichni všechno každý v ve na do z ze od po před pro bez nad pod při o za je jsou byl \
         byla bylo byli není ne nikdy vždy také už ještě jeho její jejich se však",
    ),
    (
        "hu",
        "a az egy és de vagy ő ők mi ti én te ez azok ezek itt ott akkor aztán most ma tegnap holnap ki mit hol mikor miért \
         hogyan ha mert hogy senki semmi minden mindenki sok van volt voltak nem soha mindig is már még csak",
    ),
    (
        "tr",
        "bu şu o ve ama fakat ya da veya biz siz ben sen onlar bir burada orada sonra şimdi bugün dün yarın kim ne nerede nasıl \
         neden niçin eğer çünkü hiç kimse herkes her çok bazı ile için kadar gibi var yok değil de asla daima",
    ),
    (
        "fi",
        "hän he se ne me te minä sinä tämä nämä nuo ja mutta tai vai kun jos koska että vaikka sitten nyt tänään eilen huomenna \
         kuka mikä missä milloin miksi miten ei en kukaan mitään kaikki moni on oli olivat ovat myös jo vielä vain",
    ),
    (
        "ru",
        "и а но или да он она оно они мы вы я ты это этот эта эти тот та те там тут здесь тогда потом затем теперь сейчас сегодня \
         вчера завтра кто что где когда почему как если потому чтобы хотя никто ничто ничего все всё каждый многие некоторые в \
         во на до из от с со к ко по перед через для без над под при о об за у был была было были есть нет не ни никогда всегда \
         тоже также уже ещё еще его её ее их однако поэтому после",
    ),
    (
        "uk",
        "і й та а але або він вона воно вони ми ви я ти це цей ця ці той там тут тоді потім тепер зараз сьогодні вчора завтра хто \
         що де коли чому як якщо бо щоб хоча ніхто нічого всі все кожен у в на до з із від по перед через для без над під при \
         о об за був була було були є немає не ні ніколи завжди теж також вже ще його її їх однак тому після",
    ),
    (
        "el",
        "ο η το οι τα τον την του της των ένας μια ένα και αλλά ή όμως αυτός αυτή αυτό αυτοί εμείς εσείς εγώ εσύ εκεί εδώ τότε \
         μετά τώρα σήμερα χθες αύριο ποιος τι πού πότε γιατί πώς όταν αν επειδή κανείς τίποτα όλοι κάθε σε στο στη στην με από για \
         χωρίς είναι ήταν έχει είχε δεν μην ποτέ πάντα επίσης",
    ),
];

/// Openers of which a name may begin, or which are one: an initial may stand before them (*J. Le Goff*, *C. Das*).
const IN_NAMES: &str = "le la les de du des da das do dos del della di dal el al der den van von ten ter will may an in so i o a";

/// A language of the table, by its place there.
type Index = u8;

/// Which languages have a word among their openers, a bit for each.
static LANGUAGES_OF: LazyLock<BTreeMap<&str, u32>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for (index, (_, words)) in OPENERS.iter().enumerate() {
        for word in words.split_ascii_whitespace() {
            *all.entry(word).or_default() |= 1 << index;
        }
    }
    all
});

/// How many words tell a language.
const ENOUGH: usize = 200;

/// A language that sentences are looked for in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Language(Index);

impl Language {
    /// Tells the language of a text from its words. The declared one wins unless the words clearly say another; without
    /// either it is English.
    pub fn of(text: &str, declared: Option<&str>) -> Language {
        let index = |code: &str| OPENERS.iter().position(|(language, _)| *language == code);
        let declared = declared.map(primary).and_then(|code| index(if code == "no" { "nb" } else { code }));
        let mut votes = [0u32; OPENERS.len()];
        let words = text.split(|character: char| !character.is_alphanumeric()).filter(|it| !it.is_empty());
        for word in words.take(ENOUGH) {
            // No opener is longer.
            if word.len() > 24 {
                continue;
            }
            let languages = LANGUAGES_OF.get(&*word.to_lowercase()).copied().unwrap_or_default();
            for (index, votes) in votes.iter_mut().enumerate() {
                *votes += languages >> index & 1;
            }
        }
        let best = (0..votes.len()).rev().max_by_key(|index| votes[*index]).unwrap_or_default();
        let is_clear = match declared {
            Some(declared) => votes[best] >= 2 && votes[best] > 2 * votes[declared],
            None => votes[best] > 0,
        };
        let index = if is_clear { best } else { declared.unwrap_or_default() };
        Language(u8::try_from(index).unwrap_or_default())
    }

    /// The subtag of the language.
    pub fn code(self) -> &'static str {
        OPENERS[usize::from(self.0)].0
    }

    /// Tells whether a word often begins sentences and is no name.
    pub fn is_opener(self, word: &str) -> bool {
        let is_capital = word.chars().next().is_some_and(char::is_uppercase);
        let word = word.to_lowercase();
        is_capital && LANGUAGES_OF.get(&*word).is_some_and(|languages| languages >> self.0 & 1 == 1)
    }

    /// Tells whether a word is an opener that no surname begins with.
    pub fn is_opener_and_no_name(self, word: &str) -> bool {
        let lower = word.to_lowercase();
        self.is_opener(word) && !IN_NAMES.split_ascii_whitespace().any(|it| it == lower)
    }
}

/// Tells whether the openers of a language are known.
pub fn is_known(code: &str) -> bool {
    code == "no" || OPENERS.iter().any(|(language, _)| *language == code)
}

/// The primary subtag of a BCP 47 tag.
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, declared: Option<&str>, expected: &str) {
        assert_eq!(Language::of(text, declared).code(), expected, "{text}");
    }

    #[test]
    fn words_tell_the_language() {
        check("The boat is late and nobody knows why.", None, "en");
        check("Am 3. Oktober kam er zu uns.", None, "de");
        check("Am 3. Oktober kam er zu uns.", Some("en"), "de");
        check("Le bateau est en retard.", None, "fr");
        check("Пароход опоздал, и никто не знал почему.", None, "ru");
        check("", None, "en");
    }

    #[test]
    fn a_declared_language_counts_where_words_say_nothing_else() {
        check("Adler, Brook, Quill", Some("de-CH"), "de");
        check("Adler, Brook, Quill", Some("no"), "nb");
        check("A note in the margin on the «Schloss»", Some("en"), "en");
    }
}
