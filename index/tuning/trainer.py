"""Tunes the default model's transformer layers on pairs, with sentence-transformers' trainer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.tuning.pairs import Pair

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

LEARNING_RATE = 5e-5
TEMPERATURE = 0.03
MAX_TOKENS = 128  # of a text in training; what is longer is cut
SEED = 7
_WARM_UP = 0.06
_SAVED_EVERY = 40  # steps
_CPU_CHUNKS = 8  # of a batch by length, so that little is padded; a GPU takes it whole


def tune(
    model: "SentenceTransformer", planned: Sequence[Sequence[Pair]], groups: int, folder: Path
) -> None:
    """Tune the model in place; a run that was cut off goes on from its last checkpoint in `folder`.

    Word, position and type embeddings stay. On a GPU where there is one, else in bfloat16 on the
    CPU; the same data, seed and machine give the same weights.
    """
    import torch
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )

    rows = [pair for batch in planned for pair in batch]
    membership = torch.zeros(len(rows), groups, dtype=torch.bool)
    for number, pair in enumerate(rows):
        membership[number, list(pair.groups)] = True
    encoder: Any = model[0].model
    for parameter in encoder.embeddings.parameters():
        parameter.requires_grad_(False)
    model.max_seq_length = MAX_TOKENS
    trainer = SentenceTransformerTrainer(
        model=model,
        args=SentenceTransformerTrainingArguments(
            output_dir=str(folder),
            num_train_epochs=1,  # the plan holds every epoch
            per_device_train_batch_size=len(planned[0]),
            train_sampling_strategy="sequential",
            learning_rate=LEARNING_RATE,
            warmup_steps=_WARM_UP,
            lr_scheduler_type="linear",
            weight_decay=0.01,
            max_grad_norm=1.0,
            use_cpu=not torch.cuda.is_available(),
            bf16=True,
            seed=SEED,
            save_steps=_SAVED_EVERY,
            save_total_limit=1,
            logging_steps=10,
            report_to="none",
        ),
        train_dataset=Dataset.from_dict(
            {
                "anchor": [pair.anchor for pair in rows],
                "positive": [pair.positive for pair in rows],
                "label": list(range(len(rows))),
            }
        ),
        loss=_contrast(model, membership),
    )
    checkpoints = sorted(folder.glob("checkpoint-*"), key=lambda path: path.stat().st_mtime)
    trainer.train(resume_from_checkpoint=str(checkpoints[-1]) if checkpoints else None)


def _contrast(model: "SentenceTransformer", membership: "torch.Tensor") -> "torch.nn.Module":
    """Each text is to be nearest to its own other half, both ways; same-group texts don't count."""
    import torch

    class Contrast(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, features: list[dict[str, Any]], labels: torch.Tensor) -> torch.Tensor:
            anchors, positives = (self._embedded(half) for half in features)
            own = membership[labels.cpu()].to(anchors.device)
            same = (own.float() @ own.float().T) > 0
            same.fill_diagonal_(False)
            near = (anchors @ positives.T / TEMPERATURE).masked_fill(same, -torch.inf)
            right = torch.arange(len(near), device=near.device)
            cross_entropy = torch.nn.functional.cross_entropy
            return (cross_entropy(near, right) + cross_entropy(near.T, right)) / 2

        def _embedded(self, half: dict[str, Any]) -> torch.Tensor:
            """By chunks of like length, since one long text would pad the whole batch."""
            lengths = half["attention_mask"].sum(dim=1)
            order = lengths.argsort()
            chunks = 1 if order.is_cuda else _CPU_CHUNKS
            vectors = []
            for chunk in order.tensor_split(chunks):
                longest = int(lengths[chunk].max())
                part = {
                    name: half[name][chunk, :longest] for name in ("input_ids", "attention_mask")
                }
                vectors.append(self.model(part)["sentence_embedding"])
            return torch.cat(vectors).float()[order.argsort()]

    return Contrast()
