"""Questions as people write them, by kind: invented records, what is typed, and which records or choices answer.

The first of each kind were handed to us; the others are of the same kinds, and were not looked at while rules were made.
"""

from pipeline.core.records import PublicRow


def party(number: str, name: str, kind: str = "natural", **more: str) -> PublicRow:
    """A record; its number and its court are its own."""
    base = {"id": f"{number:q>16}", "dataset": "unfinished_cases", "court_code": "浙0106"}
    base["court_name"] = "杭州市西湖区人民法院"
    return {**base, "party_name": name, "party_kind": kind, "filed_on": "2026-01-01", **more}


PUYANG = {"court_code": "浙0111", "court_name": "杭州市富阳区人民法院"}
GUANGZHOU = {"court_code": "粤0103", "court_name": "广州市荔湾区人民法院"}
ROWS = [
    party("a2", "王伟", case_number="（2024）浙0106执123号", id_number="3301061980****123*"),
    party("a3", "王伟", dataset="dishonest_debtors", listed_on="2025-03-01", sex="男", **PUYANG),
    party("a4", "李娜"),
    party("a5", "朱八（女）"),
    party("a6", "王二（原名王小二，曾用名王狗蛋）"),
    party("a7", "国营一○一厂", "legal"),
    party("b2", "杭州“好又多”超市有限公司", "legal"),
    party("b3", "华美（中国）投资有限公司", "legal", **GUANGZHOU),
    party("b4", "José Ángel"),
    party("b5", "Иванов Иван"),
    party("b6", "O'Brien Sean"),
    party("b7", "艾尔肯·吐尼亚孜"),
    party("c2", "周某甲", case_number="（2013）穗南法执字第1050号", **GUANGZHOU),
    party("c3", "刘晓红", id_number="3304831974****492*"),
    party("c4", "刘晓红", case_number="（2024）浙0111执4号", **PUYANG),
    party("c5", "肖建国"),
    party("c6", "珊崎"),
    party("c7", "中国建设银行股份有限公司杭州分行", "legal"),
    party("d2", "杭州第一建筑工程公司", "legal"),
    party("d3", "欧阳娜娜"),
    party("d4", "《读者》杂志社", "other"),
    party("d5", "中国工商银行股份有限公司杭州西湖支行", "legal"),
    party("d6", "Müller Straßenbau GmbH", "legal"),
    party("d7", "国营七二三库", "legal"),
    party("e2", "吕布"),
    party("e3", "Ødegård Łukasz"),
    party("e4", "女娲"),
    party("e5", "杭州众鑫（有限合伙）", "legal"),
    party("e6", "A&B（Hangzhou）Co., Ltd.", "legal"),
]

WANG = {"a2", "a3"}
LIU = {"c3", "c4"}
CASE = ["(2024)浙0106执123号"]

FOUND: dict[str, list[tuple[str, set[str]]]] = {
    "marks, titles and roles around a name": [
        *((typed, WANG) for typed in ("王伟。", "王伟？", "王伟!", "“王伟”", "（王伟）", "《王伟》", "王伟 先生", "被执行人王伟")),
        *((typed, WANG) for typed in ("王伟，", "【王伟】", "'王伟'", "「王伟」", "王伟……", "王伟先生", "王伟女士", "失信人王伟", "被执行人：王伟")),
        *((typed, WANG) for typed in ("姓名：王伟", "请查王伟", "查一下王伟", "帮我查询王伟", "王伟的案件", "王伟是不是失信", "老赖王伟", "王 伟", "王伟、")),
        ("申请执行人 王伟 先生", WANG),
        ("债务人：李娜。", {"a4"}),
    ],
    "several names": [
        *((typed, {*WANG, "a4"}) for typed in ("王伟/李娜", "王伟 李娜", "王伟、李娜")),
        *((typed, {*WANG, "a4"}) for typed in ("王伟，李娜", "王伟和李娜", "王伟;李娜", "王伟与李娜", "王伟|李娜", "王伟 、 李娜", "王伟+李娜", "李娜\n王伟")),
        ("欧阳 娜娜", {"d3"}),
    ],
    "a remark behind a name": [
        ("朱八", {"a5"}), ("朱八（女）", {"a5"}), ("朱八(女，汉族)", {"a5"}), ("王伟（担保人）", WANG), ("王伟（男，1980年生）", WANG),
        ("李娜（已故）", {"a4"}), ("王伟（某村）", WANG),
    ],
    "several aliases": [
        ("王狗蛋", {"a6"}), ("王小二", {"a6"}), ("王二", {"a6"}), ("王二（曾用名王狗蛋）", {"a6"}), ("王小二 曾用名王狗蛋", {"a6"}),
    ],
    "circles and noughts": [
        *((typed, {"a7"}) for typed in ("国营一〇一厂", "国营一零一厂", "国营101厂", "国营一○一厂", "国营一O一厂", "国营１０１厂", "国营一0一厂", "一零一厂", "101厂")),
        ("国营723库", {"d7"}), ("国营七二三库", {"d7"}), ("723库", {"d7"}),
    ],
    "marks inside a company's name": [
        *((typed, {"b2"}) for typed in ("杭州好又多超市", '"好又多"超市', "好又多", "「好又多」超市", "杭州《好又多》超市有限公司", "杭州 好又多", "好又多 杭州", "杭州'好又多'超市")),
        ("读者杂志社", {"d4"}), ("<读者>杂志社", {"d4"}),
    ],
    "brackets inside a company's name": [
        *((typed, {"b3"}) for typed in ("华美中国投资", "华美(中国)投资", "华美【中国】投资有限公司", "华美中国投资有限公司", "华美〔中国〕投资", "华美（中国投资")),
        ("杭州众鑫有限合伙", {"e5"}), ("杭州众鑫", {"e5"}), ("AB Hangzhou Co Ltd", set()), ("A&B Hangzhou Co Ltd", {"e6"}),
    ],
    "other scripts": [
        ("josé ángel", {"b4"}), ("jose angel", {"b4"}), ("иванов иван", {"b5"}), ("O’Brien Sean", {"b6"}),
        ("JOSE ANGEL", {"b4"}), ("Ángel José", {"b4"}), ("ИВАНОВ ИВАН", {"b5"}), ("Иван Иванов", {"b5"}), ("obrien sean", {"b6"}),
        ("Sean O'Brien", {"b6"}), ("O`Brien, Sean", {"b6"}), ("José-Ángel", {"b4"}), ("muller strassenbau", {"d6"}), ("MÜLLER STRASSENBAU GMBH", {"d6"}),
        ("Odegard Lukasz", {"e3"}), ("ødegård łukasz", {"e3"}),
    ],
    "dots of minority names": [
        *((typed, {"b7"}) for typed in ("艾尔肯˙吐尼亚孜", "艾尔肯。吐尼亚孜", "艾尔肯-吐尼亚孜")),
        *((typed, {"b7"}) for typed in ("艾尔肯•吐尼亚孜", "艾尔肯.吐尼亚孜", "艾尔肯吐尼亚孜", "艾尔肯 吐尼亚孜", "艾尔肯・吐尼亚孜", "艾尔肯、吐尼亚孜", "艾尔肯_吐尼亚孜", "艾尔肯—吐尼亚孜", "艾尔肯｡吐尼亚孜", "艾尔肯 · 吐尼亚孜", "艾尔肯,吐尼亚孜", "艾尔肯/吐尼亚孜", "艾尔肯ꞏ吐尼亚孜")),
    ],
    "case numbers as people write them": [
        *((typed, {"a2"}) for typed in ("2024浙0106执123号之一", "(2024)浙0106执字第123号", "（2024）浙0106执第123号", "案号2024浙0106执123", "2024-浙0106-执-123", "（二〇二四）浙0106执123号")),
        *((typed, {"a2"}) for typed in ("（2024）浙0106执123号之二", "2024浙0106执123-1", "2024 浙0106 执 123 号", "案号：（2024）浙0106执123号", "二○二四浙0106执123号", "（二零二四）浙0106执123号", "2024年浙0106执123号", "2024/浙0106/执/123", "（24）浙0106执123号", "执行案号：2024浙0106执00123号", "2024_浙0106_执_123", "2024浙0106执字123", "[2024]浙0106执字第123号之一")),
    ],
    "old case numbers": [
        ("(2013)穗南法执字1050号", {"c2"}), ("（2013）穗南法执1050号", {"c2"}), ("2013穗南法执第1050号", {"c2"}), ("2013年穗南法执字第01050号", {"c2"}), ("（二〇一三）穗南法执字第1050号", {"c2"}),
    ],
    "several parts": [
        ("刘晓红 杭州", LIU), ("刘晓红 富阳", {"c4"}), ("富阳 刘晓红", {"c4"}), ("刘晓红 西湖法院", {"c3"}), ("王伟 2025", {"a3"}), ("王伟 2024年", {"a2"}), ("王伟，失信", {"a3"}),
        ("王伟 浙江", WANG), ("刘晓红 富阳区人民法院", {"c4"}), ("王伟 男", {"a3"}), ("浙江省 杭州 李娜", {"a4"}), ("刘晓红、富阳", {"c4"}), ("王伟 未结案件", {"a2"}),
    ],
    "companies by their short names": [
        ("建行杭州分行", {"c7"}), ("杭州第1建筑", {"d2"}), ("杭州第一建筑", {"d2"}), ("第1建筑工程", {"d2"}), ("工行西湖支行", {"d5"}), ("中国建行杭州分行", {"c7"}), ("建设银行杭州分行", {"c7"}), ("工行 西湖", {"d5"}),
    ],
}  # fmt: skip
"""Kind -> what is typed, and the records that answer."""

CHOICES: dict[str, list[tuple[str, list[str]]]] = {
    "case numbers without year or court": [
        ("2024执123", CASE), ("浙0106执123", CASE), ("执字第123号", CASE), ("2024年执123号", CASE), ("（2024）执123号", CASE), ("西湖 执123", CASE), ("执123 西湖法院", CASE),
        ("西湖法院执123", CASE), ("杭州西湖法院 执字123号", CASE), ("浙0106 执 123", CASE), ("2024 执 123", CASE), ("穗南法 执1050", ["(2013)穗南法执字第1050号"]),
        ("穗南法执字1050号", ["(2013)穗南法执字第1050号"]), ("穗南法执1050", ["(2013)穗南法执字第1050号"]), ("执第1050号", ["(2013)穗南法执字第1050号"]),
        ("富阳 2024 执4", ["(2024)浙0111执4号"]), ("富阳法院 2024年 执4号", ["(2024)浙0111执4号"]), ("执4", ["(2024)浙0111执4号"]),
    ],
    "pinyin as people type it": [
        ("wang1wei3", ["王伟"]), ("Wei Wang", ["王伟"]), ("Wang,Wei", ["王伟"]), ("王wei", ["王伟"]), ("wáng wěi", ["王伟"]), ("wang1 wei3", ["王伟"]), ("WANG Wei", ["王伟"]),
        ("wang伟", ["王伟"]), ("王 wei", ["王伟"]), ("王wěi", ["王伟"]), ("王wei3", ["王伟"]), ("Wang-Wei", ["王伟"]), ("Xiaohong Liu", ["刘晓红"]), ("Xiao Hong Liu", ["刘晓红"]), ("Liu, Xiao-hong", ["刘晓红"]),
        ("刘xiaohong", ["刘晓红"]), ("liu晓红", ["刘晓红"]), ("lyu bu", ["吕布"]), ("lü bu", ["吕布"]), ("nyu wa", ["女娲"]), ("nv3wa1", ["女娲"]), ("刘xiao红", ["刘晓红"]), ("Ouyang Nana", ["欧阳娜娜"]),
    ],
    "initials, from three on": [("lxh", ["刘晓红"]), ("LXH", ["刘晓红"]), ("l.x.h", ["刘晓红"]), ("xjg", ["肖建国"]), ("刘xh", ["刘晓红"]), ("oynn", ["欧阳娜娜"])],
}  # fmt: skip
"""Kind -> what is typed, and the names or case numbers to choose from."""

SAID: dict[str, list[tuple[str, str, set[str]]]] = {
    "what is no key": [
        ("13800138000", "phone", set()), ("138 0013 8000", "phone", set()), ("0571-88888888", "phone", set()), ("+8613800138000", "phone", set()), ("王伟 13800138000", "phone", WANG),
        ("（2024）浙0111民初4号", "other-case", set()), ("(2023)浙01民终77号", "other-case", set()), ("2024浙0106刑初12号", "other-case", set()),
        ("法定代表人 高雪", "representative-no-key", set()), ("法人代表：高雪", "representative-no-key", set()), ("法定代表人李娜", "representative-no-key", {"a4"}),
    ],
    "a number that nobody can have": [
        ("刘晓红 330483197413174920", "id-date", set()), ("刘晓红 330483197411174921", "id-check", set()), ("刘晓红 330483197411174920", "", {"c3"}),
    ],
}  # fmt: skip
"""Kind -> what is typed, the note that goes with it, and the records."""

LIU_MASK = "3304831974****492*"
OFFERED: dict[str, list[tuple[str, dict[str, list[str]]]]] = {
    "sounds and shapes alike, after a miss": [
        ("刘晓宏", {"alike": ["刘晓红"]}), ("萧建国", {"alike": ["肖建国"]}), ("珊﨑", {"alike": ["珊崎"]}),
        ("刘小红", {"alike": ["刘晓红"]}), ("流晓红", {"alike": ["刘晓红"]}), ("肖健国", {"alike": ["肖建国"]}), ("黎娜", {"alike": ["李娜"]}), ("王伪", {"alike": ["王伟"]}), ("王苇", {"alike": ["王伟"]}),
        ("欧阳那娜", {"alike": ["欧阳娜娜"]}), ("刘小宏", {}), ("周文斌", {}),
        ("杭州好又朵超市", {"shorter": ["杭州好又"], "alike": ["杭州好又多超市"]}), ("刘晓宏 富阳", {"alike": ["刘晓红"]}),
    ],
    "without the last part": [
        ("刘晓红 宁波", {"shorter": ["刘晓红"]}), ("李娜 2019", {"shorter": ["李娜"]}), ("王伟 深圳", {"shorter": ["王伟"]}), ("李娜 失信", {"shorter": ["李娜"]}),
        ("杭州好又多超市有限公司城西二店", {"shorter": ["杭州好又多超市有限公司"]}), ("华美中国投资有限公司北京分公司", {"shorter": ["华美中国投资有限公司"]}),
    ],
    "name and number that disagree": [
        ("刘小红 330483197411174920", {"number-alike": [f"刘晓红 {LIU_MASK}"]}), ("刘晓宏 330483197411174920", {"number-alike": [f"刘晓红 {LIU_MASK}"]}),
        ("王建国 330483197411174920", {}), ("刘小宏 330483197411174920", {}), ("王伟 330483197411174920", {"name-only": ["王伟"]}),
        ("刘晓红 330483197413174920", {"name-only": ["刘晓红"]}), ("刘小红 330483197413174920", {}),
    ],
    "case numbers": [("（2023）浙0106执123号", {"cases": ["(2024)浙0106执123号"]}), ("（2024）浙0106执恢123号", {"cases": ["(2024)浙0106执123号"]}), ("（2024）浙0106执124号", {})],
}  # fmt: skip
"""Kind -> what is typed and finds nothing, and what is offered: reason -> questions."""
