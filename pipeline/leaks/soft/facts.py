"""Net: facts of somebody's body, mind, need, faith, private life and convictions, by words of the detector's own.

1. Sentence by sentence: a word of the matter, and a word of somebody or of what somebody does or suffers.
2. Clause by clause: everyday words about somebody's life without one word of proceedings. No list knows how people speak of an illness
   (走路要人扶着), but court texts do not speak so.

It errs more often than the other nets, so its hits hold no row: the officer is shown them (`pipeline.review.risk`).
"""

import re
from collections.abc import Iterator

from pipeline.leaks.soft.pieces import Piece

_SENTENCE = re.compile(r"[^。；;\n\t|]+")
_SURE = re.compile(
    "尿毒症|白血病|癌(?!症?防治)|肿瘤(?!医院|科普)|艾滋(?!病?防治)|梅毒|癫痫|精神分裂|抑郁|自闭|痴呆|偏瘫|截瘫|瘫痪|透析(?!机|室|设备)|化疗|精神病(?!医院)(?!.{0,4}公司)|糖尿病|高血压|脑梗|"
    "脑出血|脑溢血|肝硬化|心脏病|中风|失明|失聪|聋哑(?!牌)|截肢|假肢(?!厂|费)|植物人|低保(?!条例|标准|政策|留|证|价|底|、特困)|五保|特困(?!人员救助供养与)|建档立卡|救济[金粮款]|怀孕|身孕|流产|引产|妊娠|戒毒(?!所|条例)|吸毒|毒瘾|酗酒|嗜酒|"
    "嫖娼|卖淫|出轨|婚外情|同性恋|性侵|强奸|猥亵|裸照|信教|信佛|基督徒|穆斯林|教徒|受洗|做礼拜|前科|刑满释放|两进宫|智障|弱智|残疾军人|家暴|亲子鉴定|代孕|"
    "[血心肝肾肺胃脑眼皮骨老重大疾怪久]友?病(?![房虫害历假毒媒])|羊.风|哮喘|残[疾障][\u4e00-\u9fff]{0,2}证|[一二三四1-4]级[\u4e00-\u9fff]{0,2}残|两项补贴|(?:临时|大病|医疗|社会)救助|美沙酮|海洛因|冰毒|[吸沾]粉|溜冰(?!场)|"
    "尿[袋管]|造瘘|胃管|(?:打|摔|撞|踢|轧|砍)[断折][^，。]{0,4}[骨手腿指]|床照|艳照|信主(?!动|体|张)|[守斋]斋|斋月|礼拜(?![一二三四五六日天])|祷告|皈依|出家(?!门)|胚胎|试管婴儿|借腹|DNA|亲生|肚子[\u4e00-\u9fff]{0,6}月|"
    "不认[得识]?[\u4e00-\u9fff]{0,2}人|糊涂|手语|又聋又哑|疾控|[拿取吃服喝敷]药|药[不罐]|一只[眼耳手脚]|服刑|在押|坐牢|(?:看守所|监狱)[\u4e00-\u9fff]{0,4}[等开服关]|[关蹲押][在进]?[\u4e00-\u9fff]{0,6}(?:看守所|监狱|号子)|"
    "判[了处]?(?:有期徒刑|刑)?[一二三四五六七八九十两0-9]{1,3}年(?!度|[0-9])|捅[了过]?人|进宫|案底|自杀|轻生|割腕|护理依赖|心理[测评咨询疏治][评估询导疗]?|拿[\u4e00-\u9fff]{1,3}抽|psychiatric|schizo|cancer|disab|HIV|pregnan|addict|dialysis|hepatitis"
)
_MATTER = re.compile(
    "病(?![房虫害历假毒媒])|症(?!结)|炎(?!热|黄)|残疾|伤残|[一二三四五六七八九十][级]残|骨折|手术|(?<!医疗费)住院(?!号|楼|部)|诊断(?!,)|确诊|就医|药|疗养|护理|照料|卧床|轮椅|拐杖|起不来|神志|昏迷|孕|胎|救助|补助|贫困|养老院|敬老院|"
    "教会|教堂|寺|佛|礼拜|祷告|毒|瘾|赌|酒|牢|监狱|看守所|判刑|服刑|拘役|有期徒刑|罪|奸|嫖|情人|眼|耳|腿|手指|肢|脑|肝|肾|肺|心脏"
)
_OF_SOMEBODY = re.compile(
    "患|罹|得了|查出|确诊为|长期|常年|多年|因病|因伤|身体|生活不能|不能自理|享受|领取|依靠|靠|其[妻夫父母子女兄弟姐妹]|配偶|妻子|丈夫|父亲|母亲|儿子|女儿|家中|家里|家属|老人|"
    "住院|卧床|治疗|手术|服药|吃药|曾因|曾犯|被判|正在服刑|信[仰奉]|沉迷|染上|戒|断|瞎|聋|哑|瘸|失去|不便|听不|看不"
)
_PUBLIC = re.compile(
    r"(?:医疗|医药|住院|护理|营养|误工|康复|手术|治疗|伙食|鉴定|残疾|伤残|精神|死亡|辅助器具|补助|生活|药品|诊疗|救助|检查)[\u4e00-\u9fff]{0,8}?(?:费用?|金|损失|抚慰|津贴)|保险|(?:医院|公司|中心|学校|厂|药店|诊所|卫生院|管理局|设备|器械|仪器|药品|一批)|"
    r"的[，,]?(?:可以|应当|不得|依法|人民法院)|丧失劳动能力|生活(?:确有)?困难|纠纷|拒不执行判决、裁定罪|疫病|防治|病害|\*{2,}"
)
_NOTHING = re.compile(r"（[^（）]{0,6}隐私[^（）]{0,4}）")
_LABEL = re.compile(
    "健康|身体状况|户内情况|依赖程度|病情|病史|疾病|诊断|残疾(?!赔偿|辅助|用具)|伤残(?!赔偿|补助|津贴)|救助(?!金)|低保|宗教|信仰|吸毒|前科|犯罪记录|孕|精神状况"
)
_GOOD = re.compile(r"\W*(?:良好|健康|正常|一般|无|否|有|是|没有|无异常|不详|未知|略|/|—|-|\*+)*\W*")


def facts(text: str, pieces: list[Piece]) -> Iterator[int]:
    """Where a sentence tells something of somebody that no list may tell."""
    for piece in pieces:
        is_asked = _LABEL.search(piece.label) is not None and "费" not in piece.label and "金" not in piece.label
        if is_asked and not piece.is_official and not _GOOD.fullmatch(_NOTHING.sub("", piece.text)):
            yield piece.start
    for sentence in _SENTENCE.finditer(text):
        signs = _NOTHING.sub(lambda gap: " " * len(gap.group()), sentence.group())
        signs = _PUBLIC.sub(lambda gap: " " * len(gap.group()), signs)
        found = _SURE.search(signs) or (_MATTER.search(signs) if _both(signs) else None)
        if found:
            yield sentence.start() + found.start()


_CLAUSE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{4,30}(?=[，。；、]|$)", re.MULTILINE)
_OF_LIFE = re.compile(
    "他|她|此人|该员|其(?!中|余)|娃|[妈爹娘爸妻夫孩媳婆]|[父母儿女兄弟姐妹]|老人|家里|屋里|每[天日月周年]|多年|早已|早就|常年|一直|整[天日夜]|至今|前年|去年|[一两二三几][回次]|多次|反复|经常|"
    "[身命血肚脸眼耳脚腿腰背头心]|[吃喝睡哭疼痛躺坐站走]|瘦|弱|伺候|照|陪|戒|信|拜|念|抽|吸|打|骂|抱|怀|关|判|抓|放出来"
)
_OF_PROCEEDINGS = re.compile(
    "执行|法院|法庭|法官|裁|判[决令]|决定|调解|仲裁|申请|异议|请求|诉|拍卖|变卖|封|冻结|扣|腾|履行|偿|还|付|给|欠|借|货|本金|利息|财产|存款|余额|账|收|房|车|不动产|土地|股|保|抵押|合同|协议|达|告|知|传票|"
    "限制|失信|拘留|罚|听证|开庭|庭|期|日|时间|地点|悬赏|线索|奖|举报|案|纠纷|赔|补偿|费|金|额|标的|抚养|赡养|监护|查|终|止|恢复|登记|归|竞|价|评估|元|公司|银行|劳动能力|困难|下落|责任|权|义务|拒|分期|减|担|代|"
    "鉴定|认|同意|撤|效|解除|工|联系|电话|依照|根据|规定|条例|时效|情形|某|未|隐私|[省市县镇乡街路户住]|男|族|证|负责|参与|优先|承租|[租买卖税]|交付|占|使用|人民|款|营|明|取|管|机|设备|品|产|办|理|件|书|法|业|单位|"
    "原告|被告|当事人|双方|上述|以上|如下|网|平台|现场|看样|报名|瑕疵|交|接|提|自行|审|代码|信息|身份|生日|照片|邮箱"
)


def everyday(text: str) -> Iterator[int]:
    """Where a clause speaks of somebody's life as no court text does."""
    for clause in _CLAUSE.finditer(text):
        if _OF_LIFE.search(clause.group()) and not _OF_PROCEEDINGS.search(clause.group()):
            yield clause.start()


def _both(signs: str) -> bool:
    """Whether a matter and somebody stand in one clause."""
    return any(_MATTER.search(clause) and _OF_SOMEBODY.search(clause) for clause in re.split("[，,、：:（）()]", signs))
