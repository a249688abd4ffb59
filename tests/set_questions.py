"""Questions for sets and claims with their truth, written before the rules that read them."""

from collections.abc import Callable

from corpus.models import BlockKind, Duty, ListName

Test = Callable[[Duty], bool]

BASIC, ASSIST, RECLAIMED = ListName
CIVIL, FARMING = "巴林左旗民政局", "巴林左旗农牧局"
FORESTRY, WATER = "巴林左旗林业和草原局", "巴林左旗水利局"
HOUSING, LAND = "巴林左旗住房和城乡建设局", "巴林左旗自然资源局"
HEALTH, POLICE = "巴林左旗卫生健康委员会", "巴林左旗公安局"
MARKET, EMERGENCY = "巴林左旗市场监督管理局", "巴林左旗应急管理局"
FINANCE, TRANSPORT = "巴林左旗财政局", "巴林左旗交通运输局"
ENVIRONMENT, EDUCATION = "赤峰市生态环境局巴林左旗分局", "巴林左旗教育局"
INSURANCE, LABOUR = "巴林左旗医疗保障局", "巴林左旗人力资源和社会保障局"
FIRE, PLANNING = "巴林左旗消防救援大队", "巴林左旗发展和改革委员会"


def on(*names: ListName) -> Test:
    return lambda duty: duty.list in names


def of(department: str) -> Test:
    return lambda duty: department in duty.departments


def led(department: str) -> Test:
    return lambda duty: duty.list is ASSIST and duty.lead_department == department


def joins(department: str) -> Test:
    return lambda duty: duty.list is ASSIST and department in duty.departments[1:]


def in_section(*names: str) -> Test:
    return lambda duty: duty.section in names


def held_by(least: int, most: int = 99) -> Test:
    return lambda duty: least <= len(duty.departments) <= most


def supported(*words: str) -> Test:
    return lambda duty: any(w in b.text for b in duty.parts(BlockKind.SUPPORT) for w in words)


def numbered(first: int, last: int = 999) -> Test:
    return lambda duty: first <= duty.number <= last


def penalty(duty: Duty) -> bool:
    return duty.enforcement and "处罚" in duty.title


def marked(duty: Duty) -> bool:
    return duty.enforcement


def titled(*words: str) -> Test:
    return lambda duty: any(word in duty.title for word in words)


def both(*tests: Test) -> Test:
    return lambda duty: all(test(duty) for test in tests)


def either(*tests: Test) -> Test:
    return lambda duty: any(test(duty) for test in tests)


def no(test: Test) -> Test:
    return lambda duty: not test(duty)


def none(_: Duty) -> bool:
    return False


MONEY = ("经费", "资金", "补助", "补贴", "奖励")
# Question, its set; where two sets are honest readings, further ones.
SETS: list[tuple[str, *tuple[Test, ...]]] = [
    ("民政局的职责有哪些", of(CIVIL)),
    ("民政局都负责些啥", of(CIVIL)),
    ("不是民政局牵头的有几项", both(on(ASSIST), no(led(CIVIL))), no(led(CIVIL))),
    ("配合清单里不由农牧局牵头的有多少", both(on(ASSIST), no(led(FARMING)))),
    ("镇里管不了的处罚有哪些", both(on(RECLAIMED), penalty)),
    ("镇上罚不了的都有啥", both(on(RECLAIMED), penalty)),
    ("现在镇里没权再管的事一共多少件", on(RECLAIMED)),
    ("哪些事不归镇里管了", on(RECLAIMED)),
    ("已经用不着镇里干的有哪些", on(RECLAIMED)),
    ("民政局牵头几项，参与几项", both(on(ASSIST), of(CIVIL))),
    ("水利局牵头的有几个 参与的又有几个", both(on(ASSIST), of(WATER))),
    ("公安局牵头和参与的配合事项各有多少项", both(on(ASSIST), of(POLICE))),
    ("林草局手里的活都有哪些", of(FORESTRY)),
    ("市监局牵头的配合事项有吗", none),
    ("财政局牵头哪几项", none),
    ("消防大队挑头的有哪些", none),
    ("卫健委只参与不牵头的有几项", joins(HEALTH)),
    ("教育局参与但不是牵头单位的配合事项列一下", joins(EDUCATION)),
    ("自然资源局不牵头只是配合的有哪些", joins(LAND)),
    ("除了处罚以外上收的还有哪些", both(on(RECLAIMED), no(penalty))),
    ("镇里自己的，刨去党建还剩几项", both(on(BASIC), no(in_section("党的建设")))),
    ("上收事项里水利、林草都不沾边的有几项", both(on(RECLAIMED), no(of(WATER)), no(of(FORESTRY)))),
    ("教育局名字没出现的配合事项有几项", both(on(ASSIST), no(of(EDUCATION)))),
    (
        "配合清单里扣掉农牧局牵头的和公安局牵头的还剩几项",
        both(on(ASSIST), no(led(FARMING)), no(led(POLICE))),
    ),
    ("配合清单里民政局和水利局都没牵头的有哪些", both(on(ASSIST), no(led(CIVIL)), no(led(WATER)))),
    ("配合清单里没有第二家单位的有几项", both(on(ASSIST), held_by(1, 1))),
    ("配合清单里除了林草局还有别的局参与的有哪些", both(on(ASSIST), of(FORESTRY), held_by(2))),
    ("配合清单31至40哪几项农牧局没牵头", both(on(ASSIST), numbered(31, 40), no(led(FARMING)))),
    ("未给任何保障的配合事项有几项", both(on(ASSIST), no(supported("")))),
    ("基本那本里头带星的有几项", both(on(BASIC), marked)),
    ("上收清单里刨去处罚还剩几项", both(on(RECLAIMED), no(penalty))),
    (
        "上收事项除住建局和水利局承接的外还有多少",
        both(on(RECLAIMED), no(either(of(HOUSING), of(WATER)))),
    ),
    ("除林草局以外，别的部门收走了哪些处罚", both(on(RECLAIMED), penalty, no(of(FORESTRY)))),
    ("基本清单里没有标*的有几项", both(on(BASIC), no(marked))),
    ("基本履职事项中不带星号的一共多少", both(on(BASIC), no(marked))),
    ("上收清单不属于行政执法的有哪些", both(on(RECLAIMED), no(marked))),
    ("没标星的上收事项有几个", both(on(RECLAIMED), no(marked))),
    ("镇里自己能罚的有几样", both(on(BASIC), penalty)),
    ("咱镇还能处罚啥", both(on(BASIC), penalty)),
    ("收走的处罚里不归住建局管的有哪些", both(on(RECLAIMED), penalty, no(of(HOUSING)))),
    ("不归住建局管的上收事项有多少项", both(on(RECLAIMED), no(of(HOUSING)))),
    ("上收的事里头不是水利局接手的有几件", both(on(RECLAIMED), no(of(WATER)))),
    ("哪些上收事项没给水利局", both(on(RECLAIMED), no(of(WATER)))),
    ("公安局没参与的配合事项有多少", both(on(ASSIST), no(of(POLICE)))),
    ("哪些配合事项跟农牧局没关系", both(on(ASSIST), no(of(FARMING)))),
    ("配合清单中没有经费保障的有几项", both(on(ASSIST), no(supported(*MONEY)))),
    ("配合事项哪些给培训", both(on(ASSIST), supported("培训"))),
    ("上头给钱的配合事项有哪些", both(on(ASSIST), supported(*MONEY))),
    ("没有培训支持的配合事项列一列", both(on(ASSIST), no(supported("培训")))),
    ("三张清单里不是上收的一共几项", on(BASIC, ASSIST)),
    ("除了上收的 咱镇一共还有多少事项", on(BASIC, ASSIST)),
    ("基本和配合两张清单加起来多少项", on(BASIC, ASSIST)),
    ("哪些配合事项牵扯到五个以上部门", both(on(ASSIST), held_by(5))),
    ("配合清单里只有一个部门的有几项", both(on(ASSIST), held_by(1, 1))),
    ("参与部门在四家以上的配合事项有哪些", both(on(ASSIST), held_by(5))),
    ("配合事项里有三个参与单位的列一下", both(on(ASSIST), held_by(4, 4))),
    ("除了牵头的还有两家以上的配合事项几项", both(on(ASSIST), held_by(3))),
    ("由三个部门负责的配合事项有哪几项", both(on(ASSIST), held_by(3, 3))),
    ("多个部门一起管的配合事项几项", both(on(ASSIST), held_by(2))),
    ("不止一个部门承接的上收事项是哪项", both(on(RECLAIMED), held_by(2))),
    ("旗水利局收走了多少项处罚", both(on(RECLAIMED), of(WATER), penalty)),
    ("住建那边接走的有哪些", both(on(RECLAIMED), of(HOUSING))),
    ("民政上牵头的是哪几件", led(CIVIL)),
    ("农牧口牵头的乡村振兴类有几项", both(led(FARMING), in_section("乡村振兴"))),
    ("党建类里不是基本清单的有哪些", both(in_section("党的建设"), no(on(BASIC)))),
    ("基本清单里除了党的建设还有几项", both(on(BASIC), no(in_section("党的建设")))),
    ("基本清单民生类、平安类一共几项", both(on(BASIC), in_section("民生服务", "平安法治"))),
    (
        "生态环保类上收了几项",
        both(on(RECLAIMED), in_section("生态环保")),
        both(on(RECLAIMED), in_section("生态环保", "生态保护")),
    ),
    ("城乡建设上收了多少，其中处罚几项", both(on(RECLAIMED), in_section("城乡建设"))),
    ("应急局收回去的检查类事项有哪些", both(on(RECLAIMED), of(EMERGENCY), titled("检查"))),
    ("应急局一共承接几项上收的", both(on(RECLAIMED), of(EMERGENCY))),
    ("俺们镇要配合教育局干的有哪些", both(on(ASSIST), of(EDUCATION))),
    ("交通局牵头的是哪项", led(TRANSPORT)),
    ("住建局牵头和水利局牵头的分别有几项", either(led(HOUSING), led(WATER))),
    ("林草局和自然资源局各收走多少项", both(on(RECLAIMED), either(of(FORESTRY), of(LAND)))),
    ("人社局在清单里出现过几回", of(LABOUR)),
    ("医保局管着哪些事儿啊", of(INSURANCE)),
    ("环保局参与但不牵头的是哪两项", joins(ENVIRONMENT)),
    ("发改委是参与单位的事项有哪些", joins(PLANNING)),
    ("上收到市场监管局的有几项", both(on(RECLAIMED), of(MARKET))),
    ("公安在哪些事项里是配合部门", joins(POLICE)),
    ("财政局参加的配合事项说说", joins(FINANCE)),
    ("镇里不用配合的有多少项", on(BASIC, RECLAIMED), on(RECLAIMED)),
    ("请问镇里还需要配合哪些部门的事啊，一共几项", on(ASSIST)),
    ("麻烦给列一下卫健委收走的", both(on(RECLAIMED), of(HEALTH))),
    ("不是执法事项的配合事项几个", on(ASSIST)),
    ("配合清单里标星号的有没有", none),
    ("畜牧局负责的上收事项", both(on(RECLAIMED), of(FARMING))),
    ("气象局一项处罚都没有吗，上收给气象局的有几项", none),
    ("镇里只配合不牵头的事项总数是多少", on(ASSIST)),
    ("上收清单除了处罚类和农牧局的还有哪些", both(on(RECLAIMED), no(penalty), no(of(FARMING)))),
    ("哪些是镇政府自个儿说了算的", on(BASIC)),
    (
        "牵头单位不是局的配合事项有几项",
        both(on(ASSIST), lambda d: not d.lead_department.endswith(("局", "分局"))),
    ),
    ("镇里自己的事里头跟处罚没关系的有几项", both(on(BASIC), no(penalty))),
    ("派出所牵头的配合事项", led(POLICE)),
    ("消防救援大队参与几项配合事项", joins(FIRE)),
    ("草原方面镇里还能罚的有几项", both(on(BASIC), penalty, titled("草原", "草畜", "禁牧"))),
    ("林草局收上去的处罚一共多少", both(on(RECLAIMED), of(FORESTRY), penalty)),
    # Words of titles.
    ("标题里带“处罚”俩字的基本事项有多少", both(on(BASIC), titled("处罚"))),
    ("基本清单中名称不含“监督”的事项有几项？", both(on(BASIC), no(titled("监督")))),
    ("哪些上收事项的题目里写着水库", both(on(RECLAIMED), titled("水库"))),
    ("题目里头有残疾人三个字的都列一下", titled("残疾人")),
    ("名称里没有“检查”也没有“处罚”的上收事项", both(on(RECLAIMED), no(titled("检查", "处罚")))),
    ("配合清单名称里一个“安全”都没有的是哪些", both(on(ASSIST), no(titled("安全")))),
    ("带“防汛”字样的配合事项", both(on(ASSIST), titled("防汛"))),
    ("把标题含有草原的事项都找出来", titled("草原")),
    ("“饮用水”出现在标题里的，全要", titled("饮用水")),
    (
        "上收的处罚，刨去标题讲水土保持的和讲供水的",
        both(on(RECLAIMED), penalty, no(titled("水土保持", "供水"))),
    ),
    ("基本清单标题写明是处罚的有几项", both(on(BASIC), titled("处罚"))),
    ("上收清单编号11到25（含两头）有哪些", both(on(RECLAIMED), numbered(11, 25))),
    ("文化旅游类，除了镇里自己干的基本事项还有哪些", both(in_section("文化旅游"), no(on(BASIC)))),
    ("“禁牧”两个字出现在哪几条的标题上", titled("禁牧")),
    ("配合清单里一个“水”字都没写的有哪些", both(on(ASSIST), no(titled("水")))),
    ("配合清单标题有“安全”的有几项？明天做展板", both(on(ASSIST), titled("安全"))),
    ("林草局和水利局俩局都有份的配合事项", both(on(ASSIST), of(FORESTRY), of(WATER))),
    ("跟秸秆有关的，标题里写了的就算，全列出来", titled("秸秆")),
    ("有几个事项名字里提到了物业", titled("物业")),
    ("标题有“救助”或者“补贴”的一共多少项", titled("救助", "补贴")),
    ("标题既有“草原”又有“处罚”的有哪些", both(titled("草原"), titled("处罚"))),
    ("配合清单里标题同时含“安全”和“监管”的", both(on(ASSIST), titled("安全"), titled("监管"))),
    ("履职保障写着“技术指导”的配合事项有几个", both(on(ASSIST), supported("技术指导"))),
    ("生态环保类基本事项，没挂执法标识的", both(on(BASIC), in_section("生态环保"), no(marked))),
    ("民生服务类的，配合加上收一共几项", both(on(ASSIST, RECLAIMED), in_section("民生服务"))),
    ("水利局不管主责还是打下手，配合清单里有它的都要", both(on(ASSIST), of(WATER))),
    (
        "民政局和公安局都在的配合事项（不论牵头还是参与）有几项",
        both(on(ASSIST), of(CIVIL), of(POLICE)),
    ),
    # What is left out after it is named, or pointed back at.
    ("基本事项里哪些是带星的，城乡建设的不要", both(on(BASIC), marked, no(in_section("城乡建设")))),
    ("上收清单里处罚的去掉还剩多少", both(on(RECLAIMED), no(penalty))),
    ("把农牧局牵头的刨出去，配合清单还剩几项", both(on(ASSIST), no(led(FARMING)))),
    ("配合清单民生服务类不算，共几项", both(on(ASSIST), no(in_section("民生服务")))),
    (
        "乡村振兴、民生服务我都抄完了，配合清单不算这两块还剩多少没抄",
        both(on(ASSIST), no(in_section("乡村振兴", "民生服务"))),
    ),
    (
        "上收清单里平安法治以外的处罚有多少项",
        both(on(RECLAIMED), penalty, no(in_section("平安法治"))),
    ),
    ("民政局以外的部门牵头的配合事项有几项", both(on(ASSIST), no(led(CIVIL)))),
    # Roles as people say them, and a department on its own.
    ("教育局既没牵头也没掺和的配合事项", both(on(ASSIST), no(of(EDUCATION)))),
    ("公安局不打头、光帮着出力的有几样", joins(POLICE)),
    ("应急局当主角的配合事项都有啥", led(EMERGENCY)),
    ("教育局挂名参与、不挑头的", joins(EDUCATION)),
    ("配合清单里水利局一家单干的有几项", both(on(ASSIST), of(WATER), held_by(1, 1))),
    ("农牧局牵头、一个参与部门都没有的，是哪些", both(led(FARMING), held_by(1, 1))),
    ("只有牵头部门没有参与部门的配合事项", both(on(ASSIST), held_by(1, 1))),
    ("环保局跟水利局都没掺和的配合事项", both(on(ASSIST), no(of(ENVIRONMENT)), no(of(WATER)))),
    ("公安局跟应急局，两家都掺和的配合工作有哪些", both(on(ASSIST), of(POLICE), of(EMERGENCY))),
    ("环保分局在三张单子里总共露面几次", of(ENVIRONMENT)),
    ("教育上那边没带头光参与的配合事项", joins(EDUCATION)),
    ("司法局有没有牵头哪项配合工作", none),
    ("财政局参与的配合事项都有谁", joins(FINANCE)),
    # Several sets, lists or departments, and what only says why it is asked.
    ("应急局牵头的和应急局参与的，分别列一下", both(on(ASSIST), of(EMERGENCY))),
    (
        "林草局收走的和林草局参与的加起来几项",
        either(both(on(RECLAIMED), of(FORESTRY)), joins(FORESTRY)),
    ),
    (
        "乡村振兴类的配合事项，农牧局牵头几项，其他部门牵头几项",
        both(on(ASSIST), in_section("乡村振兴")),
    ),
    ("水利局在上收清单里接了多少处罚，非处罚的有几项", both(on(RECLAIMED), of(WATER))),
    ("明天开会要用，麻烦把司法局参与的配合事项列一下", joins("巴林左旗司法局")),
    ("我刚来做PPT，上收清单里水利局接的一共几项", both(on(RECLAIMED), of(WATER))),
    ("上收清单平安法治那一章有多少条", both(on(RECLAIMED), in_section("平安法治"))),
    ("镇里自己的活里头平安法治占几项", both(on(BASIC), in_section("平安法治"))),
    ("应急局承接件数", both(on(RECLAIMED), of(EMERGENCY))),
    ("涉及部门不少于7个的配合事项有哪些", both(on(ASSIST), held_by(7))),
    ("配合清单中卫健委无论牵头还是参与的列一下", both(on(ASSIST), of(HEALTH))),
    ("住建局收走的活里，哪些不是处罚和执法的", both(on(RECLAIMED), of(HOUSING), no(marked))),
    ("基本清单中标记了*的列出来", both(on(BASIC), marked)),
    ("履职保障没提培训的配合事项，农牧局牵头的有哪几项", both(led(FARMING), no(supported("培训")))),
    ("水利局：牵头了哪些，参与了哪些", both(on(ASSIST), of(WATER))),
    ("交通局在配合清单里一项都不牵头，那它参与的是哪几项", joins(TRANSPORT)),
    (
        "城乡建设类的，镇里自己干的几项，交上去的几项",
        both(on(BASIC, RECLAIMED), in_section("城乡建设")),
    ),
    ("带星号的，镇里自己留着几项，交上去几项", both(on(BASIC, RECLAIMED), marked)),
    ("书记让问 自然资源局参与的配合事项都有那些 我记一下", joins(LAND)),
    # a stretch of a list
    ("配合清单第10到20项里面应急局牵头的有哪些", both(led(EMERGENCY), numbered(10, 20))),
    ("第50项往后的配合事项，哪些不是农牧局牵头", both(on(ASSIST), numbered(51), no(led(FARMING)))),
    ("配合清单前二十项里有公安局参与的有几个", both(joins(POLICE), numbered(1, 20))),
    ("配合-10到配合-20里，应急局有份的挑出来", both(on(ASSIST), of(EMERGENCY), numbered(10, 20))),
    ("从基本-50数到基本-75，带星号的有几项", both(on(BASIC), marked, numbered(50, 75))),
    ("基本30号往后数到60号，带星号的有几项", both(on(BASIC), marked, numbered(30, 60))),
    ("配合-41往后(含41)，林草局牵头的是哪些", both(led(FORESTRY), numbered(41))),
    ("配合-41往后(不含41)，自然资源局牵头的", both(led(LAND), numbered(42))),
    ("基本第70条往后(70不算)打星的，报个总数", both(on(BASIC), marked, numbered(71))),
    ("配合清单从41号开始往后看，林草局牵头的有哪些", both(led(FORESTRY), numbered(41))),
    ("上收45到51里不归住建局的有哪些", both(on(RECLAIMED), numbered(45, 51), no(of(HOUSING)))),
    ("基本70～80里带星号的", both(on(BASIC), numbered(70, 80), marked)),
    ("配合清单开头的二十项里，应急局牵头的有几个", both(led(EMERGENCY), numbered(1, 20))),
    # several departments of one duty, of several, or none of them
    ("配合清单里既有民政局又有公安局的是哪些", both(on(ASSIST), of(CIVIL), of(POLICE))),
    ("公安局没份、但应急局牵头的配合事项", both(led(EMERGENCY), no(of(POLICE)))),
    ("配合清单里没有卫健委的有多少项", both(on(ASSIST), no(of(HEALTH)))),
    ("配合事项里牵头部门是应急局的", led(EMERGENCY)),
    ("农牧局牵头，财政局、自然资源局都参与的", both(led(FARMING), of(FINANCE), of(LAND))),
    ("上收事项刨掉住建、水利两家接的还剩几项", both(on(RECLAIMED), no(of(HOUSING)), no(of(WATER)))),
    ("公安局没牵头的平安法治配合事项", both(on(ASSIST), in_section("平安法治"), no(led(POLICE)))),
    ("哪项上收事项是两家一起接的", both(on(RECLAIMED), held_by(2, 2))),
    # who has them
    (
        "除公安、应急外，平安法治的配合事项还有谁牵头",
        both(on(ASSIST), in_section("平安法治"), no(led(POLICE)), no(led(EMERGENCY))),
    ),
    # what is left out, or kept apart
    (
        "配合清单里面除了党建和民生的还有多少",
        both(on(ASSIST), no(in_section("党的建设", "民生服务"))),
    ),
    ("哪几件事从镇里交给市监局了", both(on(RECLAIMED), of(MARKET))),
    (
        "住建局牵头的配合事项和接走的上收事项分别几项",
        either(led(HOUSING), both(on(RECLAIMED), of(HOUSING))),
    ),
    ("自然资源局承接的里头有没有处罚", none),
    ("旗里要给钱的配合活儿有哪几样", both(on(ASSIST), supported(*MONEY))),
]
# Two sets asked at once: how many each has.
COUNTS = {
    "民政局牵头几项，参与几项": (5, 3),
    "水利局牵头的有几个 参与的又有几个": (1, 6),
    "公安局牵头和参与的配合事项各有多少项": (1, 7),
    "城乡建设上收了多少，其中处罚几项": None,
    "住建局牵头和水利局牵头的分别有几项": (3, 1),
    "林草局和自然资源局各收走多少项": (14, 6),
    "应急局牵头的和应急局参与的，分别列一下": (3, 3),
    "水利局在上收清单里接了多少处罚，非处罚的有几项": (17, 3),
}
# Question, whether its statement is borne out, the duties that may be meant.
CLAIMS: list[tuple[str, str, tuple[str, ...]]] = [
    ("动物检疫不归镇里管了吧", "yes", ("上收-22",)),
    ("动物检疫还归镇里管吗", "no", ("上收-22",)),
    ("动物检疫是不是收上去了", "yes", ("上收-22",)),
    ("危房改造不归住建局管吧", "no", ("配合-40",)),
    ("危房改造是住建局牵头吧", "yes", ("配合-40",)),
    ("危房改造镇里说了算对吧", "partly", ("配合-40",)),
    ("露天烧秸秆镇里罚不了吧", "no", ("基本-87",)),
    ("烧秸秆的处罚没收走吧", "yes", ("基本-87",)),
    ("烧秸秆归镇里罚，对不对", "yes", ("基本-87",)),
    ("雨露计划不是教育局牵头的吧", "yes", ("配合-36",)),
    ("雨露计划是不是教育局管", "no", ("配合-36",)),
    ("森林防火镇里不用管吧", "partly", ("配合-15",)),
    ("低保审核确认镇里就能定下来是吧", "no", ("配合-5", "配合-6")),
    ("社保冒领的钱追缴已经不归咱镇了对吗", "yes", ("上收-3",)),
    ("农机购置补贴是财政局牵头的吗", "no", ("配合-29",)),
    ("农机购置补贴是农牧局的事吧", "yes", ("配合-29",)),
    ("九小场所安全检查是镇里牵头的活吧", "no", ("配合-14",)),
    ("公墓的事是不是上收给民政局了", "yes", ("上收-6",)),
    ("燃气安全检查不归住建局管，是归应急局吧", "no", ("配合-12",)),
    ("非法采砂的监管是不是水利局收回去了", "yes", ("上收-47",)),
    ("禁牧区放牧镇上没权罚了吧", "no", ("基本-83",)),
    ("禁牧区放牧镇里还能罚吧", "yes", ("基本-83",)),
    ("宅基地审批不是镇里管吗", "yes", ("基本-61",)),
    ("砍树的许可证现在归林草局发了吧", "yes", ("上收-56",)),
    ("动物检疫，镇里已经不管了？", "yes", ("上收-22",)),
    ("森林防火由林草局挑头？", "no", ("配合-15",)),
    ("低保没民政局啥事吧", "no", ("配合-6",)),
    ("危房改造跟民政局没有一点关系对不对", "yes", ("配合-40",)),
    ("森林防火应急局牵头，林草局只是参与，对吗", "yes", ("配合-15",)),
    ("高标准农田是自然资源局牵的头吧", "no", ("配合-26",)),
    ("医保参保登记镇里没责任吧", "no", ("基本-32",)),
    ("退役军人服务站建设镇里早不管了吧", "no", ("基本-39",)),
    ("低保是人社局在管？", "no", ("配合-6",)),
    ("森林草原防火这一项配合事项由水利局牵头？", "no", ("配合-15",)),
]
