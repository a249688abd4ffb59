"""Generated towns, and their printed form with the traps that real documents hold."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise

from hypothesis import strategies as st

from corpus.models import Block, BlockKind, Duty, DutyList, ListName, Section, Town

VERBS = ("做好", "开展", "协助", "负责", "组织", "督促")
OBJECTS = ("防汛抗旱", "森林草原防火", "低保申请", "秸秆禁烧", "“大棚房”", "24小时值守", "学校周边")
TAILS = ("工作", "排查", "登记", "宣传教育", "处置（含复核）", "材料审核")
SECTIONS = ("党的建设", "经济发展", "民生服务", "平安法治", "乡村振兴", "生态环保")
OFFICES = ("民政局", "应急管理局", "林业和草原局", "卫生健康委员会", "消防救援大队", "人民政府")
COUNTIES = (
    ("内蒙古自治区乌有市", "甲旗"),
    ("四川省某某州", "乙县"),
    ("", "丙市"),
    ("某市", "丁区"),
)
TOWNS = ("富山镇", "旗下营镇", "新市镇", "白音苏木", "大河乡", "城关街道")
RECLAIMED_NAMES = (
    "上收履事项清单",
    "上收履职事项清单",
    "县级收回事项清单",
    "上级部门收回履职事项清单",
    "收回事项清单",
)
ORDINALS = "一二三四五六"


# --- strategies: a town as it should be read, without source lines ---


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """A town with all three lists; its counts are declared, or none is."""
    province, county = draw(st.sampled_from(COUNTIES))
    name = draw(st.sampled_from(TOWNS))
    owner = f"{province}{county}{name}"
    declared = draw(st.booleans())
    lists = tuple(
        draw(_lists(list_name, owner, name, province, county, declared)) for list_name in ListName
    )
    return Town(
        key="generated",
        name=name,
        region=province + county,
        source_name=f"{owner}履行职责事项清单",
        lists=lists,
        enforcement_marked=any(duty.enforcement for part in lists for duty in part.duties),
    )


@st.composite
def _lists(
    draw: st.DrawFn, name: ListName, owner: str, town: str, province: str, county: str, counts: bool
) -> DutyList:
    sections = draw(st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=3, unique=True))
    sizes = [draw(st.integers(1, 2)) for _ in sections]
    numbers = count(1)
    departments = st.lists(_departments(province, county), min_size=1, max_size=3, unique=True)
    duties = tuple(
        draw(_duties(name, next(numbers), section, town, departments))
        for section, size in zip(sections, sizes, strict=True)
        for _ in range(size)
    )
    printed = f"{name}履职事项清单"
    if name is ListName.RECLAIMED:
        printed = draw(st.sampled_from(RECLAIMED_NAMES))
    return DutyList(
        name=name,
        heading=owner + printed + (f"（{len(duties)}项）" if counts else ""),
        title=printed.replace("上收履事项", "上收履职事项"),
        declared=len(duties) if counts else None,
        source_line=0,
        sections=tuple(
            Section(
                list=name,
                ordinal=ordinal,
                name=section,
                declared=size if counts else None,
                source_line=0,
            )
            for ordinal, (section, size) in enumerate(zip(sections, sizes, strict=True), start=1)
        ),
        duties=duties,
    )


def _departments(province: str, county: str) -> st.SearchStrategy[str]:
    names = [county + office for office in OFFICES]
    names += [f"中共{county}委员会组织部", f"{county}安全生产委员会办公室"]
    return st.sampled_from([*names, f"乌有市生态环境局{county}分局"])


@st.composite
def _duties(
    draw: st.DrawFn,
    name: ListName,
    number: int,
    section: str,
    town: str,
    cells: st.SearchStrategy[list[str]],
) -> Duty:
    title = draw(_sentences()) + draw(st.sampled_from(("", "，建立健全台账", "“一件事”")))
    departments = [town] if name is ListName.BASIC else draw(cells)
    enforcement = draw(st.booleans())
    if name is ListName.BASIC:
        title += draw(st.sampled_from(("。", "。*对违反规定行为的处罚。"))) if enforcement else "。"
    blocks = [_block(BlockKind.TITLE, departments[0], [title])]
    if name is ListName.ASSIST:
        blocks += draw(_upper_parts(departments))
        items = draw(_items())
        variants = draw(st.sampled_from([(), ("\n".join([*items[:-1], "各" + items[-1]]),)]))
        if items[-1][0].isdigit():
            variants = ()  # `各` before the number would be another kind of change
        blocks.append(_block(BlockKind.TOWNSHIP, town, items, variants=variants))
    if name is ListName.RECLAIMED:
        for department in departments:
            others = draw(st.sampled_from(("", "等相关部门")))
            blocks.append(
                _block(BlockKind.DEPARTMENT, department, draw(_items()), department + others)
            )
    split = name is ListName.ASSIST and draw(st.booleans())
    return Duty(
        list=name,
        number=number,
        section=section,
        title=title,
        title_variants=(f"{title}等",) if split else (),
        enforcement=enforcement,
        departments=tuple(departments),
        blocks=tuple(blocks),
        source_lines=(),
    )


@st.composite
def _upper_parts(draw: st.DrawFn, departments: list[str]) -> list[Block]:
    blocks = []
    if len(departments) > 1 and draw(st.booleans()):
        heading = draw(st.sampled_from(("", "共性任务")))
        blocks.append(_block(BlockKind.SHARED, "共性任务", draw(_items()), heading))
    unheaded = len(departments) == 1 and draw(st.booleans())
    for department in departments:
        heading = "" if unheaded else draw(st.sampled_from((department, department[1:])))
        if "中共" in department or "分局" in department:
            heading = "" if unheaded else department
        blocks.append(_block(BlockKind.DEPARTMENT, department, draw(_items()), heading))
    if draw(st.booleans()):
        blocks.append(_block(BlockKind.SUPPORT, departments[0], draw(_items()), "履职保障"))
    return blocks


@st.composite
def _items(draw: st.DrawFn) -> list[str]:
    """One to four items, each of one or two sentences, with or without their own numbers."""
    texts = draw(st.lists(_paragraphs(), min_size=1, max_size=4))
    mark = draw(st.sampled_from(("", ".", ". ", "、", "．")))
    return [f"{n}{mark}{text}" if mark else text for n, text in enumerate(texts, start=1)]


def _paragraphs() -> st.SearchStrategy[str]:
    return st.lists(_sentences(), min_size=1, max_size=2).map(lambda parts: "。".join(parts) + "。")


def _sentences() -> st.SearchStrategy[str]:
    words = (st.sampled_from(words) for words in (VERBS, OBJECTS, TAILS))
    return st.tuples(*words).map("".join)


def _block(
    kind: BlockKind,
    holder: str,
    items: Sequence[str],
    heading: str = "",
    variants: tuple[str, ...] = (),
) -> Block:
    return Block(
        kind=kind,
        holder=holder,
        heading=heading,
        items=tuple(items),
        source_lines=(),
        variants=variants,
    )


# --- printing ---

COLUMNS = {
    ListName.BASIC: ("序号", "事 项 名 称"),
    ListName.ASSIST: (
        "序号",
        "事项名称",
        "对应上级部门",
        "上级部门职责（含提供的履职保障）",
        "苏木乡镇配合职责",
    ),
    ListName.RECLAIMED: ("序号", "事项名称", "承接部门及工作方式"),
}
Piece = tuple[str, tuple[str, ...]]  # a heading, or none, and items under it
TOWNSHIP_COLUMNS = ("苏木乡镇配合职责", "乡镇配合职责", "街道配合职责", "乡镇（街道）配合职责")


@dataclass
class Printer:
    """Prints a town; `choice` decides the layout, which must not matter to what is read."""

    choice: random.Random
    lines: list[str] = field(default_factory=list)
    duty_lines: dict[str, list[int]] = field(default_factory=dict)

    def print_town(self, town: Town) -> list[str]:
        """The document's lines; `duty_lines` then tells where each duty stands."""
        self.lines += ["", town.region + town.name, "", "履行职责事项清单", ""]
        if self._chance():
            self.lines += ["目 录", ""]
            spelled = self.choice.choice(("{}\t{}", "{}………{}", "{} {}"))
            self.lines += [spelled.format(part.heading, 7) for part in town.lists]
        for part in town.lists:
            self._print_list(part)
        return self.lines

    def _print_list(self, part: DutyList) -> None:
        self.lines += ["", part.heading]
        columns = list(COLUMNS[part.name])
        if part.name is ListName.ASSIST:
            columns[-1] = self.choice.choice(TOWNSHIP_COLUMNS)
        header = "\t".join(columns)
        self._new_page(header)
        for section in part.sections:
            self._print_section(section, len(columns))
            for duty in part.duties:
                if duty.section == section.name:
                    self._print_duty(duty, header)

    def _new_page(self, header: str) -> None:
        if self._chance():
            self.lines.append(self.choice.choice(("- 12 -", "12", "第 12 页")))
        self.lines += ["", header]

    def _print_section(self, section: Section, width: int) -> None:
        count = "" if section.declared is None else f"（{section.declared}项）"
        text = f"{ORDINALS[section.ordinal - 1]}、{section.name}{count}"
        spellings = (
            text,
            text + "\t" * (width - 1),
            "\t" + text + "\t" * (width - 2),
            "\t".join([text] * width),
        )
        self.lines.append(self.choice.choice(spellings))

    def _print_duty(self, duty: Duty, header: str) -> None:
        if self._chance():
            self._new_page(header)
        rows = {
            ListName.BASIC: self._basic_rows,
            ListName.ASSIST: self._assist_rows,
            ListName.RECLAIMED: self._reclaimed_rows,
        }[duty.list](duty)
        for index, row in enumerate(rows):
            if index:
                self._new_page(header)
            self.lines.append("\t".join(row))
            self.duty_lines.setdefault(duty.duty_id, []).append(len(self.lines))

    def _basic_rows(self, duty: Duty) -> Iterator[list[str]]:
        yield [str(duty.number), self._marked(duty)]

    def _reclaimed_rows(self, duty: Duty) -> Iterator[list[str]]:
        parts = duty.parts(BlockKind.DEPARTMENT)
        if len(parts) == 1 and self._chance():
            name, text = parts[0].heading, " ".join(parts[0].items)
            labelled = self.choice.choice(("承接部门：{} 工作方式：{}", "<p>{}</p> <p>{}</p>"))
            cell = labelled.format(name, text)
        elif self._chance():
            cell = " ".join(
                f"{part.heading}{self._colon()} {' '.join(part.items)}" for part in parts
            )
        else:
            cell = self._cell([(part.heading, part.items) for part in parts])
        yield [str(duty.number), self._marked(duty), cell]

    def _assist_rows(self, duty: Duty) -> Iterator[list[str]]:
        """One row a page; a title or township variant takes a second page."""
        (township,) = duty.parts(BlockKind.TOWNSHIP)
        upper = [piece for block in duty.blocks[1:-1] for piece in self._cut(block)]
        pages = self._share(upper, bool(duty.title_variants or township.variants))
        for index, page in enumerate(pages):
            title, items = self._marked(duty), township.items
            if index == len(pages) - 1:
                title = "".join(duty.title_variants) or title
                items = (
                    tuple("".join(township.variants).split("\n")) if township.variants else items
                )
            number = str(duty.number)
            if index and not duty.title_variants and self._chance():
                number = title = ""
            departments = self._name_cell(duty.departments)
            yield [number, title, departments, self._cell(page), self._body(items)]

    def _cut(self, block: Block) -> Iterator[Piece]:
        """A part whole, or with its last item on its own, which may go to the next page."""
        yield block.heading, block.items[:-1] if len(block.items) > 1 else block.items
        if len(block.items) > 1:
            yield "", block.items[-1:]

    def _share(self, parts: list[Piece], at_least_two: bool) -> list[list[Piece]]:
        """The parts in order on one to three pages; too few of them are printed again."""
        page_count = self.choice.choice((2, 3) if at_least_two else (1, 1, 2, 3))
        if len(parts) < page_count:
            return [parts] * page_count
        cuts = sorted(self.choice.sample(range(1, len(parts)), page_count - 1))
        return [parts[a:b] for a, b in pairwise([0, *cuts, len(parts)])]

    def _name_cell(self, departments: Sequence[str]) -> str:
        """Names between spaces or marks, some of them broken by a space."""
        broken = [self._break(name) if self._chance() else name for name in departments]
        return self.choice.choice((" ", "、", "，", "<br/>")).join(broken)

    def _break(self, name: str) -> str:
        """某县应急管理 局, or a branch after its office: 市某局 某县分局."""
        head, office, branch = name.partition("局")
        return f"{head}{office} {branch}" if branch else f"{name[:-1]} {name[-1]}"

    def _cell(self, parts: Sequence[Piece]) -> str:
        printed = []
        for heading, items in parts:
            head = f"{heading}{self._colon()}" if heading else ""
            if head and self._chance():
                printed += [f"<p>{head}</p>", self._body(items)]
            elif head:
                printed.append(f"<p>{head} {' '.join(items)}</p>")
            else:
                printed.append(self._body(items))
        return " ".join(printed)

    def _body(self, items: Sequence[str]) -> str:
        """Items as paragraphs, sharing one, or in a list that is never closed."""
        styles: tuple[Callable[[str], str], ...] = (
            lambda joined: f"<p>{joined}</p>",
            lambda joined: f'<ol style="list-style-type: none"> {joined} ',
        )
        if self._chance():
            return " ".join(f"<p>{item}</p>" for item in items)
        return self.choice.choice(styles)(" ".join(items))

    def _marked(self, duty: Duty) -> str:
        star = "*" if duty.enforcement and "*" not in duty.title else ""
        return star + duty.title

    def _colon(self) -> str:
        return self.choice.choice("：:")

    def _chance(self) -> bool:
        return self.choice.random() < 0.5


def without_lines(town: Town) -> Town:
    """The town as the strategies make it: nothing says where it stood in a source."""
    data = town.model_dump()
    data["left_out"] = ()
    for part in data["lists"]:
        part["source_line"] = 0
        for section in part["sections"]:
            section["source_line"] = 0
        for duty in part["duties"]:
            duty["source_lines"] = ()
            for block in duty["blocks"]:
                block["source_lines"] = ()
    return Town.model_validate(data)
