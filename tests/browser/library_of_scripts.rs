//! Twelve short articles in as many ways of writing, for scenarios in which one follows another. Where characters begin
//! differs from each to each, so that positions of one are within characters of the next.

/// A title, and a text that does not repeat it.
pub struct Sample {
    pub title: &'static str,
    pub text: String,
}

/// The articles.
pub fn articles() -> Vec<Sample> {
    let written = [
        ("Curly quotes and dashes", CURLY),
        ("बंदरगाह की योजना", HINDI),
        ("خطة الميناء", ARABIC),
        ("תוכנית הנמל", HEBREW),
        ("港口计划", CHINESE),
        ("港の計画", JAPANESE),
        ("Der Plan für den Hafen", GERMAN),
        ("Le plan du port", FRENCH),
        ("Emoji and rare letters 🚢", EMOJI),
        ("План порта", RUSSIAN),
        ("Plain ASCII", PLAIN),
    ];
    let written = written.map(|(title, text)| Sample { title, text: text.to_owned() });
    let long = Sample { title: "A long report", text: long() };
    written.into_iter().chain([long]).collect()
}

/// Hundreds of sentences, of which no two are the same.
fn long() -> String {
    let who = ["The council", "“The harbour board”", "A café owner", "The mayor’s office", "Nobody"];
    let does = ["asks for", "puts off", "would rather not discuss", "pays for", "has never seen"];
    let what = [
        "the new quay",
        "a ferry – any ferry…",
        "the “museum of cranes”",
        "the new quay’s cost",
        "the naïve forecast",
    ];
    let mut text = String::new();
    for number in 0..300_usize {
        let (one, other, third) = (number % 5, (number / 5) % 5, (number / 25 + number) % 5);
        text.push_str(&format!("{} {} {} in year {}.", who[one], does[other], what[third], 1700 + number));
        text.push_str(if number % 6 == 5 { "\n\n" } else { " " });
    }
    text
}

const CURLY: &str = "“It’s not the ferry that’s late,” the captain said – “it’s the quay.” The council didn’t answer.\n\n\
    The harbour’s fees – ‘a scandal’, as one skipper calls them – rise again in May. Nobody’s surprised; everybody’s angry.\n\n\
    “We’ll see,” said the mayor… The crime figures of the port are ‘under review’. The talks with the unions go on.\n\n\
    Smugglers use the old basin at night. The police say they can’t be everywhere – “and we aren’t.”\n\n\
    The new quay’s cost isn’t known. The new quay’s cost “won’t fall” – it can’t. Who’ll pay the new quay’s cost? ‘The new quay’s cost’ – that’s all one hears. The new quay’s cost doubled… again.";

const HINDI: &str = "परिषद ने सोमवार को बंदरगाह की योजना पर बात की। नई गोदी बहुत महँगी है। किसी ने उत्तर नहीं दिया।\n\n\
    मछुआरों का कहना है कि शुल्क हर साल बढ़ता है। अपराध के आँकड़े अभी जाँचे जा रहे हैं। संघों से बातचीत जारी रहेगी।\n\n\
    रात में पुराने घाट पर तस्करी होती है। पुलिस कहती है कि वह हर जगह नहीं हो सकती। महापौर ने कहा, “हम देखेंगे।”\n\n\
    मतदान गुरुवार को है। तब तक योजना नगर भवन में सबके लिए खुली है।\n\n\
    नई गोदी की लागत ज्ञात नहीं है। नई गोदी की लागत हर साल बढ़ती है। नई गोदी की लागत कौन देगा? नई गोदी की लागत सबको डराती है। नई गोदी की लागत दोगुनी हो गई।";

const ARABIC: &str = "ناقش المجلس يوم الاثنين خطة الميناء. الرصيف الجديد مكلف جدا. لم يجب أحد عن السؤال.\n\n\
    يقول الصيادون إن الرسوم ترتفع كل عام. أرقام الجريمة في الميناء قيد المراجعة. تستمر المحادثات مع النقابات.\n\n\
    يستخدم المهربون الحوض القديم ليلا. تقول الشرطة «لا يمكننا أن نكون في كل مكان». قال العمدة: سنرى.\n\n\
    التصويت يوم الخميس. حتى ذلك الحين تبقى الخطة مفتوحة للجميع.\n\n\
    تكلفة الرصيف الجديد غير معروفة. تكلفة الرصيف الجديد ترتفع كل عام. من يدفع تكلفة الرصيف الجديد؟ تكلفة الرصيف الجديد تخيف الجميع. تكلفة الرصيف الجديد تضاعفت.";

const HEBREW: &str = "המועצה דנה ביום שני בתוכנית הנמל. הרציף החדש יקר מאוד. איש לא ענה על השאלה.\n\n\
    הדייגים אומרים שהאגרות עולות בכל שנה. נתוני הפשיעה בנמל נבדקים. השיחות עם האיגודים נמשכות.\n\n\
    מבריחים משתמשים באגן הישן בלילה. המשטרה אומרת ש\"אי אפשר להיות בכל מקום\". ראש העיר אמר: נראה.\n\n\
    ההצבעה ביום חמישי. עד אז התוכנית פתוחה לכולם.\n\n\
    עלות הרציף החדש אינה ידועה. עלות הרציף החדש עולה בכל שנה. מי ישלם את עלות הרציף החדש? עלות הרציף החדש מפחידה את כולם. עלות הרציף החדש הוכפלה.";

const CHINESE: &str = "议会星期一讨论了港口计划。新码头非常昂贵。没有人回答这个问题。\n\n\
    渔民说费用每年都在上涨。港口的犯罪数字正在审查。与工会的谈判仍在继续。\n\n\
    走私者夜里使用旧船坞。警方说:“我们不可能无处不在。”市长说:“走着瞧吧。”\n\n\
    投票在星期四举行。在那之前,计划对所有人开放。\n\n\
    新码头的费用不明。新码头的费用每年上涨。谁来支付新码头的费用?新码头的费用让大家害怕。新码头的费用翻了一番。";

const JAPANESE: &str = "議会は月曜日に港の計画を話し合った。新しい埠頭はとても高い。だれも質問に答えなかった。\n\n\
    漁師たちは料金が毎年上がると言う。港の犯罪の数字は調査中だ。組合との話し合いは続いている。\n\n\
    密輸業者は夜に古いドックを使う。警察は「どこにでもいることはできない」と言う。市長は「様子を見よう」と言った。\n\n\
    投票は木曜日に行われる。それまで計画はだれでも見ることができる。\n\n\
    新しい埠頭の費用は不明だ。新しい埠頭の費用は毎年上がる。新しい埠頭の費用はだれが払うのか。新しい埠頭の費用は皆を怖がらせる。新しい埠頭の費用は倍になった。";

const GERMAN: &str = "Der Rat beriet am 3. März über den Hafen. »Der neue Kai ist viel zu teuer«, sagte z. B. der Kämmerer. Niemand \
    antwortete.\n\n\
    Die Gebühren steigen jedes Jahr – für die Fischer ist das „ein Ärgernis“. Die Zahlen zur Kriminalität werden geprüft. Die \
    Gespräche mit den Gewerkschaften gehen weiter.\n\n\
    Schmuggler nutzen nachts das alte Becken. Die Polizei könne nicht überall sein, heißt es. „Schauen wir mal“, meinte die \
    Bürgermeisterin.\n\n\
    Abgestimmt wird am Donnerstag. Bis dahin liegt der Plan aus.\n\n\
    Die Kosten des neuen Kais sind unbekannt. Die Kosten des neuen Kais steigen jährlich – „leider“. Wer trägt die Kosten des neuen Kais? Die Kosten des neuen Kais erschrecken alle. Die Kosten des neuen Kais haben sich verdoppelt.";

const FRENCH: &str = "Le conseil a parlé lundi du port. « Le nouveau quai coûte trop cher », dit l’adjoint. Personne n’a répondu.\n\n\
    Les pêcheurs disent que les droits augmentent chaque année. Les chiffres de la criminalité sont à l’étude. Les discussions \
    avec les syndicats continuent.\n\n\
    Des contrebandiers utilisent l’ancien bassin la nuit. La police « ne peut pas être partout ». « On verra », dit le maire…\n\n\
    Le vote a lieu jeudi. D’ici là, le plan est ouvert à tous.\n\n\
    Le coût du nouveau quai est inconnu. Le coût du nouveau quai « augmente » chaque année. Qui paiera le coût du nouveau quai ? Le coût du nouveau quai effraie tout le monde. Le coût du nouveau quai a doublé.";

const EMOJI: &str = "The 🚢 is late again 😡. The 👩🏽‍🚀 said nothing; the 👨‍👩‍👧‍👦 waited. 𝒲𝑒 𝓈𝒽𝒶𝓁𝓁 𝓈𝑒𝑒, wrote the mayor.\n\n\
    🇮🇳 and 🇺🇸 talk about crime in the port 🏴‍☠️. e\u{301}te\u{301} comes; the fees 💶 rise. 𠀋𠂉 are rare letters.\n\n\
    Smugglers 🕵️ use the old basin at night 🌃. The police 👮 can’t be everywhere. The talks go on 🗣️.\n\n\
    The vote is on Thursday 🗳️. Until then everybody may object ✍️.\n\n\
    The new quay 🏗️ costs 💶💶. The new quay 🏗️ costs ever more 📈. Who pays what the new quay 🏗️ costs 🤷? The new quay 🏗️ costs 𝓉𝑜𝑜 𝓂𝓊𝒸𝒽. The new quay 🏗️ costs twice as much.";

const RUSSIAN: &str = "Совет обсудил в понедельник план порта. «Новый причал слишком дорог», – сказал казначей. Никто не ответил.\n\n\
    Рыбаки говорят, что сборы растут каждый год. Данные о преступности проверяются. Переговоры с профсоюзами продолжаются.\n\n\
    Контрабандисты ночью используют старый док. Полиция не может быть везде. «Посмотрим», – сказал мэр.\n\n\
    Голосование в четверг. До тех пор план открыт для всех.\n\n\
    Стоимость нового причала неизвестна. Стоимость нового причала растёт каждый год. Кто оплатит стоимость нового причала? Стоимость нового причала пугает всех. Стоимость нового причала удвоилась.";

const PLAIN: &str = "The council met on Monday to speak of the harbour. The new quay is far too dear. Nobody answered the question.\n\n\
    Fishermen say that the fees rise every year. The crime figures of the port are under review. The talks with the unions go \
    on.\n\n\
    Smugglers use the old basin at night. The police say that they cannot be everywhere. We shall see, said the mayor.\n\n\
    The vote is on Thursday. Until then the plan lies open in the town hall.\n\n\
    The new quay costs too much. The new quay costs more each year. Who pays what the new quay costs? The new quay costs frighten everyone. The new quay costs have doubled.";
