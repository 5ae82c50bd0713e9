"""What words say of people: the vocabulary of `rules/masking_names.toml` as patterns, and the gates made from them."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.recognisers.compact import SPACED
from pipeline.masking.recognisers.name_shapes import FIRST_SIGNS, HAN, vocabulary
from pipeline.masking.recognisers.romanised import TWO_NAMES
from pipeline.masking.recognisers.surnames import EVERY_SURNAME
from pipeline.masking.recognisers.unannounced import A_SURNAME, MAY_BE_A_NAME, Before
from pipeline.masking.segments import LAID_OUT
from pipeline.masking.triggers import Gate, gate_for, one_of
from pipeline.masking.words import Words

KNOWN, OTHER, CHILD, NICKNAME = "known_name", "person_name", "child_name", "nickname"


@cache
def announcing() -> Words[str]:
    """The words that announce somebody, as one search."""
    return Words(announcing_words())


@cache
def announcing_words() -> dict[str, str]:
    """Word -> the kind of whom it announces."""
    words = vocabulary()
    kinds: dict[str, str] = {}
    kinds |= {role + "人员": OTHER for role in words["roles"]["words"] if role[-1] not in "人员"}
    kinds |= dict.fromkeys(words["roles"]["words"], OTHER)
    kinds |= dict.fromkeys(words["kin"]["words"], OTHER)
    kinds |= {before + core: OTHER for before in words["kin"]["prefixes"] for core in words["kin"]["cores"]}
    cores = tuple(words["kin"]["cores"])
    kinds |= {"老" + word: OTHER for word in words["kin"]["words"] if word.startswith(cores)}
    kinds |= dict.fromkeys(words["child"]["words"], CHILD)
    kinds |= {alias: "alias" for alias in words["behind"]["aliases"].split("|") if len(alias) > 1}
    kinds |= dict.fromkeys(words["child"]["callings"], "calling")
    kinds |= dict.fromkeys(words["child"]["nicknames"], NICKNAME)
    for public in PUBLIC_WORDS:
        kinds |= dict.fromkeys(words["public"][public], public)
    return kinds


@cache
def kin_core() -> re.Pattern[str]:
    """Words of kinship of one or two signs, which need something before them."""
    words = vocabulary()
    adults, children = words["kin"]["cores"], words["child"]["cores"]
    prefixes = "".join(words["kin"]["prefixes"])
    return re.compile(
        rf"(?P<before>[其之你我他她随携偕]|(?<=[某\d])|(?<=[，,；;。：:、\n\"“（(|][{HAN}])(?=[妻夫父母兄弟])|[（(\[【:：、，,；;。\t\n|]|^)(?P<word>[{prefixes}长次幼独]{{0,2}}(?:(?P<child>{'|'.join(children)})|{'|'.join(adults)}))"
        rf"(?=[{HAN}A-Z:：）)\]】\t“\"、（(|｜])"
    )


@cache
def alone_core() -> re.Pattern[str]:
    """The same words right behind the name of somebody who is known."""
    words = vocabulary()
    return re.compile(rf"之?(?:(?P<child>{'|'.join(words['child']['cores'])})|{'|'.join(words['kin']['cores'])})")


DIGITS_IN_WORDS = "一二三四五六七八九十"
"""Before the end of an age they make it another one: 五|十八周岁."""


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """What tells of people, by what it tells."""
    words = vocabulary()
    kin = "|".join(sorted({*words["kin"]["words"], *words["kin"]["cores"]}, key=len, reverse=True))
    roles = "|".join(sorted(words["roles"]["words"], key=len, reverse=True))
    facts = words["child"]["facts"]
    english = words["english"]
    return {
        "relation": re.compile(rf"(?:系|为|是|属)[^，。；;\n]{{0,6}}?(?:{words['kin']['relations']})"),
        "married": re.compile(r"(?:登记|协议|诉讼|判决|调解)?(?:离婚|结婚|再婚|同居|恋爱)"),
        "note": re.compile(r"[（(](?P<note>[^（()）\n\t]{1,40})[）)]"),
        "child_note": re.compile(
            rf"(?:{facts})|(?<![0-9*])(?:[0-9]|1[0-7])周?岁|(?<![{DIGITS_IN_WORDS}])[一二三四五六七八九]周?岁|(?<![一二三四五六七八九])十[一二三四五六七]?周?岁|(?:200[89]|201[0-9]|202[0-9])年?[^，。；]{{0,10}}(?:生|出生)"
        ),
        "other_note": re.compile(
            rf"^(?:系|为|是)?其?(?:[^，,]{{0,12}}[之的])?(?:前)?(?:{kin}|(?<=[之的其])[子女孙])(?:$|[，,])|^(?:系|为)?(?:本案)?(?:{roles})(?:$|[，,])|非本案当事人|非当事人|(?:系|为)[^，,]{{1,12}}之(?:{kin}|子|女|孙)|未列为被执行人"
        ),
        "public_note": re.compile(rf"(?<!列为)(?<!非)(?<!共同)(?:{'|'.join(words['public']['parties'])})(?=$|[，,、])"),
        "alias": re.compile(rf"(?:{words['behind']['aliases']})(?:为|是|叫)?[:：\s“\"]{{0,2}}"),
        "child_behind": re.compile(
            rf"(?:(?=[^十1])|(?<![0-9*{DIGITS_IN_WORDS}]))(?:{'|'.join(sorted(words['child']['behind'], key=len, reverse=True))})"
        ),
        "english": re.compile(
            rf"(?<![A-Za-z])(?:(?P<child>{'|'.join(english['children'])})|(?:{'|'.join(english['others'])}))(?:-in-law|'s)?(?: of the [a-z]{{3,12}})?(?![A-Za-z])[\s:：,(（\"]{{1,3}}",
            re.IGNORECASE,
        ),
        "deed": re.compile(
            "代领|代收|代为|代理|代签|代持|代管|代办|代付|签收|继承|居住|承租|占有|占用|抚养|监护|照管|照顾|照料|垫付|领取|陪同|领回|保管|竞得|作证|代[\u3400-\u9fff]{2,4}(?:汇|付|缴|还|领|收|签|交|偿)"
        ),
    }


PUBLIC_WORDS = ("officers", "companies", "parties")


def words_of(*, are_public: bool) -> Iterator[str]:
    """The words before public people, or before all others."""
    return one_of(word for word, kind in announcing_words().items() if (kind in PUBLIC_WORDS) is are_public)


NICK = re.compile(rf"(?:为|是|叫)?[:：“\"‘「]?(?P<name>[{HAN}]{{2,3}}?)(?=[”\"’」的，,。；;）)、\s]|$)")
SPLIT = re.compile(
    rf"姓(?P<surname>{A_SURNAME})[，,]?(?:名字?叫?|大名叫?)[“\"「]?(?P<given>[{HAN}]{{1,2}})(?=[^{HAN}]|$|[系是与和的者在])"
)
NICKNAME_WORDS = "绰号|外号|诨号|诨名|小名|乳名|奶名|昵称"
CALLED = re.compile(
    rf"[“\"「‘](?P<a>[{HAN}]{{2,4}})[”\"」’][是系为即]?[他她其]?的?(?:{NICKNAME_WORDS})"
    rf"|(?<![{HAN}])(?P<b>[{HAN}]{{2,4}})[（(](?:{NICKNAME_WORDS})[）)]"
    rf"|(?:[村家][里中]|大家|邻居|[人乡]们|乡亲|都|工友|熟人)[{HAN}]{{0,3}}[喊唤叫称呼][{HAN}]{{0,2}}[“\"「‘](?P<c>[{HAN}]{{2,4}})[”\"」’]"
    rf"|备注(?:名|为|是|的)?[“\"「‘](?P<d>[{HAN}]{{2,4}})[”\"」’](?=的?(?:人|好友|联系人|微信|[，,]))"
)
TITLED = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mdm|Madam)\.?\s(?P<name>[A-ZÀ-Þ][A-Za-zÀ-ÿ'’-]{1,20}(?:\s[A-ZÀ-Þ][A-Za-zÀ-ÿ'’-]{1,20}){1,3})(?![A-Za-z])"
)
OF_THREE = re.compile(f"[{''.join(sorted(EVERY_SURNAME))}][{HAN}]{{2}}")
A_DEBTOR = re.compile("debtor|efendant|espondent|ustice|udge|egistrar|被执行人|债务人|法官", re.IGNORECASE)
LONGEST_ROLE = 16
HAS_SCRIPT = re.compile(r"[A-Za-zÀ-ÿ\u0400-\u04ff\uac00-\ud7af]{2}")
MANY = re.compile(
    r"[A-Za-zÀ-ÿ\u0400-\u04ff\uac00-\ud7af'’.]{2,}(?:[ ,\-][A-Za-zÀ-ÿ\u0400-\u04ff\uac00-\ud7af'’.]+){0,4}"
)
SIGN_BEFORE = '，。；：、！？（(\n“"《:;,'
SMALL = "与和由向将给对让替为被因及同跟经"
BEFORE_STRANGERS = f"{SIGN_BEFORE}{SMALL}"
STRANGER = rf"(?:[{FIRST_SIGNS}]|[{HAN}]{{1,8}}[·•・‧∙.．●˙▪⋅])"
"""On what a name without any announcement begins (`is_like_no_words`), or a minority name."""
MAY_NAME = re.compile(
    rf"(?:^|[{SIGN_BEFORE}]|(?<=[{HAN}{SIGN_BEFORE}])(?P<small>[{SMALL}]))(?=[{HAN}]{{2}})(?={STRANGER})"
)
MAY_FOLLOW = re.compile(
    rf"$|[^{HAN}A-Za-z]|[与和及同将向对称说于在系为是已未曾又均共的名因经被把给由代则等自从以即拒未仍愿表承签收支付归还未到去来住占租买卖借欠]"
)
PREPOSITION = re.compile("由|委托|授权|转交|交由|经|通过")
GIVEN_TO = re.compile(
    "(?:[卖租借抵赠送转交]|出售|出租|出借|转让|过户|赠与|抵押|转移|登记)(?:与|给|予|到)|(?:转移|登记|过户)(?:至|在)(?=[\u3400-\u9fff]{2,4}名下)"
)
WITH = re.compile("[与和同及]")
LEAST = 9.0
"""How much must speak for a name that nothing announces (`unannounced`)."""
LEAST_OF_A_SUBJECT = 10.0
NEAR = 40
OF_HIS_OWN = re.compile("[0-9*]|[一二三四五六七八九十*]{1,3}周?岁")
FIVE_DIGITS = re.compile("[0-9*]{5}")
NUMBER_OF_HIS = re.compile("[0-9*〇一二三四五六七八九]{5}|[号码证]|登记|^拒不|^送达|^[于应自须将]")
ITEM = re.compile("(?:^|[^0-9A-Za-z*一二三四五六七八九十])[一二三四五六七八九十0-9]{1,2}[、.．)）]$")
NO_PARTY = frozenset(
    (Before.CALLED, Before.NAMED, Before.GIVEN_TO, Before.TAKEN, Before.PERSON, Before.IS, Before.WHOSE)
)
"""What stands before somebody of whom a text only speaks; behind the others stand those whom it is about."""
DATA_OF_HIS = re.compile("[0-9*〇一二三四五六七八九]{5}|身份|证[件号]|[0-9*]日?[出]?生|[，,（(][男女]|岁")
"""Data of those whom a text is about; of strangers it tells none."""
OF_THE_COURT = re.compile("(?:法院|[本我]院|法庭|执行[局庭]|检察院)[^，,。；;：:\n]{0,8}$")
"""Whose people are named behind it: 本院工作人员."""
MAY_BE_A_PARTY = re.compile(
    rf"(?:被[{HAN}]{{1,5}}人|(?:当事|责任|义务|债务|自然|本|法|负责|行为|联系|申请|欠款|借款|还款)人)(?:员)?[:：“\"]{{0,2}}$"
)
"""…人 whom the public list may print, though no word of [public] says so."""
LONGEST_PARTY = 8
HALF_MASKED = re.compile(r"[\u3400-\u9fff]某[\u3400-\u9fff]{0,2}[（(、]")
WITH_NUMBER = re.compile(r"[（(](?:公民)?(?:[0-9*]{15,18}|身份证|身份号码|证件号|[男女][，,、])")
A_DIGIT = re.compile("[0-9]")
GUARDIAN = re.compile("(?<=[\u3400-\u9fff])(?<!申请执行人)(?:法定代理人|(?:法定|指定|临时)?监护人)")
GUARDED = gate_for("guardians behind a name", GUARDIAN)
OF_A_CHILD = re.compile(
    r"(?:襁褓(?:之中|中)?|年幼|幼小|未成年|岁)的|[一二三四五六0-9][(（]?[0-9一二三四五六]?[）)]?班(?:学生|的)?[ :：]{0,2}"
)
A_CHILD = re.compile("[子女儿孩]")
ELDER = re.compile(
    r"(?:(?<=[，。：:、；;\n （(【\[“\"即是])|^)(?:[大小]的|老[大二三四五六七幺]|[大二三四小]宝|[大二三小][儿女](?!子)|[大二三小]娃|哥哥|弟弟|姐姐|妹妹)(?:叫|是|名叫|名)?[:：]?"
)
ANNOUNCED = Gate("words that announce somebody", lambda: words_of(are_public=False))
SAID_PUBLIC = Gate("words before public names", lambda: words_of(are_public=True))
ELDERS = gate_for("children by their order", ELDER)
KIN = Gate("kin", lambda: (kin_core(),))
KIN_ALONE = Gate("kin behind a name", lambda: (alone_core(),))
RELATED = Gate(
    "relations",
    lambda: (rf"{WITH.pattern}[\s\S]*(?:{patterns()[name].pattern})" for name in ("relation", "married")),
)
NOTED = Gate("notes in brackets", lambda: (patterns()["note"],))
HALF = gate_for("names that are masked in part", HALF_MASKED)
CHILD_TOLD = Gate("what is told of children", lambda: (patterns()["child_behind"],))
DEEDS = Gate(
    "deeds",
    lambda: (OF_A_CHILD, GIVEN_TO, rf"(?:{PREPOSITION.pattern})[\s\S]*(?:{patterns()['deed'].pattern})"),
)
ENGLISH = Gate("people in Latin letters", lambda: (patterns()["english"], TITLED, TWO_NAMES))
OTHER_NAMES = Gate("other names", lambda: (patterns()["alias"],))
NUMBERED = gate_for("names with a number", WITH_NUMBER.pattern.replace("{15,18}", ""))
LATIN = gate_for("two Latin letters", "[A-Za-zÀ-ɏ]{2}")
SURNAMES = gate_for("surnames", MAY_BE_A_NAME)
IN_TWO = gate_for("names told in two", SPLIT)
NICKNAMED = gate_for("what people are called", CALLED)
STRANGERS = gate_for("signs on which a name that nothing announces may begin", rf"(?:^|[{BEFORE_STRANGERS}]){STRANGER}")
TOLD = (
    ANNOUNCED, (SAID_PUBLIC, KIN_ALONE), ELDERS, KIN, RELATED, NOTED, HALF, CHILD_TOLD, DEEDS, ENGLISH, SURNAMES,
    IN_TWO, NICKNAMED,
)  # fmt: skip
NEEDS = (SPACED, LAID_OUT, *TOLD)


@cache
def kind_of_word_table() -> dict[str, str]:
    """Word -> what a cell that holds it says of its row."""
    words = vocabulary()
    table = dict.fromkeys((*words["roles"]["words"], *words["kin"]["words"], *words["kin"]["cores"]), OTHER)
    table |= {before + core: OTHER for before in words["kin"]["prefixes"] for core in words["kin"]["cores"]}
    table |= dict.fromkeys((*words["child"]["words"], *words["child"]["cores"]), CHILD)
    for public in ("officers", "parties"):
        table |= dict.fromkeys(words["public"][public], public)
    return table


def kind_of_word(word: str) -> str:
    """What a cell that tells a relation says: 被执行人表兄, 妻子, 见证人, 执行员."""
    table = kind_of_word_table()
    if word in table:
        return table[word]
    if len(word) > 2 and word[-2] in "之的" and word[-1] in table:
        return table[word[-1]]
    return next(
        (table[word[start:]] for start in range(1, len(word)) if word[start:] in table and len(word) - start > 1), ""
    )


def is_child_note(note: str) -> bool:
    """Whether a note in brackets begins with a word for a child."""
    return kind_of_word(re.split("[，,、]", note)[0]) == CHILD
