"""Models as people call them: Claude Opus 5.5 for anthropic/claude-opus-5-5."""

from __future__ import annotations

import re
from typing import Final

_DATE: Final = re.compile(r"[-@](?:20[0-9]{6}|20[0-9][0-9]-[0-9][0-9]-[0-9][0-9])$")
_VERSION: Final = re.compile(r"(?:-v[0-9]+)?(?::[0-9]+)?$")
#: A vendor or region in front of a name on a cloud: us.anthropic.claude-..., meta.llama3-...
_IN_FRONT: Final = re.compile(
    r"^(?:(?:us|eu|apac|jp|au|global|amazon|anthropic|cohere|deepseek|google|meta|mistral|openai|qwen|writer)\.)+"
)
#: Words that are not written with one capital letter.
_WORDS: Final = {
    "gpt": "GPT",
    "oss": "OSS",
    "ai21": "AI21",
    "deepseek": "DeepSeek",
    "glm": "GLM",
    "codestral": "Codestral",
}
_LOWER: Final = frozenset({"mini", "nano", "chat", "latest", "turbo", "instruct", "it"})
_JOINED: Final = frozenset({"GPT", "OSS", "GLM"})


def people_name(model: str) -> str:
    """The name that people use for a model id; a tuned one's is that of its base.

    The tier behind an ``@`` stays, in brackets: it is another offer of the same model.
    """
    name = model.strip().rpartition("/")[2]
    tier = ""
    if "@" in name and not _DATE.search(name):
        name, _, tier = name.partition("@")
    name = name.removeprefix("ft:")
    name = _IN_FRONT.sub("", name)
    name = _DATE.sub("", _VERSION.sub("", name))
    words = [_word(word) for word in name.split("-") if word]
    said = ""
    for before, word in zip(["", *words], words):
        if not said:
            said = word
        elif before.isdigit() and word.isdigit() and len(word) <= 2:
            said += f".{word}"
        elif before in _JOINED:
            said += f"-{word}"
        else:
            said += f" {word}"
    return f"{said} ({tier})" if tier else said


def _word(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    if word in _LOWER or not word[0].isalpha() or any(sign.isupper() for sign in word):
        return word
    if re.fullmatch(r"[a-z][0-9].*", word):  # o4, r1
        return word
    return word[0].upper() + word[1:]
