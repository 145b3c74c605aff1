"""The plain text of a description, by the rule that fits all recorded pairs."""

import re
from html import unescape

_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r'<a [^>]*href="([^"]*)"[^>]*class="linkified"[^>]*>.*?</a>', re.DOTALL), r"\1"),
    (re.compile(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL), r"\2 (\1)"),
    (re.compile(r'<img [^>]*src="([^"]*)"[^>]*>'), r"\1"),
    (re.compile(r"\s*</p>\s*"), "\n\n"),
    (re.compile(r"<br ?/?>"), "\n"),
    (re.compile(r"<[^>]*>"), ""),
]
_AFTER: list[tuple[re.Pattern[str], str]] = [
    (re.compile("\u00a0"), " "),
    (re.compile(r" +"), " "),
    (re.compile(r" +\n"), "\n"),
    (re.compile(r"\n{3,}"), "\n\n"),
]


def html_to_text(html: str) -> str:
    """Plain text of recorded HTML: links with their addresses, paragraphs apart, entities resolved."""
    for pattern, replacement in _RULES:
        html = pattern.sub(replacement, html)
    text = unescape(html)
    for pattern, replacement in _AFTER:
        text = pattern.sub(replacement, text)
    return text.strip()
