"""Training the weights of towns with few questions of their own, on towns made for it."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.features import LINKED_FEATURES, Evidence, Scores, linked_features
from index.ranker import Ranker
from index.search import DutySearch
from index.text.messages import heading
from index.training.judging import TrainedJudgement, train_judgement
from index.training.letters import Hide, asked_hidden, fit_weights, folds, is_new, trains, uncovered_hidden
from index.training.made_towns import MadeTown, SeenHere, made_towns, owners_of_texts
from index.views import Combined, View, combined
