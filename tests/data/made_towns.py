"""Two made-up towns of other regions and drafting styles: what their documents say, and print."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.readers.grid import Cell

BASIC, ASSIST, RECLAIMED = "基本", "配合", "上收"

# Section, then its duties; a + before a title marks enforcement.
BASIC_DUTIES = {
    "党的建设": (
        "学习宣传贯彻党的路线方针政策，推进基层党组织标准化规范化建设，落实“三会一课”等制度。",
        "做好发展党员工作，加强流动党员管理，负责党费收缴、使用和管理。",
        "统筹推进新时代文明实践工作，开展志愿服务活动。",
        "落实党风廉政建设主体责任，支持纪检监察工作。",
        "组织召开代表联络会议，办理人大代表建议和政协委员提案。",
    ),
    "经济发展": (
        "编制本辖区产业发展规划，做好重点项目的谋划、储备和跟踪服务。",
        "开展经济普查、人口普查等统计调查，建立统计台账。",
        "优化营商环境，走访服务企业，协调解决用工、用地等诉求。",
    ),
    "民生服务": (
        "受理最低生活保障、特困人员救助供养申请，开展家庭状况核查与公示。",
        "负责城乡居民基本医疗保险、基本养老保险的参保登记和政策宣传。",
        "开展老年人、残疾人、困境儿童关爱服务，建立巡访台账。",
        "做好就业困难人员认定初审，组织职业技能培训。",
        "负责退役军人服务站日常工作，做好优抚对象走访慰问。",
        "+对未按规定使用临时救助款物的行为进行检查。",
    ),
    "平安法治": (
        "排查化解矛盾纠纷，开展人民调解，规范综治中心运行。",
        "开展普法宣传，推进法律援助工作站建设。",
        "组织安全生产日常检查，发现隐患督促整改并上报。",
        "+对占用、堵塞疏散通道和安全出口的处罚。",
        "制定综合应急预案，组织群众转移避险。",
    ),
    "乡村振兴": (
        "落实耕地保护责任，开展撂荒地排查整治。",
        "监测防止返贫对象，落实帮扶措施。",
        "+对农村村民未经批准占用土地建住宅的，责令退还并限期拆除。",
    ),
    "生态环保": (
        "落实河湖长制，开展巡河护河，清理河道垃圾。",
        "+对露天焚烧秸秆、落叶等产生烟尘污染物质的处罚。",
        "+对随意倾倒、抛撒、堆放或者焚烧生活垃圾的处罚。",
        "组织开展农村人居环境整治，推进生活垃圾分类。",
    ),
    "综合政务": (
        "负责公文处理、会务、值班值守、档案管理和政务公开。",
        "办理12345政务服务便民热线工单，做好回访。",
    ),
}
# Section, then (title, departments, matter); the texts of each part are made of the matter.
ASSIST_DUTIES = {
    "民生服务": (
        ("开展社会救助对象动态管理", ("民政局", "财政局"), "社会救助"),
        ("做好义务教育阶段学生控辍保学", ("教育局",), "控辍保学"),
        ("打击欺诈骗保", ("医疗保障局", "公安局", "卫生健康局"), "医保基金监管"),
        ("公益性岗位开发与管理", ("人力资源和社会保障局",), "公益性岗位管理"),
    ),
    "平安法治": (
        ("道路交通安全劝导", ("公安局", "交通运输局"), "道路交通安全"),
        (
            "+燃气安全排查整治",
            ("城市管理和综合执法局", "市场监督管理局", "消防救援大队"),
            "燃气安全",
        ),
        ("森林火灾预防和扑救", ("应急管理局", "自然资源局"), "森林防火"),
        ("社区矫正对象教育帮扶", ("司法局",), "社区矫正"),
        ("防溺水工作", ("教育局", "水利局", "应急管理局"), "防溺水"),
    ),
    "城乡建设": (
        ("农村危房改造", ("住房和城乡建设局",), "危房改造"),
        ("+违法建设治理", ("自然资源局", "城市管理和综合执法局"), "违法建设治理"),
        ("不动产权籍调查", ("自然资源局",), "权籍调查"),
    ),
    "生态环保": (
        ("饮用水水源地保护", ("生态环境局", "水利局"), "水源地保护"),
        ("畜禽养殖污染防治", ("农业农村局", "生态环境局"), "养殖污染防治"),
    ),
}
# Section, then runs of duties that one department takes back.
RECLAIMED_DUTIES = {
    "民生服务": (
        ("卫生健康局", ("社会抚养费征收", "诊所备案现场核查", "公共场所卫生许可核查")),
        ("民政局", ("殡葬服务设施审批", "+对擅自修建坟墓的处罚")),
    ),
    "平安法治": (
        ("应急管理局", ("+对烟花爆竹零售单位的检查", "危险化学品经营许可核查")),
        ("市场监督管理局", ("特种设备安全监察", "食品小作坊登记", "农贸市场计量检定")),
    ),
    "城乡建设": (
        ("住房和城乡建设局", ("限额以下工程质量监督", "房屋建筑抗震性能鉴定")),
        ("城市管理和综合执法局", ("户外广告设置审批", "+对擅自占用城市道路的处罚")),
        ("水利局", ("水土保持设施验收", "河道采砂许可")),
    ),
    "生态环保": (("生态环境局", ("入河排污口设置审核", "噪声污染监测")),),
}
ORDINALS = "一二三四五六七八九"
CIRCLED = "①②③④⑤"


@dataclass(frozen=True)
class Style:
    """How a county drafts and prints."""

    key: str
    region: str
    county: str
    name: str
    level: str  # what the town is called in texts: 街道
    section: Callable[[int, str, int], str]
    item: Callable[[int], str]  # the mark before the n-th item
    enforcement: str  # words at the end of the title, a mark before it, or a column
    support: str
    third_list: str
    columns: dict[str, tuple[str, ...]]
    departments_on_rows: bool
    automatic_numbers: bool  # in Word
    centred_numbers: bool  # in print: a row that a page splits may have its number on either
    preface: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


STREET = Style(
    key="bailu",
    region="福建省南浦市临溪区",
    county="临溪区",
    name="白鹭街道",
    level="街道",
    section=lambda at, name, count: name,
    item=lambda n: f"（{n}）",
    enforcement="（行政执法）",
    support="履职支持",
    third_list="上级部门收回事项清单",
    columns={
        BASIC: ("序号", "事项名称"),
        ASSIST: ("序号", "配合事项名称", "牵头部门", "牵头部门职责", "街道职责"),
        RECLAIMED: ("序号", "事项名称", "承接部门", "工作方式"),
    },
    departments_on_rows=True,
    automatic_numbers=False,
    centred_numbers=False,
)
TOWN = Style(
    key="shiqiao",
    region="湖南省桃州市永宁县",
    county="永宁县",
    name="石桥镇",
    level="镇",
    section=lambda at, name, count: f"（{ORDINALS[at]}）{name}（共{count}项）",
    item=lambda n: CIRCLED[n - 1],
    enforcement="column",
    support="保障措施",
    third_list="县级部门收回履职事项清单",
    columns={
        BASIC: ("序号", "履职事项", "是否行政执法", "备注"),
        ASSIST: (
            "序号",
            "对应上级部门",
            "事项名称",
            "乡镇（街道）配合职责",
            "上级部门主要职责（含保障措施）",
            "配合方式",
        ),
        RECLAIMED: ("序号", "承接部门及工作方式", "事项名称", "备注"),
    },
    departments_on_rows=False,
    automatic_numbers=True,
    centred_numbers=True,
    preface=(
        "为贯彻落实为基层减负要求，健全乡镇职责清单，结合本镇实际，编制本清单。",
        "一、编制依据：有关法律法规和上级文件。",
        "二、本清单自公布之日起施行，由县委编办负责解释。",
    ),
    notes=("注：1.标注“是”的为行政执法事项。", "2.本清单中的部门名称以机构改革后的为准。"),
)
STYLES = (STREET, TOWN)


@dataclass
class Part:
    """A block as it should be read."""

    kind: str
    holder: str
    items: list[str]


@dataclass
class MadeDuty:
    """A duty as it should be read."""

    list_name: str
    number: int
    section: str
    title: str
    enforcement: bool
    departments: list[str]
    blocks: list[Part] = field(default_factory=list)


def duties(style: Style) -> list[MadeDuty]:
    """All duties of the town in this style, lists in order."""
    return [*_basic(style), *_assist(style), *_reclaimed(style)]


def _titled(style: Style, printed: str) -> tuple[str, bool]:
    marked = printed.startswith("+")
    title = printed.removeprefix("+")
    return (title + style.enforcement if marked and "（" in style.enforcement else title), marked


def _basic(style: Style) -> Iterator[MadeDuty]:
    number = 0
    for section, titles in BASIC_DUTIES.items():
        for printed in titles:
            number += 1
            title, marked = _titled(style, printed)
            yield MadeDuty(BASIC, number, section, title, marked, [style.name])


def _assist(style: Style) -> Iterator[MadeDuty]:
    number = 0
    for section, rows in ASSIST_DUTIES.items():
        for printed, offices, matter in rows:
            number += 1
            title, marked = _titled(style, printed)
            names = [style.county + office for office in offices]
            duty = MadeDuty(ASSIST, number, section, title, marked, names)
            for at, name in enumerate(names):
                duty.blocks.append(Part("department", name, _upper(style, matter, at, number)))
            support = Part("support", names[0], _support(style, matter, number))
            duty.blocks.insert(1 if style.departments_on_rows else len(names), support)
            duty.blocks.append(Part("township", style.name, _township(style, matter, number)))
            yield duty


def _reclaimed(style: Style) -> Iterator[MadeDuty]:
    number = 0
    for section, runs in RECLAIMED_DUTIES.items():
        for office, titles in runs:
            for printed in titles:
                number += 1
                title, marked = _titled(style, printed)
                name = style.county + office
                duty = MadeDuty(RECLAIMED, number, section, title, marked, [name])
                way = _numbered(
                    style,
                    [
                        f"依法依规办理{runs[0][1][0].removeprefix('+')}等事项，不再交由{style.level}承担。",
                        "通过信息系统接收材料，现场核查由本部门人员完成。",
                    ][: 1 + (len(titles) > 2)],
                )
                duty.blocks.append(Part("department", name, way))
                yield duty


def _numbered(style: Style, texts: Sequence[str]) -> list[str]:
    if len(texts) == 1:
        return list(texts)
    return [style.item(n) + text for n, text in enumerate(texts, start=1)]


def _upper(style: Style, matter: str, at: int, number: int) -> list[str]:
    texts = [
        f"牵头制定{matter}工作方案，明确任务分工、时间节点和责任单位，并对{style.level}开展业务培训和政策解读；",
        f"对{style.level}上报的{matter}线索及时核实处置，处置结果在15个工作日内反馈，涉及2个以上部门的组织会商；",
        f"建立{matter}工作台账，每季度通报1.5万元以上项目的进展情况。",
    ]
    return _numbered(style, texts[at : at + 1 + (number + at) % 3] or texts[:1])


def _support(style: Style, matter: str, number: int) -> list[str]:
    texts = [f"安排{matter}专项工作经费。", f"编发{matter}工作手册，提供必要的设备。"]
    return _numbered(style, texts[: 1 + number % 2])


def _township(style: Style, matter: str, number: int) -> list[str]:
    texts = [
        f"开展{matter}政策宣传，动员村（居）民参与；",
        f"组织村（社区）排查{matter}方面的问题，登记造册后报送上级主管部门，并配合做好现场核实和后续处置；",
        "完成上级部门交办的其他配合工作，及时反馈结果。",
    ]
    return _numbered(style, texts[: 1 + number % 3])


@dataclass
class Table:
    """A list as it is printed."""

    heading: str
    header: tuple[str, ...]
    cells: list[Cell] = field(default_factory=list)
    rows: int = 1  # the header's

    def add(self, column: int, text: str, rows: int = 1, columns: int = 1, down: int = 0) -> None:
        """A cell in the row that is `down` below the next free one."""
        self.cells.append(Cell(self.rows + down, column, text, rows, columns))


def tables(style: Style) -> list[Table]:
    """The three lists as tables, with their merged cells."""
    made = []
    for name in (BASIC, ASSIST, RECLAIMED):
        rows = [duty for duty in duties(style) if duty.list_name == name]
        printed = style.third_list if name == RECLAIMED else f"{name}履职事项清单"
        table = Table(f"{style.region}{style.name}{printed}（{len(rows)}项）", style.columns[name])
        table.cells += [Cell(0, at, text) for at, text in enumerate(table.header)]
        sections = list(dict.fromkeys(duty.section for duty in rows))
        for at, section in enumerate(sections):
            inside = [duty for duty in rows if duty.section == section]
            table.add(0, style.section(at, section, len(inside)), columns=len(table.header))
            table.rows += 1
            _PRINT[name](style, table, inside)
        made.append(table)
    return made


def _at(style: Style, name: str, *words: str) -> int:
    """The column whose header has these words."""
    header = style.columns[name]
    return next(at for at, text in enumerate(header) if all(word in text for word in words))


def _common(style: Style, table: Table, duty: MadeDuty, rows: int = 1) -> None:
    header = style.columns[duty.list_name]
    table.add(0, str(duty.number), rows)
    mark = "★" if duty.enforcement and style.enforcement == "column" else ""
    if "是否行政执法" in header:
        table.add(header.index("是否行政执法"), "是" if duty.enforcement else "否", rows)
        mark = ""
    table.add(_at(style, duty.list_name, "事项"), mark + duty.title, rows)
    for word, text in (("备注", ""), ("配合方式", "协助")):
        if word in header:
            table.add(header.index(word), text, rows)


def _print_basic(style: Style, table: Table, rows: Sequence[MadeDuty]) -> None:
    for duty in rows:
        _common(style, table, duty)
        table.rows += 1


def _print_assist(style: Style, table: Table, rows: Sequence[MadeDuty]) -> None:
    departments, upper = _at(style, ASSIST, "部门"), _at(style, ASSIST, "部门", "职责")
    township = next(at for at in range(5) if "职责" in table.header[at] and at != upper)
    for duty in rows:
        *upper_parts, own = duty.blocks
        parts = [part for part in upper_parts if part.kind == "department"]
        (support,) = (part for part in upper_parts if part.kind == "support")
        supported = f"{style.support}：\n" + "\n".join(support.items)
        count = len(duty.departments) if style.departments_on_rows else 1
        _common(style, table, duty, count)
        table.add(township, "\n".join(own.items), count)
        if style.departments_on_rows:
            for at, part in enumerate(parts):
                text = "\n".join(part.items)
                table.add(departments, part.holder, down=at)
                table.add(upper, f"{text}\n{supported}" if at == 0 else text, down=at)
        else:
            table.add(departments, "\n".join(duty.departments))
            text = "\n".join(f"{part.holder}：\n" + "\n".join(part.items) for part in parts)
            table.add(upper, f"{text}\n{supported}")
        table.rows += count


def _print_reclaimed(style: Style, table: Table, rows: Sequence[MadeDuty]) -> None:
    """One cell for a department's run of duties, where it has a column of its own."""
    apart = "承接部门" in table.header
    for office in dict.fromkeys(duty.departments[0] for duty in rows):
        run = [duty for duty in rows if duty.departments[0] == office]
        way = "\n".join(run[0].blocks[0].items)
        for at, duty in enumerate(run):
            _common(style, table, duty)
            if not apart:
                table.add(_at(style, RECLAIMED, "承接"), f"{office}：\n{way}")
            elif at == 0:
                table.add(table.header.index("承接部门"), office, rows=len(run))
                table.add(table.header.index("工作方式"), way, rows=len(run))
            table.rows += 1


_PRINT = {BASIC: _print_basic, ASSIST: _print_assist, RECLAIMED: _print_reclaimed}
