"""Words before numbers: labels that make a number a secret, and words that make it public.

The detector's own table. Every label stands with what it announces; the longest label wins, so
公众号 is not read as 号.
"""

from enum import StrEnum


class Label(StrEnum):
    """What a label announces."""

    IDENTITY = "identity"
    """Resident IDs, permits, and whatever stands behind 证件号."""
    DOCUMENT = "document"
    """Passports, travel permits, military and police IDs."""
    PHONE = "phone"
    ACCOUNT = "account"
    """Bank cards and accounts."""
    CHAT = "chat"
    """WeChat and QQ."""
    MAIL = "mail"
    PLATE = "plate"
    VEHICLE = "vehicle"
    """VIN."""
    TITLE = "title"
    """Property-title numbers."""
    CODE = "code"
    """Public by law: codes of organisations."""
    NUMBER = "number"
    """Public numbers: cases, documents, orders, lots."""


_WORDS: dict[Label, str] = {
    Label.IDENTITY: (
        "身份证号码 身份证编号 身份证号 身份证 证件编号 证号 身份证件 证件号码 证件号 证件 身份号码 身份号 居住证 永居证号 永居证 永久居留证 居留身份证 永久居留身份证 "
        "户口本 身分证 公民身份号码 id_number id_card idno sfzh sfz"
    ),
    Label.DOCUMENT: (
        "护照号码 护照号 护照 通行证号码 通行证 台胞证 回乡证 军官证 士兵证 军人证 军官证号 文职干部证 警官证 警察证 警号 人民警察证 "
        "居留证 海员证 旅行证 士官证 passport Passport"
    ),
    Label.PHONE: (
        "手机号码 手机号 手机 移动电话 联系电话 电话号码 电话 联系方式 来电 致电 座机 固话 住宅电话 家庭电话 联系手机 号码是 小灵通 宅电 家电 "
        "联系号码 tel phone mobile"
    ),
    Label.ACCOUNT: (
        "银行卡号 银行卡 卡号 银行账号 银行账户 银行帐号 账号 帐号 账户 帐户 存折 储蓄卡 借记卡 信用卡 工资卡 社保卡 "
        "农行卡 工行卡 建行卡 中行卡 支付宝账号 收款卡 一卡通 个人卡 打入 转至 汇至 cardno"
    ),
    Label.CHAT: "微信号码 微信号 微信 QQ号码 QQ号 QQ qq 扣扣 企鹅号 WeChat wechat weixin V信 加vx",
    Label.MAIL: "电子邮箱 邮箱 电子邮件 邮件 email Email E-mail",
    Label.PLATE: "车牌号码 车牌号 车牌 号牌号码 号牌 牌照 牌号",
    Label.VEHICLE: "车辆识别代号 车辆识别代码 车架号 识别代号 识别代码 VIN",
    Label.TITLE: "不动产权证号 不动产权证 不动产权 房产证号 房产证 房权证 土地证号 土地使用证 产权证号 权证号",
    Label.CODE: "社会信用代码 信用代码 机构代码 组织机构代码 统一代码 纳税人识别号 税号 注册号 uscc",
    Label.NUMBER: (
        "订单号 订单编号 订单 单号 编号 流水号 流水 标的号 标的物编号 拍品编号 拍品号 拍品 案号 文号 合同号 合同编号 票号 发票号码 发票号 "
        "发票 收据号 运单号 快递单号 快递 凭证号 凭证 交易号 商户号 批次号 条形码 条码 序列号 查控编号 查询编号 公告编号 报告编号 报告号 "
        "缴款识别码 缴款码 识别码 借款合同 票据号码 票据号 税务登记证号 执业证号 探矿证号 采矿许可证 行驶证号 卡片号 运费单 QQ群 "
        "受理号 许可证号 执照号 登记号 备案号 项目编号 回执 保单号 机身号 发动机号 IMEI 序号 时间戳 坐标"
    ),
}
LABELS: dict[str, Label] = {word: label for label, words in _WORDS.items() for word in words.split()}
"""Label -> what it announces."""

_SECRET = {Label.CODE, Label.NUMBER}
_ASCII_WORDS = {"QQ", "WeChat", "wechat", "weixin", "Passport", "passport"}
LABEL_WORDS = sorted(
    word for word, label in LABELS.items() if label not in _SECRET and (not word.isascii() or word in _ASCII_WORDS)
)
"""The labels that Hyperscan looks for."""

PARTIES = (
    "被执行人|申请执行人|申请人|被申请人|案外人|利害关系人|第三人|当事人|债务人|债权人|原告|被告|证人|担保人|保证人|承租人|"
    "法定代表人|负责人|代理人|买受人|本人|其|配偶|妻子|丈夫|之子|之女|儿子|女儿|父亲|母亲|身份证|户籍|住|家属|亲属|男，|女，|停放人|占有人|使用人|收件人|欠款人"
)
"""Words of a person whose number is private."""

OFFICIAL = (
    "线索|举报|法院|法官|执行局|联系人|咨询|监督|看样|拍卖|管理人|承办|评估|客服|热线|值班|书记员|执行员|平台|竞买|报名|"
    "投诉|公众号|服务号|小程序|辅助机构|指挥中心|本院|电话：0571"
)
"""Words of an office whose number is public."""

HOME_PHONE = "家庭|住宅|宅电|家电|座机|固话"
"""Words of a landline at home."""

BANK = "银行|农行|工行|建行|中行|交行|招行|户名|存款|扣划|划扣|冻结|汇入|转账|支付|卡"
"""Words around a card."""

OFFICIAL_ACCOUNT = "法院|执行款|案款|保证金|专户|竞买|缴纳|缴至|缴款|汇入本院|尾款|余款|拍卖款|诉讼费|(?:拍卖|变卖|执行|余|尾|价)款账[户号]|保证金账[户号]|价款|指定账户|过付|代管"
"""Words of an account into which one shall pay."""

AUCTION = "拍卖|标的|变卖|起拍|看样|竞买|评估价|一拍|二拍"
"""Words of an auction, whose lot keeps its own numbers."""
