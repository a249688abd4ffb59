"""What the lists tab says, in Chinese and English; the lists themselves stay Chinese."""

from dataclasses import dataclass

from assistant.web.labels import Language

# The plain page has no switch of language.
FIND = "搜"
TO_ASK = "用平常话问"
OFFLINE_TOO = "这一页看过一次，没有网络也能看、能搜。"


@dataclass(frozen=True)
class BrowseLabels:
    """The words of one language; `{…}` are filled in where they are used."""

    # filters
    search: str
    search_hint: str
    lists: str
    all_lists: str
    section: str
    all_sections: str
    department: str
    all_departments: str
    lead_only: str
    enforcement_only: str
    reset: str
    # results
    found: str
    shown: str
    more: str
    nothing: str
    ask_instead: str
    pick: str
    unknown: str
    ask_about: str
    conditions: str
    # a duty
    place: str
    lead: str
    takes_over: str
    others: str
    enforcement: str
    lead_tag: str
    shared: str
    support: str
    towns_part: str
    variant: str
    lines: str
    starred: str
    previous: str
    following: str
    back: str
    # a link to an older version; {then} and {newer} are days
    old_same: str
    old_now: str
    old_gone: str
    old_nowhere: str
    old_unknown: str
    # downloads
    download: str
    ready: str
    # workload
    workload: str
    workload_note: str
    total: str
    rest: str


CHINESE = BrowseLabels(
    search="搜清单全文",
    search_hint="比如：低保、采砂、住建局、配合-6",
    lists="哪张清单",
    all_lists="全部",
    section="类别",
    all_sections="全部类别",
    department="部门",
    all_departments="全部部门",
    lead_only="只看它牵头的",
    enforcement_only="只看行政执法事项",
    reset="清除条件",
    found="共 {count} 项",
    shown="，先列前 {count} 项",
    more="再列 {count} 项",
    nothing="清单里没有逐字写到“{text}”的事项。可以少写几个字、放宽条件，或者用平常话问。",
    ask_instead="去问：{text}",
    pick="从列表里点一项，这里显示全文。",
    unknown="没有这一项：{duty_id}。可能是链接写错了，或者清单换了新的；请在列表里搜一搜。",
    ask_about="问这一项",
    conditions="筛选条件",
    place="《{source}》{list} · {section} · 第 {number} 项 · 源文件第 {lines} 行",
    lead="牵头部门",
    takes_over="承接部门",
    others="参与部门",
    enforcement="行政执法事项",
    lead_tag="牵头",
    shared="共性任务（各部门都要做）",
    support="履职保障（上级给镇里的）",
    towns_part="{town}的职责",
    variant="原文另一处的写法",
    lines="第 {lines} 行",
    starred="带 * 的是行政执法事项。",
    previous="上一项",
    following="下一项",
    back="返回列表",
    old_same="这个链接是{then}那一版清单的 {duty_id}。清单{newer}换了新版，这一项编号没变，"
    "下面是现在的内容。",
    old_now="这个链接是{then}那一版清单的 {duty_id}。清单{newer}换了新版，这一项现在是 {now}，"
    "下面是现在的内容。",
    old_gone="这个链接是{then}那一版清单的 {duty_id}。清单{newer}换了新版，里面找不到同样的一项了。"
    "下面是旧版的原文，现在不能作准。",
    old_nowhere="这个链接写的是{then}那一版清单的 {duty_id}，那一版里没有这一项；"
    "请在列表里搜一搜。",
    old_unknown="这个链接是旧版清单（{then}）的 {duty_id}，清单{newer}换了新版，编号可能变了，"
    "那一版也没有留着；请在列表里搜一搜。",
    download="下载这些事项",
    ready="已生成 {name}，若没有自动开始下载，请点这里",
    workload="各部门承担多少项",
    workload_note="一项由几个部门承担的，每个部门各算一次。点部门名看它的事项。",
    total="合计",
    rest="其余 {count} 个部门",
)

ENGLISH = BrowseLabels(
    search="Search the full text",
    search_hint="in Chinese, e.g. 低保, 采砂, 住建局, 配合-6",
    lists="List",
    all_lists="All",
    section="Section",
    all_sections="All sections",
    department="Department",
    all_departments="All departments",
    lead_only="Only where it leads",
    enforcement_only="Only law enforcement",
    reset="Clear filters",
    found="{count} duties",
    shown=", the first {count} shown",
    more="Show {count} more",
    nothing="No duty contains “{text}” word for word. Try fewer words or filters, or ask.",
    ask_instead="Ask: {text}",
    pick="Choose a duty from the list to read it here.",
    unknown="There is no duty {duty_id}: the link may be wrong or the lists new. Please search.",
    ask_about="Ask about it",
    conditions="Filters",
    place="《{source}》{list} · {section} · No. {number} · source line {lines}",
    lead="Lead department",
    takes_over="Taken over by",
    others="Other departments",
    enforcement="Law enforcement",
    lead_tag="lead",
    shared="Tasks shared by all departments",
    support="Support given to the town",
    towns_part="Part of {town}",
    variant="Worded otherwise elsewhere in the source",
    lines="line {lines}",
    starred="* marks law enforcement.",
    previous="Previous",
    following="Next",
    back="Back to the list",
    old_same="This link is to {duty_id} of the lists of {then}. There are new lists of {newer}; "
    "its number is the same, and this is what they say.",
    old_now="This link is to {duty_id} of the lists of {then}. There are new lists of {newer}; "
    "it is {now} there, and this is what they say.",
    old_gone="This link is to {duty_id} of the lists of {then}. The new lists of {newer} have "
    "none that is the same; below are the words of the old ones, which no longer hold.",
    old_nowhere="The lists of {then}, to which this link is, have no {duty_id}. Please search.",
    old_unknown="This link is to {duty_id} of old lists ({then}), which are not kept; in those of "
    "{newer} it may have another number. Please search.",
    download="Download these duties",
    ready="{name} is ready; if the download has not begun, click here",
    workload="Duties per department",
    workload_note="A duty of several departments counts for each. Click a name to see its duties.",
    total="Total",
    rest="{count} other departments",
)


def browse_labels(language: str) -> BrowseLabels:
    """The words of a language; Chinese where it is not one of ours."""
    return ENGLISH if language == Language.ENGLISH else CHINESE
