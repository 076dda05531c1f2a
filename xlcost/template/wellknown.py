"""The models that every price list shows beside those of its case."""

from __future__ import annotations

from datetime import date
from typing import Final

#: Models people know, by provider, from a day on: the newest list that the model date has reached is shown.
WELL_KNOWN: Final[dict[date, dict[str, str]]] = {
    date(2023, 1, 1): {
        "anthropic": "claude-3-haiku-20240307 claude-3-opus-20240229 claude-3-5-haiku-20241022 "
        "claude-3-5-sonnet-20240620 "
        "claude-3-5-sonnet-20241022 claude-3-7-sonnet-20250219 claude-sonnet-4-0 claude-opus-4-0",
        "openai": "gpt-3.5-turbo gpt-4-turbo gpt-4o gpt-4o-mini gpt-4.1 gpt-4.1-mini gpt-4.1-nano "
        "gpt-4.5-preview o1 o1-mini "
        "o3 o3-mini o4-mini ft:gpt-3.5-turbo ft:gpt-4o-2024-08-06 ft:gpt-4o-mini-2024-07-18",
        "google": "gemini-1.5-pro gemini-1.5-flash gemini-1.5-flash-8b gemini-2.0-flash gemini-2.0-flash-lite "
        "gemini-2.5-pro-preview-03-25",
        "mistral": "mistral-large-2411 ft:mistral-large-2411 ft:mistral-small ft:open-mistral-nemo ft:codestral",
        "deepseek": "deepseek-chat deepseek-reasoner",
        "xai": "grok-2 grok-3 grok-3-mini",
        "cohere": "command-a-03-2025 command-r-plus-08-2024 command-r-08-2024 command-r7b-12-2024",
        "aws-bedrock": "amazon.nova-micro-v1:0 amazon.nova-lite-v1:0 amazon.nova-pro-v1:0",
    },
    date(2026, 1, 1): {
        "anthropic": "claude-haiku-4-5 claude-sonnet-4-5 claude-opus-4-5 claude-sonnet-4-6 claude-opus-4-8 "
        "claude-sonnet-5 "
        "claude-opus-5 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5",
        "openai": "gpt-4o-mini gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-5 gpt-5-mini gpt-5-nano gpt-5.4 "
        "gpt-5.4-mini gpt-5.4-nano "
        "gpt-5.6 gpt-6-luna gpt-6-sol gpt-6.1-sol gpt-6.1-terra o4-mini",
        "google": "gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite gemini-3.1-pro gemini-3.5-flash "
        "gemini-3.5-flash-lite "
        "gemini-3.8-flash",
        "mistral": "mistral-large-4 mistral-medium-2604 mistral-small-2603 ministral-8b-2512 codestral-2508",
        "deepseek": "deepseek-v4-pro deepseek-v4-flash",
        "xai": "grok-4.3 grok-4.7 grok-4.1-fast",
        "cohere": "command-a-plus-05-2026 command-r7b-12-2024",
        "aws-bedrock": "amazon.nova-micro-v1:0 amazon.nova-lite-v1:0 amazon.nova-pro-v1:0 amazon.nova-premier-v1:0 "
        "amazon.nova-2-lite-v1:0 ft:amazon.nova-micro-v1:0 ft:amazon.nova-2-lite-v1:0 meta.llama3-3-70b-instruct-v1:0",
        "azure": "ft:gpt-4.1-mini ft:gpt-4.1-nano",
    },
}
