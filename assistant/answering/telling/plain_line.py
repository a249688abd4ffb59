"""The plain line at the head of a card: which matter, and who has it, as people here say it.

It is the same claim as `wording.in_charge` in fewer words; a name that could be two
departments stays as printed.
"""

import re

from assistant.answering.parts.of_duties import Holding, Standing, Who
from corpus.models import Duty, Town
from corpus.vocabulary import words_of

_NAME_CHARS = 24  # a longer title is no name for a matter
_DEED = re.compile(r"(?:处罚|拆除|的[^的]{2,8})$")  # which is a matter's name by itself
_DOING = re.compile(r"^(?:配合|组织)?(?:做好|开展|负责|落实|强化|加强|对(?=.+的))")


def plain_line(who: Who, town: Town, *, in_doubt: bool = False) -> str:
    """最低生活保障的事，由旗民政局牵头，镇里配合。

    `in_doubt` it follows 最接近的是, so that 这件事 would be what was asked.
    """
    duty = town.duty(who.duty_id)
    matter, here = matter_name(duty), words_of(town).in_town
    named = matter or ("下面这件事" if in_doubt else "这件事")
    pause = "，" if matter else ""
    if _held(who, Standing.OWN):
        return f"{named}{pause}归{here}管。"
    if taken := _names(who, town, Standing.TAKES):
        return f"{named}{pause}现在归{taken}办，{here}不办了。"
    lead = _names(who, town, Standing.LEADS)
    about = "、".join(office_name(name, town) for name in who.about)
    part = f"您问的这部分由{about}负责，" if about and about != lead else ""
    return f"{named}{pause}由{lead}牵头，{part}{here}配合。"


def office_name(full_name: str, town: Town) -> str:
    """巴林左旗民政局 -> 旗民政局, where no other department goes by that; else as printed."""
    if not town.region:
        return full_name
    short = _short(full_name, town.region)
    others = {name for duty in town.duties for name in duty.departments} - {full_name}
    return full_name if short in {_short(name, town.region) for name in others} else short


def matter_name(duty: Duty) -> str:
    """The title as a matter's name: 最低生活保障的事, 露天焚烧秸秆的处罚; "" where it is a text."""
    title = duty.title.rstrip("。")
    if len(title) > _NAME_CHARS or "，" in title or "；" in title:
        return ""
    named = _DOING.sub("", title).removesuffix("工作")
    return named if _DEED.search(named) else f"{named}的事"


def _held(who: Who, role: Standing) -> list[Holding]:
    return [one for one in who.holders if one.role is role]


def _names(who: Who, town: Town, role: Standing) -> str:
    return "、".join(office_name(one.holder, town) for one in _held(who, role))


def _short(full_name: str, region: str) -> str:
    """With the county's last character for its name; a prefecture's own stay whole."""
    begins = (region[-chars:] for chars in range(len(region), 1, -1))
    county = next((own for own in begins if full_name.startswith(own)), "")
    rest = full_name[len(county) :]
    return f"{region[-1]}{rest}" if county and rest else full_name
