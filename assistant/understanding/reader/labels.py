"""What the network tells of a text, of each holder it names, and of each token."""

from collections.abc import Mapping

from assistant.understanding.words.unsaid import MissingAspect

LISTS = ("基本", "配合", "上收")
STATED = ("unsaid", "said", "denied")
DENIED = STATED.index("denied")
ACTS = ("set", "claim", "neither")
SUPPORTS = ("经费", "培训", "物资装备", "技术指导", "any")
# How many departments a duty has: as many as the number that is said, or without a number.
HOLDERS = ("", "exactly", "at least", "more", "at most", "fewer", "alone", "many")

# Of the whole text: each head's classes.
HEADS: Mapping[str, tuple[object, ...]] = {
    "act": ACTS,
    "reclaimed": STATED,
    "several": ("one", "several"),  # sets
    **{f"list {name}": STATED for name in LISTS},
    "mark": STATED,
    "penalty": STATED,
    **{f"support {kind}": STATED for kind in SUPPORTS},
    "holders": HOLDERS,
    "together": (False, True),  # departments in the same duty, or each one's duties
    **{f"asks {aspect}": (False, True) for aspect in MissingAspect},
}
# Of each department, section or holder that the text names.
ROLES = ("none", "lead", "join", "take", "charge", "party", "sole", "assist", "step")
# Of each token: no word of a title, one that titles have, one they lack, and a step of a duty.
TAGS = ("out", "title", "not title", "step")
# Of each token: outside of any matter's own words, where those of one begin, and inside them.
PIECES = ("out", "begins", "inside")
