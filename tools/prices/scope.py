"""Which models belong in the catalogue: text models sold per token by their makers and the big clouds."""

from __future__ import annotations

import re
from typing import Final

#: Models billed by images, audio, video, pages or searches, and those without output tokens.
_OTHER_MODALITIES: Final = re.compile(
    r"image|banana|imagen|veo|sora|audio|realtime|voice|voxtral|tts|whisper|transcribe|translate|live|video|omni"
    r"|sonic|embed|rerank|moderation|ocr|\brt\b",
)
#: Variants of gateways, such as ``:free`` and ``:thinking``; Bedrock's own ids end in ``:0``.
_GATEWAY_VARIANT: Final = re.compile(r":[a-z]")


def is_text_model(model: str) -> bool:
    """Whether an id names a model that reads and writes text and is sold per token."""
    name = model.casefold()
    return not _OTHER_MODALITIES.search(name) and not _GATEWAY_VARIANT.search(name.removeprefix("ft:"))
