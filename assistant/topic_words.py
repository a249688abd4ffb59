"""The topic of an enumeration: what its question says beside filters and framing words."""

import re

# What frames a topic and says nothing of it, anywhere in the text.
_FRAME = re.compile(
    r"请问|麻烦|帮我|给我|告诉我|我?想(?:知道|问|了解|看)|(?:查|看|说|数|问|报|讲|念)(?:一下|一查|一看|一数|查|看)|"
    r"全列|列全|全?列(?:出来?|一下|一列|个(?:表|单子|全的?)?|举|成表|成|表|全)|罗列|汇总|盘点|梳理|清点|统计一下|一次性|一下子|一下|个全的|完整|单子|名单|"
    r"一共|总共|合计|总数|共计|全部|所有|全都|分别|有没有|都|"
    r"哪(?:些|[几两二三四五六七八九十])?(?:[个项条件种类样]|大类|方面)?|"
    r"(?:多少|几)(?:[个项条件种类样]|大类)?|[两二三四五六七八九十]张|这?三张|加起来|加一起|"
    r"啥|什么|有关(?:联|系)?|相关|关于|涉及到?|方面|领域|这块|那块|类别|类型|(?:违法)?行为|事项|事情|事儿|"
    r"目前|现在|如今|已经|各自|具体|主要|出来|包括|包含|囊括|属于|算是|清单|名称|编号|序号|按.{1,3}列|[咱俺我本你]们?镇|镇(?:里|上|政府)|乡镇|苏木|旗里|县里|上级|上头|上边|吧(?=\W|$)|[()?!,.:;\"“”'《》、·]"
)
# One character each, unless it begins or ends a word of the topic: 就业, 有害生物, 确权, 播种.
_LEADING = re.compile(
    r"^(?:[各把被由归跟与及或在里内的了是要那这个又也]|就(?!业|医|学|近|餐|诊)|对(?!外|接)|从(?!业|军)|"
    r"和(?!谐|睦)|中(?!小|医|央|学|药|心|介|老)|有(?!害|毒|机|限|线|效)|能(?!源|耗|力)|会(?!议|务|计|员)|"
    r"给(?!水|排)|还(?!林|草|田|款|贷)|以及|自己)+"
)
_NO_TOPIC = frozenset("镇村旗县我咱俺你他做办管干罚给查看数报列说出来去活级但") | {"活儿"}
_TRAILING = re.compile(
    r"(?:[的了吗呢啊呀么嘛类块里内在跟和与是把被给个条]|(?<!案)(?<!文)(?<!零)(?<!信)件|(?<!立)(?<!款)项|"
    r"(?<!播)(?<!品)(?<!树)(?<!接)种|(?<!确)(?<!产)(?<!维)(?<!所)(?<!使用)权|(?<!人)(?<!民)事|"
    r"(?<!国)(?<!所)(?<!公)有|(?<!网)上|(?<!地)下|(?<!集)(?<!高)中|(?<!支)出|"
    r"这些|那些|等等|方面|之类|工作)+$"
)


def topic_of(text: str) -> str:
    """What is left of a question after its filters, without the words that frame it."""
    pieces = (_trimmed(piece) for piece in _FRAME.sub(" ", text).split())
    return " ".join(piece for piece in pieces if piece and piece not in _NO_TOPIC)


def _trimmed(piece: str) -> str:
    previous = None
    while piece != previous:
        previous, piece = piece, _TRAILING.sub("", _LEADING.sub("", piece))
    return piece
