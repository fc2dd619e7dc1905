//! Words of several scripts, and the patterns that sentences are made by.

/// What a corpus in one language is made of. Every list is of words separated by blanks.
pub struct Language {
    pub name: &'static str,
    nouns: &'static str,
    adjectives: &'static str,
    verbs: &'static str,
    /// Prepositions and adverbs: what comes between.
    links: &'static str,
    articles: &'static str,
    /// N, A, V, L and D stand for a word of the lists, P for a proper name, `0` for a number; all else is itself, and a
    /// blank is what parts words.
    patterns: &'static [&'static str],
    /// Of which proper names are made.
    syllables: &'static str,
    /// What parts words.
    pub space: &'static str,
    /// Sentences that are the same but for one word, at `_`, where an ordinal is put; P is a name. The first has none.
    pub siblings: &'static [&'static str],
    pub ordinals: &'static str,
}

pub struct Lists {
    pub language: &'static Language,
    lists: [Vec<&'static str>; 6],
    pub ordinals: Vec<&'static str>,
}

impl Lists {
    pub fn of(language: &'static Language) -> Lists {
        let Language { nouns, adjectives, verbs, links, articles, syllables, .. } = language;
        let lists = [nouns, adjectives, verbs, links, articles, syllables];
        Lists {
            language,
            lists: lists.map(|list| list.split_whitespace().collect()),
            ordinals: language.ordinals.split_whitespace().collect(),
        }
    }

    pub fn patterns(&self) -> &'static [&'static str] {
        self.language.patterns
    }

    /// The list that a letter of a pattern stands for.
    pub fn list(&self, letter: char) -> Option<&[&'static str]> {
        let index = ['N', 'A', 'V', 'L', 'D', 'S'].iter().position(|it| *it == letter)?;
        Some(&self.lists[index])
    }
}

pub const LANGUAGES: [&Language; 5] = [&LATIN, &CYRILLIC, &DEVANAGARI, &ARABIC, &CHINESE];

pub const LATIN: Language = Language {
    name: "Latin",
    nouns: "council harbour bridge teacher budget winter orchard railway report hospital village committee engine \
        library market river storm museum border farmer factory island journal kitchen ladder mountain neighbour \
        officer painter quarry reservoir sailor tunnel union valley warehouse archive bakery canal delegate election \
        festival garden highway inspector judge kiosk laboratory mayor notebook opera parliament queue resident school \
        theatre umbrella vendor witness youth zone agreement building caf\u{e9} decision evidence fountain ministry \
        proposal question statement treaty vaccine workshop na\u{ef}vety re\u{301}sume\u{301} crowd ferry glacier \
        household interview jury lantern meadow nurse owner pension rumour shelter ticket verdict widow",
    adjectives: "quiet early bitter public narrow former costly distant empty famous gentle hollow idle joint keen local \
        modest northern open patient quick rural sudden temporary urgent vast wooden yearly brief careful damp eager \
        faithful grey hidden inner jealous kindly loose muddy native obvious plain rough sharp tidy usual vivid weary \
        young ancient broken cheap dark elderly foreign golden hasty",
    verbs: "opened refused repaired discussed followed measured ignored crossed delayed praised inspected closed flooded \
        bought described guarded visited promised rejected counted carried painted defended examined financed gathered \
        honoured invited joined limited mentioned noticed offered planned questioned remembered studied tested united \
        valued watched abandoned borrowed criticised demanded expected favoured greeted handled improved postponed",
    links: "near behind after before without under beyond despite during beside against across above along among around \
        toward until within throughout",
    articles: "the a this every another the the that our their",
    patterns: &[
        "D A N V D N L D N.",
        "L D N, D N V D A N.",
        "D N V D N, and D A N V D N L D A N.",
        "P V D N L D N of P.",
        "“D N V D N,” said P, “and D A N V it.”",
        "In 0, D N V 0 N — more than D A N.",
        "D N’s N V D N; nobody V D A N.",
        "Why D A N V D N, P never said…",
        "D N (L D N) V D A N.",
        "Only P and D A N V D N L D N.",
    ],
    syllables: "ba ka lo mi ne ra to su vel dor han mar ti gu lin fer os ja",
    space: " ",
    siblings: &[
        "The _ round failed.",
        "The _ round at P failed.",
        "In the _ year the harbour of P was open to all ships.",
        "“The _ witness from P saw nothing,” he said.",
    ],
    ordinals: "first second third fourth fifth sixth seventh eighth ninth tenth",
};

pub const CYRILLIC: Language = Language {
    name: "Cyrillic",
    nouns: "город мост совет учитель бюджет завод остров журнал берег рынок река музей граница больница деревня комитет \
        вокзал поезд врач художник сад вопрос ответ договор корабль гора дорога школа театр свидетель закон решение \
        житель площадь улица проект отчёт хозяин сосед ветер зима лес письмо край подъезд район йод ёлка урожай",
    adjectives: "тихий ранний горький общий узкий бывший дорогой далёкий пустой известный местный северный открытый \
        быстрый сельский внезапный срочный деревянный краткий осторожный серый скрытый старый новый чужой золотой",
    verbs: "открыл отверг обсудил измерил забыл перешёл отложил похвалил осмотрел закрыл купил описал посетил обещал \
        сосчитал украсил защитил изучил собрал пригласил заметил предложил вспомнил проверил увидел оставил",
    links: "около после перед без под вопреки против вдоль среди вокруг внутри ради возле напротив",
    articles: "этот каждый другой весь наш их тот один",
    patterns: &[
        "D A N V A N L N.",
        "L D N D N V A N.",
        "«D N V N», — сказал P, — «и D A N V N».",
        "В 0 году D N V 0 N — больше, чем D N.",
        "P V D N, а D A N V N L N.",
        "Почему D N V A N, P не сказал…",
    ],
    syllables: "ва ко ли на ре то су вель дор хан мар ти гу лин фер",
    space: " ",
    siblings: &["Ушёл и _ поезд.", "На _ день совет P закрыл мост.", "«Это _ свидетель из P», — сказал он."],
    ordinals: "первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый",
};

pub const DEVANAGARI: Language = Language {
    name: "Devanagari",
    nouns: "शहर पुल परिषद शिक्षक बजट कारख़ाना द्वीप पत्रिका किनारा बाज़ार नदी संग्रहालय सीमा अस्पताल गाँव समिति स्टेशन \
        डॉक्टर चित्रकार बाग़ प्रश्न उत्तर समझौता जहाज़ पहाड़ सड़क विद्यालय नाटक गवाह क़ानून निर्णय निवासी क्षत्रिय योजना",
    adjectives: "शांत पुराना नया संकरा महँगा दूर ख़ाली प्रसिद्ध स्थानीय उत्तरी खुला तेज़ ग्रामीण अचानक ज़रूरी छोटा बड़ा छिपा",
    verbs: "खोला ठुकराया मापा भुलाया टाला सराहा देखा ख़रीदा बताया गिना सजाया बचाया पढ़ा बुलाया जाँचा छोड़ा बनाया",
    links: "पास बाद पहले बिना नीचे विरुद्ध साथ बीच चारों भीतर",
    articles: "यह हर दूसरा हमारा उनका वह एक",
    patterns: &[
        "D A N ने N को V।",
        "N के L D N ने A N V।",
        "“D N ने N V,” P ने कहा, “और D A N ने भी।”",
        "0 में D N ने 0 N V — D N से अधिक।",
        "P ने D N V, और D A N ने N के L N V।",
    ],
    syllables: "रा मी नो का ला ती सू वे दा हन",
    space: " ",
    siblings: &["_ दौर विफल रहा।", "_ दिन P की परिषद ने पुल खोला।", "“यह P का _ गवाह है,” उसने कहा।"],
    ordinals: "पहला दूसरा तीसरा चौथा पाँचवाँ छठा सातवाँ आठवाँ नौवाँ दसवाँ",
};

pub const ARABIC: Language = Language {
    name: "Arabic",
    nouns: "المدينة الجسر المجلس المعلم المصنع الجزيرة المجلة الشاطئ السوق النهر المتحف الحدود المستشفى القرية اللجنة \
        المحطة الطبيب الرسام الحديقة السؤال الجواب السفينة الجبل الطريق المدرسة المسرح الشاهد القانون القرار الساكن \
        المشروع التقرير الجار الريح الشتاء الغابة الرسالة كِتاب",
    adjectives: "الهادئ القديم الجديد الضيق البعيد الفارغ المشهور المحلي الشمالي المفتوح السريع الريفي العاجل الصغير الكبير \
        الخفي الغريب الذهبي",
    verbs: "فتح رفض ناقش قاس نسي عبر أجّل مدح فحص أغلق اشترى وصف زار وعد عدّ زيّن حمى درس جمع دعا لاحظ اقترح تذكر",
    links: "قرب بعد قبل دون تحت ضد عبر بين حول داخل رغم",
    articles: "هذا كل ذلك",
    patterns: &[
        "V D N A N L N.",
        "L D N، V N A N.",
        "«V D N N»، قال P، «و V N A N».",
        "في 0، V D N 0 N — أكثر من N.",
        "V P D N، ثم V D N A N L N.",
        "لماذا V D N N؟ لم يقل P…",
    ],
    syllables: "با كا لو مي نا را تو سو دار هان",
    space: " ",
    siblings: &["فشلت الجولة _.", "في اليوم _ فتح مجلس P الجسر.", "«هذا الشاهد _ من P»، قال."],
    ordinals: "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر",
};

pub const CHINESE: Language = Language {
    name: "Chinese",
    nouns: "城市 大桥 议会 老师 预算 工厂 岛屿 杂志 海岸 市场 河流 博物馆 边境 医院 村庄 委员会 车站 火车 医生 画家 花园 问题 答案 \
        协议 轮船 高山 公路 学校 剧院 证人 法律 决定 居民 广场 街道 项目 报告 邻居 冬天 森林 信件",
    adjectives: "安静的 古老的 新的 狭窄的 昂贵的 遥远的 空的 著名的 当地的 北方的 开放的 快速的 乡村的 突然的 紧急的 小的 隐藏的 陌生的",
    verbs: "打开了 拒绝了 讨论了 测量了 忘记了 穿过了 推迟了 赞扬了 检查了 关闭了 购买了 描述了 访问了 答应了 数了 装饰了 保护了 研究了 \
        收集了 邀请了 注意到 建议了",
    links: "附近 之后 之前 旁边 下面 对面 中间 周围 里面",
    articles: "这个 每个 另一个 那个 我们的 他们的",
    patterns: &[
        "D A N V D N。",
        "在 N L，D N V A N。",
        "“D N V N，” P 说，“而且 D A N 也 V N。”",
        "0 年，D N V 0 个 N——比 D N 多。",
        "P V D N，但是 D A N 在 N L V N。",
        "为什么 D N V A N？P 没有说……",
    ],
    syllables: "李 王 明 华 建 国 丽 文 志 强",
    space: "",
    siblings: &["第_轮失败了。", "第_天P的议会打开了大桥。", "“这是P的第_个证人，”他说。"],
    ordinals: "一 二 三 四 五 六 七 八 九 十",
};
