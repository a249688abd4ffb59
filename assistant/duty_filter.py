"""The filter that an enumeration puts on duties, and whether a duty passes it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.models import BlockKind, Duty, ListName

# Support by kind: how it is asked for, and how 履职保障 words it.
SUPPORT_KINDS = {
    "经费": (r"经费|资金|给钱|出钱|拨款|拨钱|补助|有钱", r"经费|资金|补助|补贴|奖励"),
    "培训": (r"培训|教学", r"培训"),
    "物资装备": (r"物资|装备|设备|器材|用品", r"物资|装备|设备|器材|用品|药品|疫苗"),
    "技术指导": (r"技术(?:指导|支持|服务)|指导", r"指导|技术"),
}


class Role(StrEnum):
    """What a department is in the duties asked for."""

    ANY = "any"
    LEAD = "lead"
    INVOLVED = "involved"  # leads or takes part, of the assisted duties
    PARTICIPANT = "participant"  # takes part and does not lead


@dataclass(frozen=True)
class DutyFilter:
    """What duties must fulfil; empty fields ask nothing. `rest` is the question without it."""

    rest: str
    lists: tuple[ListName, ...] = ()
    sections: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    unknown_department: str = ""
    role: Role = Role.ANY
    penalty: bool = False
    no_penalty: bool = False
    enforcement: bool = False
    holders: int = 0  # 2: exactly two departments; more: several
    support: str = ""
    without_support: bool = False
    named_list: bool = False  # a list by its name, not only by 收走 or 自己管

    def passes(self, duty: Duty) -> bool:
        """Whether a duty is among those asked for, its topic aside."""
        return (
            (not self.lists or duty.list in self.lists)
            and (not self.sections or duty.section in self.sections)
            and (not self.departments or self._in_role(duty))
            and not self.unknown_department
            and (not self.enforcement or duty.enforcement)
            and (not self.penalty or _is_penalty(duty))
            and (not self.no_penalty or not _is_penalty(duty))
            and (not self.support or self._supported(duty))
            and (not self.holders or self._held_by(len(duty.departments)))
        )

    def _in_role(self, duty: Duty) -> bool:
        if self.role is Role.LEAD:
            return duty.lead_department in self.departments
        own = set(duty.departments) & set(self.departments)
        return bool(own) and not (
            self.role is Role.PARTICIPANT and duty.lead_department in self.departments
        )

    def _held_by(self, count: int) -> bool:
        return count == 2 if self.holders == 2 else count >= 2

    def _supported(self, duty: Duty) -> bool:
        blocks = duty.parts(BlockKind.SUPPORT)
        pattern = SUPPORT_KINDS[self.support][1]
        given = any(re.search(pattern, block.text) for block in blocks)
        return bool(blocks) and given is not self.without_support


def _is_penalty(duty: Duty) -> bool:
    return duty.enforcement and "处罚" in duty.title
