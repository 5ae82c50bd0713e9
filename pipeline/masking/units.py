"""Units behind a number: what is counted or measured is nobody's number (17.72亩, 4177元, 3张).

One table for every recogniser. A sign that begins other words as well (张伟, 本人, 名下) is a unit only where no such word follows.
"""

import re

MONEY = "[万亿千百]{0,2}(?:元|圆|块|股|份(?!证))|万|亿|[万亿千百]?(?:美元|美金|港元|港币|欧元|日元|英镑)"
MEASURES = "平方|平米|㎡|公顷|亩|吨|公斤|千克|克|斤|米|公里|千米|里|度|瓦|千瓦|升|立方|[mM](?![A-Za-z])|倍|%|％|‰"
TIMES = r"年|个月|月|日|天|小时|分(?![别机局])|秒|时(?!任)"
PIECES = (
    r"人(?![民员])|名(?![下字为叫])|户(?![籍口主名])|次|张(?![\u3400-\u9fff]{1,3}(?:[，,。；;、（(]|$))|件(?!号)|台(?![胞湾])|套|个(?!人)|条(?!例)|篇|字(?![号第])|本(?![人院案市县])"
    "|册|枚|只(?![有是能])|头(?!像)|棵|株|箱|桶|瓶|辆|艘|架|座(?!机)|间|层|栋|幢|室|号楼|楼|页|期|批|单位|款(?!项)|项|行(?![号驶])"
)

COUNTED = rf"[ \u3000]?[余多]?(?:{MONEY}|{MEASURES}|{TIMES}|{PIECES})"
UNIT_BEHIND = re.compile(COUNTED)
