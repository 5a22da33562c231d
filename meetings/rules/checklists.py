"""Questions about checklists over plain values: what a cell may hold and what counts as done."""

COUNTED = "数量"
"""The group of items that ask for a number; all others are done (1) or not (0)."""
MOST = 9999
DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
DONE = ("是", "√", "✓", "有", "已落实")
NOT_DONE = ("否", "×", "无", "-", "—", "未落实")


def read_cell(text: str, *, counted: bool) -> int | None:
    """Empty is not filled in; 1 done and 0 not, or the number an item asks for. Raises ValueError with the reason."""
    text = text.strip().translate(DIGITS)
    if not text:
        return None
    if text in NOT_DONE:
        return 0
    if text in DONE and not counted:
        return 1
    most = MOST if counted else 1
    if not (text.isascii() and text.isdigit()) or int(text) > most:
        what = f"实际数(0至{MOST})" if counted else "1(已落实)或0(未落实)"
        raise ValueError(f"填写为“{text[:10]}”：只能填{what}，未填报的留空。")
    return int(text)


def value_fault(value: int | None, *, counted: bool) -> str:
    """The same for a value typed into a form or workbook."""
    if value is None or value <= (MOST if counted else 1):
        return ""
    return f"填写为{value}：只能填实际数(不超过{MOST})。" if counted else f"填写为{value}：只能填1(已落实)或0(未落实)。"


def is_done(value: int | None) -> bool:
    return bool(value)


def in_words(value: int | None, *, counted: bool) -> str:
    if value is None:
        return "未填报"
    return str(value) if counted else "已落实" if value else "未落实"
