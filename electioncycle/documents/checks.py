"""Start-up check: without its library and its typefaces the printing of documents is slow or wrong."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from electioncycle.documents.faces import FontsMissing, font_folder, load_faces


def check_dependencies() -> list[str]:
    """One sentence for everything that is missing; empty when documents can be printed."""
    from weasyprint.text.ffi import harfbuzz_subset

    found = []
    if not harfbuzz_subset:
        found.append(
            "缺少系统库 libharfbuzz-subset，打印会慢五倍以上。"
            "请由管理员运行 apt-get install libharfbuzz-subset0，然后重新启动。"
        )
    try:
        load_faces(font_folder())
    except FontsMissing as error:
        found.append(str(error))
    return found


@register()
def documents_can_be_printed(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    return [Error(sentence, id=f"documents.E00{number}") for number, sentence in enumerate(check_dependencies(), 1)]
