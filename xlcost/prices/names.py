"""Model names as logs, clouds and gateways write them: rules that turn a spelling into the catalogue's own.

A catalogue's look-up tries a name as it stands and then, in order, every spelling that a rule here derives from it; the
first that it knows is the model. Each rule keeps the model and the price: nothing is near or probable, no rule leads to
another region's price, to another tier's, or from a tuned model to its base. What no rule reaches is refused.

A deployment's name says nothing of its model. Whoever has such names writes a map of two columns, ``deployment`` and
``model`` (xlcost.prices.deployments): a worksheet range in the place of a price table, or a CSV or TOML file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: Makers whose regional profiles at Bedrock all cost what the plain id costs, which is in-region, too: their price is
#: the global one and, from Claude 4.5 on, 10 % more in every region (https://aws.amazon.com/bedrock/pricing/).
#: Profiles of other makers are lines or aliases of their own; GovCloud's are always lines of their own.
_SAME_IN_EVERY_REGION: Final = frozenset({"anthropic", "openai"})
_REGION: Final = re.compile(r"(?:us|eu|apac|au|ca|in|jp)\.")
_BEDROCK_ID: Final = re.compile(r"(?:[a-z-]+\.)?[a-z0-9]+\.[a-z0-9]")

#: The regions that the price list of Bedrock is read in, beside which only some makers' models cost the same.
_HOME_REGIONS: Final = frozenset({"us-east-1", "us-west-2"})
_AWS_REGION: Final = re.compile(r"[a-z]{2}(?:-gov)?-[a-z]+-[0-9]")

_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:bedrock:(?P<region>[a-z0-9-]*):[0-9]*:(?:foundation-model|inference-profile)/(.+)"
)
_PUBLISHER: Final = re.compile(r"(?:.*?locations/(?P<place>[a-z0-9-]+)/)?publishers/(?P<maker>[a-z0-9-]+)/models/(.+)")

#: What stands before a model's own name and says who passes the request on, or to which interface.
_GATEWAYS: Final = ("openrouter/", "litellm_proxy/", "models/")
_BEDROCK_INTERFACES: Final = re.compile(
    r"(?:bedrock|amazon-bedrock|aws-bedrock|aws|bedrock_converse|bedrock_mantle)/(?:converse/|invoke/|converse_like/)?"
)
#: Models of Vertex that cost the same in every place: the premium came with Claude 4.5 and Gemini 3.
_WITHOUT_PREMIUM: Final = re.compile(r"gemini-[12]|claude-3|claude-(?:opus|sonnet)-4(?:-1)?(?:@|$)")
_VERTEX: Final = re.compile(r"(?:vertex_ai|vertex_ai_beta|vertex|google-vertex)/")
_AZURE_ZONE: Final = re.compile(r"azure/(us|eu|global|global-standard)/(.+)")
_AZURE_TIERS: Final = {"us": "@datazone", "eu": "@datazone-eu", "global": "", "global-standard": ""}

#: OpenAI's id of a tuned model: base, organisation, name, id, and perhaps a checkpoint of the training.
_TUNED_OPENAI: Final = re.compile(r"((?:openai/)?ft:[^:]+):[^:]*:[^:]*(?::[^:]+)?(?::ckpt-step-[0-9]+)?")
#: Azure's: the base and the training job.
_TUNED_AZURE: Final = re.compile(r"(?:azure/)?([^/]+)\.ft-[a-z0-9-]+")

#: How other tools spell a provider in ``provider/model``.
PROVIDERS: Final = {
    "amazon-bedrock": "aws-bedrock",
    "aws": "aws-bedrock",
    "azure_ai": "azure",
    "azure-openai": "azure",
    "bedrock": "aws-bedrock",
    "gemini": "google",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "vertex": "google-vertex",
    "vertex_ai": "google-vertex",
    "x-ai": "xai",
    "z-ai": "zai",
}

_LONG_CONTEXT_FLAG: Final = "[1m]"
_AT_DATE: Final = re.compile(r"(?:-v[0-9])?@(20[0-9]{6})")
_VERSION_OF_GEMINI: Final = re.compile(r"(gemini-.+)-00[0-9]")
_DOTTED_CLAUDE: Final = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_VERSION_FIRST: Final = re.compile(r"claude-([0-9](?:-[0-9])?)-(opus|sonnet|haiku)((?:-20[0-9]{6})?)")
_BEDROCK_FIRST_VERSION: Final = re.compile(r"-v1(?::0)?$")


def spellings(name: str) -> Iterator[str]:
    """Every other way, by rule, to write a model's name, in the order in which a catalogue tries them.

    ``name`` is in lower case and has no spaces around it. A tier that a rule reads out of the name stands behind the
    model, ``@``.
    """
    seen = {name}
    waiting = [name]
    while waiting:
        for spelling in _next(waiting.pop(0)):
            if spelling not in seen:
                seen.add(spelling)
                waiting.append(spelling)
                yield spelling


def _next(name: str) -> Iterator[str]:
    """The spellings one rule away."""
    yield from _without_wrapping(name)
    yield from _cloud(name)
    yield from _tuned(name)
    yield from _model(name)
    yield from _bedrock(name)


def _without_wrapping(name: str) -> Iterator[str]:
    for gateway in _GATEWAYS:
        if name.startswith(gateway):
            yield name.removeprefix(gateway)
    provider, slash, model = name.partition("/")
    if provider in PROVIDERS:
        yield f"{PROVIDERS[provider]}{slash}{model}"
    if name.endswith(_LONG_CONTEXT_FLAG):
        yield name.removesuffix(_LONG_CONTEXT_FLAG)


def _cloud(name: str) -> Iterator[str]:
    """Resource names and LiteLLM's paths of the clouds."""
    if arn := _ARN.fullmatch(name):
        yield from _in_region(arn["region"], arn[2])
    if path := _BEDROCK_INTERFACES.match(name):
        region, _, model = name[path.end() :].partition("/")
        if model and _AWS_REGION.fullmatch(region):
            yield from _in_region(region, model)
        elif not model:
            yield f"aws-bedrock/{region}"
    if published := _PUBLISHER.fullmatch(name):
        regional = published["place"] not in (None, "global") and not _WITHOUT_PREMIUM.match(published[3])
        yield f"google-vertex/{published[3]}{'@regional' if regional else ''}"
    if path := _VERTEX.match(name):
        yield f"google-vertex/{name[path.end() :]}"
    if zone := _AZURE_ZONE.fullmatch(name):
        yield f"azure/{zone[2]}{_AZURE_TIERS[zone[1]]}"


def _in_region(region: str, model: str) -> Iterator[str]:
    """An id of Bedrock called in a region: in GovCloud its own line, elsewhere the plain id where it costs the same."""
    if "-gov-" in region:
        yield f"aws-bedrock/us-gov.{model.removeprefix('us-gov.')}"
    elif region in ("", *_HOME_REGIONS) or _maker(model) in _SAME_IN_EVERY_REGION or _REGION.match(model):
        yield f"aws-bedrock/{model}"


def _tuned(name: str) -> Iterator[str]:
    if ours := _TUNED_OPENAI.fullmatch(name):
        yield ours[1] if ours[1].startswith("openai/") else f"openai/{ours[1]}"
    if azures := _TUNED_AZURE.fullmatch(name):
        yield f"azure/ft:{azures[1]}"


def _model(name: str) -> Iterator[str]:
    """Spellings of the model itself, whoever sells it."""
    seller, slash, model = name.rpartition("/")
    if seller.count("/") or ":" in model.removesuffix(":0"):
        return
    if dated := _AT_DATE.search(model):
        yield f"{seller}{slash}{model[: dated.start()]}-{dated[1]}{model[dated.end() :]}"
    if versioned := _VERSION_OF_GEMINI.fullmatch(model):
        yield f"{seller}{slash}{versioned[1]}"
    if model.startswith("claude-"):
        yield f"{seller}{slash}{_DOTTED_CLAUDE.sub('-', model)}"
        if version := _VERSION_FIRST.fullmatch(model):
            yield f"{seller}{slash}claude-{version[2]}-{version[1]}{version[3]}"


def _bedrock(name: str) -> Iterator[str]:
    """An id of Bedrock with another way to write its first version, and without the region where that is the same."""
    seller, slash, model = name.rpartition("/")
    if seller not in ("", "aws-bedrock") or not _BEDROCK_ID.match(model):
        return
    bare = _BEDROCK_FIRST_VERSION.sub("", model)
    for ending in ("", "-v1", "-v1:0"):
        yield f"{seller}{slash}{bare}{ending}"
    region = _REGION.match(model)
    if region and _maker(model) in _SAME_IN_EVERY_REGION:
        yield f"{seller}{slash}{model[region.end() :]}"


def _maker(model: str) -> str:
    """The maker in an id of Bedrock."""
    parts = model.split(".")
    return parts[-2] if len(parts) > 1 and not parts[-2][-1:].isdigit() else parts[0]


_ANY_DATE: Final = re.compile(r"-20[0-9][0-9]-?[0-9][0-9]-?[0-9][0-9]")


#: What tells one name of a model from another: the region of a Bedrock profile before it, a version or date behind.
_BEFORE_FAMILY: Final = re.compile(r"^(?:global|us-gov|us|eu|apac|au|ca|in|jp)\.")
_BEHIND_FAMILY: Final = re.compile(r"(?:-v[0-9]+(?::[0-9]+)?|[-@][0-9]{8}|-[0-9]{4}-[0-9]{2}-[0-9]{2}|-latest)$")


def family(model: str) -> str:
    """What the names of one model at one provider have in common, without region, version and date."""
    name = _BEFORE_FAMILY.sub("", model.casefold())
    while (shorter := _BEHIND_FAMILY.sub("", name)) != name:
        name = shorter
    return name


def relatives(name: str) -> list[str]:
    """Names that are not the same by any rule, but whose price tells what to expect of an unknown one.

    The model alone, whoever sells it, and without its date; the longest first.
    """
    found = []
    for spelling in (name, *spellings(name)):
        model = spelling.rpartition("/")[2].partition("@")[0]
        found += [model, _ANY_DATE.sub("", model)]
    return sorted(dict.fromkeys(found), key=len, reverse=True)
