"""Homes are cut below the county, by their shape and whatever announces them; seats, courts and lots keep theirs."""

from itertools import chain

import pytest

from pipeline.masking.dwelling import address_words, announcing_words, before_words
from pipeline.masking.known import KnownValues
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers.known_addresses import cores_of
from pipeline.masking.text import find_hidden_spans, mask_text

PLACES_OF_PROCEEDINGS = [
    "地点：行政中心东附楼412室\n事由：案外人异议听证",
    "会议室：三号楼B座1201",
    "执行人员到沱湖乡大岗村村口公告栏张贴公告",
    "执行人员于当日到塔石乡秋畈街张贴公告",
    "腾退公告张贴于朝阳路88号金色家园小区东大门，限期腾空",
]


@pytest.mark.parametrize("text", PLACES_OF_PROCEEDINGS)
def test_where_a_court_sits_hears_and_posts_stays(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text


HOMES_BY_LANDMARK = [
    ("家就在石佛寺桥头加油站斜对面那栋楼，唐河县人都知道", "家就在***，唐河县人都知道"),
    ("经查其暂住城南菜市场旁边李记粮油店楼上，无人应门", "经查其暂住***，无人应门"),
    ("邻居指认其住大槐树往东五十米红铁门", "邻居指认其住***"),
    ("封条张贴于其家塔石乡秋畈村17号门上", "封条张贴于***"),
    ("核对身份证的尾巴后签收", "核对身份证的尾巴后签收"),
    ("厂区位于桥头加油站斜对面，设备4台", "厂区位于桥头加油站斜对面，设备4台"),
]


@pytest.mark.parametrize(("text", "expected"), HOMES_BY_LANDMARK)
def test_a_home_told_by_what_stands_beside_it_goes(text: str, expected: str) -> None:
    masked = mask_text(text, Profile.STANDARD)
    assert masked == expected
    assert mask_text(masked, Profile.STANDARD) == masked


HOMES = [
    ("被执行人户籍地为龙泉市塔石乡秋畈村3组17号，外出务工", "龙泉市***，外出务工"),
    ("家在龙泉市塔石乡秋畈村", "家在龙泉市***"),
    ("老家就在塔石乡秋畈村上湾组，红砖房", "老家就在***，红砖房"),
    ("现租住于翠苑路柒拾柒号五幢三〇二", "现租住于***"),
    ("到被执行人位于遂昌县云峰街道下圳村17号的住所调查", "遂昌县***的住所调查"),
    ("返回新县箭厂乡竹湾村戴洼组家中", "新县***家中"),
    ("通知书寄往利辛县程楼镇前褚庄12号，退回", "利辛县***，退回"),
    ("住浙江杭州西湖文三路9号", "住浙江杭州西湖***"),
    ("住松阳古市筏坑31号", "住松阳***"),
    ("住东莞市横泾镇新围仔七巷9号503", "住东莞市***"),
    ("住新疆生产建设兵团第八师一七三团九连24栋1号", "第八师***"),
    ("住阿巴嘎旗淖尔图苏木敖德嘎查", "住阿巴嘎旗***"),
    ("住甘孜藏族自治州乡城县香纳乡热打村", "乡城县***"),
    ("住镇原县屯字梁镇上庄组26号", "住镇原县***"),
    ("住云和县云和镇凤凰弄12号", "住云和县***"),
    ("住乐山市市中区通漳镇嘉农路8号", "乐山市市中区***"),
    ("住阳泉市郊区荫平镇三泉村", "阳泉市郊区***"),
    ("住台州市路桥区路桥街道新安弄5号", "台州市路桥区***"),
    ("住房县城关岭镇诗经路62号", "住房县***"),
    ("住建瓯市小桥镇上屯村桥头17号", "住建瓯市***"),
    ("住重庆市云阴县高阳镇桂林村3组", "重庆市云阴县***"),
    ("住丽水市古市镇筏坑村31号", "住丽水市***"),
    ("住北京市市辖区朝阳区十八里坡乡北路甲62号院", "朝阳区***"),
    ("住大连经济技术开发区辽河西四路77-3-2号", "开发区***"),
    ("住址：商南县过\n风楼坝镇水沟口\n村三组\n执行依据：判决书", "商南县***\n执行依据：判决书"),
    ("户 籍 地： 广 西 容 县 杨 梅 岭 镇 红 石 村 6 队", "容 县***"),
    ("住址：香港九龍觀塘福康街88號麗晴閣12樓F室", "住址：香港***"),
    ("The debtor resides at Flat C, 17/F, Tower 3, 288 Fuk Man Road, Sai Kung", "resides at ***, Sai Kung"),
    ("zhuzhi: Zhejiang Songyang xian Gushi zhen Fakeng cun 31 hao; an hao", "Songyang xian ***; an hao"),
    ("钱斌，男，龙泉市塔石乡秋畈村", "龙泉市***"),
    ("禁止出现在湖墅南路271号8幢", "禁止出现在***"),
    ("住本县竹口乡（原横坑乡，2011年并入），已拆", "住本县***（***，2011年并入），已拆"),
    ("查封被执行人所有的位于云阳县双江街道滨江路88号的自住房屋", "云阳县***的自住房屋"),
    ("住龙泉市塔石乡秋畈村17号。秋畈村无其房产，塔石乡秋畈村的邻居称其外出", "龙泉市***。秋畈村无其房产，***的邻居"),
    ("敲开白鹿巷31弄5支弄2号，无人应答", "***，无人应答"),
    ("他新家我跟到了，香樟林C6幢1单元1701，车库里那台车不是他的", "他新家我跟到了，***，车库里那台车不是他的"),
    ("留置于红星巷拾柒号甲叁单元二〇一，由社区见证", "留置于***，由社区见证"),
    ("去年搬到了魅力之城，8号门，十一层，右手边", "***，***"),
    ("3幢2单元902，碧溪名庭，菱湖路77号，埭溪镇，湖州市吴兴区", "***，***，***，***，湖州市吴兴区"),
    ("xz=北寨镇|cun=盐滩社|mph=六十七", "xz=***|cun=***|mph=***"),
    ("姓名\t乡镇\t村名\t组号\n季某\t沙溪\t沙溪亭\t七", "季某\t***\t***\t***"),
    ("问：你住在哪里？答：永宁街后巷裁缝铺阁楼，月租五百", "***，月租五百"),
    ("其家在铁佛寺下坡第三家", "***"),
    ("户籍: Menghai Xian, Mengzhe Zhen, Manlei Cun, Manfei Zu 26 hao", "户籍: Menghai Xian, ***"),
    ("住雇主家，富源路锦华时代7-2-1702", "***"),
    (
        "到洋川街道诗乡大道218号本院第三审判庭听证，传票已贴于你蒲场镇高坊子组19号门上",
        "诗乡大道218号本院第三审判庭听证，传票已贴于***",
    ),
    ("裁定寄往城关镇发展大道31号某某运输有限公司，已签收；寄河口镇双河村八里塆的退回", "寄***的退回"),
    ("现住苏村镇东泉庄村207号现欠租金19800元", "现住***现欠租金19800元"),
    ("法官带案下乡，在玄滩镇涂场村晒坝上调解，被执行人涂某到场", "在***"),
]
KEPT = [
    "丽水荷叶坪茶业有限公司，住所地松阳县古市镇上方街217号，法定代表人见附表",
    "联系人：毛法官，邮寄地址：松阳县西屏街道新华路118号松阳县人民法院",
    "听证地点：襄垣县古韩岭镇府前路33号本院第五听证室",
    "看样地点：海盐县秦溪镇振兴路3幢仓库门口",
    "依据清江公证处（住所：凯里市韶山北路62号3楼）出具的证书",
    "腾空位于温岭市泽坎镇川南街88号的厂房",
    "在永康市古山桥镇三号路18号永康市磐溪五金厂务工",
    "开户网点：榆中农村合作银行和平垣支行（榆中县和平垣镇徐家山路9号）",
    "合同签订地：余杭区仓溪街道文一西路1117号",
    "举报渠道：0892-8823110，桑珠孜区珠峰西路16号",
    "拍卖标的：坐落于松阳县西屏街道新华路118号3幢301室的不动产",
    "Place of inspection: Warehouse 3, No. 26 Zhenhai Road, Xiamen",
    "被告驾车行至武宁县石渡坪镇新庄村八组路段时相撞",
    "由平江县伍市岭镇颜家铺村村民委员会协助张贴公告",
    "户籍地派出所、现居住地居委会均无法提供其住处，家在农村，无住房公积金",
    "现居县城何处不详，住所地法院为岷县人民法院",
    "执行大厅12号窗口、第三法庭（3楼306室）、地铁1号线、房屋3幢1单元",
    "摊位位于来凤县翔凤镇武汉大道农贸市场C区14号，系被执行人经营",
    "管理人办公室设在宜昌市伍家岗区沿江大道182号清江大厦18楼",
    "领款地点修水县义宁镇城北路12号执行指挥中心",
    "青稞酒业有限公司，住互助县威远镇西大街6号",
    "账目请寄公司广水市应山办事处航空路92号收",
    "东门路28号“老周家常菜”系被执行人经营的个体工商户",
]
LOT_KEPT = [
    "标的物：兴化市戴南窑镇金色水岸12幢302室房屋，现由被执行人及家人居住",
    "拍卖标的：潜江市熊口垸镇农场路19号房屋一栋，被执行人户籍亦登记于该址",
]
LOT_HIDDEN = [
    ("标的物为清流县嵩口坪镇站前路5号店面；被执行人现住清流县龙津桥镇翠竹路5号楼502", "站前路5号店面", "翠竹路"),
    ("拍卖丙轿车一辆；被执行人另有住处：奉贤区四团镇夏家村1515号", "奉贤区", "夏家村"),
    ("不在本次拍卖范围：动产；被执行人位于永康市舟山镇后金路21号的住房", "永康市", "后金路"),
    (
        "拍卖巴河镇桂花墩村三组厂房，看样联系巴河镇人民路5号；原业主移居同村五组湾头",
        "人民路5号",
        "湾头",
    ),
]
TABLE = "当事人名称\t住址\t电话\n丽水荷叶坪茶业有限公司\t松阳县古市镇环湖路6号\t无\n季某\t松阳县古市镇环湖路6弄9号\t无"


@pytest.mark.parametrize(("text", "shows"), HOMES, ids=lambda text: text[:14])
def test_a_home_is_cut_below_its_county_and_stays_so(text: str, shows: str) -> None:
    masked = mask_text(text, Profile.STANDARD)
    assert shows in masked
    assert mask_text(masked, Profile.STANDARD) == masked


@pytest.mark.parametrize("text", KEPT, ids=lambda text: text[:14])
def test_places_of_companies_courts_and_things_stay(text: str) -> None:
    assert not [span for span in find_hidden_spans(text, Profile.STANDARD) if "address" in span.rule]


@pytest.mark.parametrize("text", LOT_KEPT, ids=lambda text: text[:14])
def test_a_lot_keeps_its_place_also_where_the_debtor_lives_in_it(text: str) -> None:
    assert mask_text(text, Profile.STANDARD, place=Place.LOT) == text


@pytest.mark.parametrize(("text", "stays", "hidden"), LOT_HIDDEN, ids=lambda text: text[:14])
def test_another_home_in_a_lot_notice_goes(text: str, stays: str, hidden: str) -> None:
    masked = mask_text(text, Profile.STANDARD, place=Place.LOT)
    assert stays in masked
    assert hidden not in masked


def test_in_a_table_the_row_tells_whose_an_address_is() -> None:
    masked = mask_text(TABLE, Profile.STANDARD, KnownValues.of(parties=["丽水荷叶坪茶业有限公司", "季某"]))
    assert "松阳县古市镇环湖路6号" in masked
    assert "松阳县***\t无" in masked


@pytest.mark.parametrize("kind", address_words())
def test_the_examples_of_a_kind_of_words_hold(kind: str) -> None:
    for example in address_words()[kind]["examples"]:
        masked = mask_text(example["text"], Profile.STANDARD)
        assert example["stays"] in masked
        assert not example["hidden"] or example["hidden"] not in masked


def test_every_announcing_word_is_found_in_both_passes() -> None:
    """The signs on which words begin stand before the pattern; a word whose sign is missing would never be found."""
    text = "".join(
        chain.from_iterable(row["text"] for kind in ("home", "address") for row in address_words()[kind]["examples"])
    )
    wide = [found.span() for found in before_words().finditer(text) if found.lastgroup in ("home", "address")]
    assert set(wide) <= {found.span() for found in announcing_words().finditer(text)}


@pytest.mark.parametrize(
    "phrase", ["下落不明", "本市农村", "松阳县农村", "外出打工", "城关镇", "浙江省松阳县", "长期在外务工"]
)
def test_a_common_phrase_is_no_known_address(phrase: str) -> None:
    assert cores_of(phrase) == ()
    text = f"被执行人{phrase}，查无财产"
    assert mask_text(text, Profile.STANDARD, KnownValues.of(addresses=[phrase])) == text


def test_the_end_of_a_known_address_is_hidden_alone() -> None:
    known = KnownValues.of(addresses=["松阳县古市镇筏坑村樟树下31号"])
    assert mask_text("该户位于樟树下31号，无人", Profile.STANDARD, known) == "该户位于***，无人"


def test_an_address_that_the_scan_looks_for_is_hidden_whatever_it_says() -> None:
    known = KnownValues.of(addresses=["常年在广东打工1年余"])
    assert "打工1年" not in mask_text("其常年在广东打工1年余", Profile.STANDARD, known)
