"""Sentences one after another: Chinese sets no space between them."""

import pytest
from django.utils.translation import override

from channels_mgmt.core.display import running


@pytest.mark.parametrize(
    ("language", "sentences", "expected"),
    [
        ("en", ["One.", "Two."], "One. Two."),
        ("zh-hans", ["一。", "二。"], "一。二。"),
        ("en", ["", "One.", ""], "One."),
        ("zh-hans", [], ""),
    ],
)
def test_sentences_run_on_as_the_language_writes_them(language, sentences, expected):
    with override(language):
        assert running(sentences) == expected
