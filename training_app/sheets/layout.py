"""Words by which lines of a Chinese list are told apart that are no records: totals, signatures, samples, instructions."""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u180e]")
"""Characters without width that copying from chats and web pages leaves behind."""

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|\{[^{}]*\}")
_DECORATION = re.compile(r"[\s*★☆※●◆■□▲△√#_:：;；,，.。、|\"'“”‘’`~\-—/\\!！?？+&]+")
_LEADING_NUMBER = re.compile(r"^(?:\d{1,2}(?=\D)|[一二三四五六七八九十]{1,2}[、.．])")
_TYPED = str.maketrans({"(": "(", "（": "(", "）": ")", "［": "[", "］": "]", "＜": "<", "＞": ">"})

TOTAL = re.compile(
    r"^(?:本页|本班|本表|全班|全部|学员|参训)?(?:人数|人员)?(?:合\s{0,8}计|小\s{0,8}计|总\s{0,8}计|共计|累计|总人数|平均|总数|总和)"
    r"(?:人数|金额|学时|年龄|分)?(?=$|[^\u4e00-\u9fff])|^(?:以上|本表)共?计|^计\s*[:：]?\s*\d"
    r"|^[\u4e00-\u9fff]{0,4}共(?:有|计)?\s*\d+\s*(?:人|名|行|条)|^(?:实到|应到|实有|报名|缺勤|到课|参训)人数\s*[:：]?\s*\d*"
    r"|^(?:其中)?\s*[:：]?\s*(?:男|女)(?:学员|生|性)?\s*[:：]?\s*\d+\s*(?:人|名)|^\d+\s*人$"
)
SIGNATURE_WORDS = (
    r"(?:填表|填报|制表|制单|审核|复核|审批|经办|承办|核对|校对|联系|负责|报送|登记|统计|汇总|班主任|单位负责|主管|部门负责|财务负责|财务"
    r"|分管领导|领导|带班|教务|项目负责|会计|出纳|监考|阅卷)(?:人员?|人签[字章名]|签[字章名]|单位|部门|老师|日期|时间|意见)?"
)
SIGNATURE = re.compile(
    rf"^{SIGNATURE_WORDS}\s*(?:\([^)]*\)|（[^）]*）)?\s*[:：]|^{SIGNATURE_WORDS}\s*(?:\(?（?签[字章名]|$)"
    r"|[(（]?(?:盖章|公章|签章|签字|签名|单位章)[)）]?\s*[:：]?\s*$"
    r"|^(?:填表|填报|制表|审核|上报|报送|打印)(?:日期|时间)"
    r"|^[\u4e00-\u9fff]{2,8}(?:签字|签名|签章|盖章)\s*[:：]|^(?:培训机构|[举承主]办单位|培训单位|班主任|联系人|地址)\s*[:：]"
)
SIGNED_ON = re.compile(r"年\s*月\s*日|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
"""The day under a signature; in a line of many cells it is some other day."""
SAMPLE = re.compile(
    r"示例|样例|范例|示范(?:行|数据)|样本(?:行|数据)|^\s*例\s*\d{0,2}\s*$|^\s*[(（【\[]\s*[例样]\s*[)）】\]]|^\s*例\s*[:：]|^\s*例如"
    r"|[(（【\[]\s*[例样]\s*[)）】\]]\s*$|(?:上传|填写|导入|使用|提交)[前时]\s*(?:请)?\s*删除"
    r"|[此本该][行列]\s*(?:请|可|须|应)?\s*(?:勿|不要|不得|不可)?\s*删"
    r"|^\s*(?:sample|example|e\.g\.?)",
    re.IGNORECASE,
)
"""Marks of a line that shows how to fill in; searched only in cells that are no ordinary value."""
SAMPLE_START = re.compile(
    r"^\s*(?:示例|样例|范例|例)\s*[:：]|^\s*(?:示例|样例|范例)\s*$|^\s*[(（【\[]\s*(?:示例|样例|范例|例)\s*[)）】\]]"
)
"""The same where any words may stand, as in the name of a firm."""
HINT = re.compile(
    r"必填|选填|必录|可不填|非必填|下拉|请(?:填|选|输|按|勿|如实|与)|填写|填入|输入|格式|文本|身份证上|如[:：]|例[:：]|例如|\d{1,2}\s*位"
    r"|yyyy|YYYY|与身份证|不超过|须与|须填|应与|应填|请务必|参照|选项|二选一|以内|保持一致|不能为空|阿拉伯数字|勿删|不填|自动生成|男\s*[/／或、]\s*女"
)
NOTE = re.compile(
    r"^\s*(?:注|备注|说明|填表说明|填写说明|填报说明|注意|注意事项|要求|填写要求|提示|温馨提示|备\s*注)\s*\d?\s*[:：.、]|^\s*以下(?:空白|无正文)|^\s*(?:以下|下列|上述)(?:人员|学员|均|为|是)"
    r"|^\s*[(（]?(?:本页)?以下空白|^\s*\d{1,2}[、.．](?!\d)\s*\S{8,}"
)
NUMBERING = re.compile(r"[(（]?(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,2}|[①-⑳]|栏\d{1,2})[)）]?")
SECTION = re.compile(
    r".{6,}(?:册|单|级|届|统计|汇总)$|.*(?:班|组|期|名单|公司|部门|学院|车间|批|批次|情况|表)$|^第.+|.*[:：]$"
)
"""A line with this text alone heads a part of the list."""
GROUP = re.compile(r".*(?:信息|情况|资料)")
"""A line of such words is the upper line of a header."""
DITTO = frozenset({"同上", "〃", "″", '"', "''", "“", "”", "同前", "同", "上同"})
"""Cells that repeat the cell above."""

TICKED = frozenset("√ ✓ ✔ ☑ ● ■ ★ ▲ 1 是 有 对 Y y V v Ｖ ｖ √√".split())
"""What a cell says where the value over it is the one meant."""
NOT_TICKED = frozenset({"", "0", "否", "×", "✗", "✘", "☐", "□", "N", "n", "/", "\\", "-", "--", "—", "——", "无", "╱"})
"""What it says where it is not. A mere circle may be either, and is asked about."""
CHECKED, UNCHECKED = "☑■✓✔√▣☒", "□☐○◻"
"""Boxes before the choices in a cell."""
NO_TICK = "未勾选"
HALF_OF_NAME = "？"
"""What stands for a record's cell where nothing is ticked, and after half of a name: no list takes either for a value."""
BRACKET_AT_END = re.compile(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]\s*")

_EXAMPLE = re.compile(r"(?<=\S)\s*[(（\n]?\s*(?:例如|示例|如|例|格式)\s*[:：].*$", re.DOTALL)
_TRADITIONAL = str.maketrans(
    "號碼證聯繫絡電話學歷單備註職業專畢時間銀賬帳戶開層級別稱種類項訓練對員報參與區縣書編資訊機構國師從經驗齡歲門額發數課績總評價認長簽稅動類",
    "号码证联系络电话学历单备注职业专毕时间银账帐户开层级别称种类项训练对员报参与区县书编资讯机构国师从经验龄岁门额发数课绩总评价认长签税动类",
)
"""Traditional characters of headings."""

_ENDS = re.compile(r"[(\[【〔](起|止|始|终|开始|截止|结束|起始|终止)[)\]】〕]")


def without_example(text: str) -> str:
    """A heading without the example of a value that stands in it (身份证号 如：3710…)."""
    return _EXAMPLE.sub("", text) if ":" in text or "：" in text else text


def without_translation(key: str) -> str:
    """A heading key in hanzi without the Latin letters before or after it (单位/Employer); the key itself if it has none."""
    hanzi = key.strip(ascii_lowercase)
    return hanzi if len(hanzi) > 1 and hanzi != key else key


def heading_key(text: str) -> str:
    """A heading without what varies: spaces, line ends, asterisks, colons, numbering, remarks in brackets, width of letters.

    A heading that is all brackets keeps their content, and brackets that tell first from last (起, 止) are no remark.
    """
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", without_example(text))).translate(_TYPED)
    plain = _BRACKETED.sub("", _ENDS.sub(r"\1", folded))
    key = _DECORATION.sub("", plain) or _DECORATION.sub("", folded).strip("()[]【】〔〕<>{}")
    return _LEADING_NUMBER.sub("", key).lower().translate(_TRADITIONAL)
