"""Which typefaces the documents use: where each comes from and which characters it has to carry."""

from dataclasses import dataclass
from pathlib import Path

# Inclusive ranges. Private-use code points are left out on purpose: what they mean differs from font to font.
TEXT = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x2C7, 0x2C7), (0x391, 0x3C9), (0x2010, 0x203B), (0x20AC, 0x20AC),
    (0x2103, 0x2116), (0x2160, 0x2179), (0x2190, 0x2193), (0x2200, 0x22BF), (0x2460, 0x249B), (0x2500, 0x2573),
    (0x2588, 0x2588), (0x25A0, 0x25EF), (0x2605, 0x2606), (0x2610, 0x2612), (0x2713, 0x2717),
    (0x3000, 0x301F), (0x3220, 0x3229), (0x338E, 0x33D5), (0xFE30, 0xFE4F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
)  # fmt: skip
UNIFIED = ((0x4E00, 0x9FFF),)
CIRCLED = ((0x322A, 0x32FF),)
"""㊣ and its like."""
BOXES = ((0x2610, 0x2612),)
"""☐ ☑ ☒, which forms are ticked with and no Chinese typeface draws."""
RARE = ((0x3400, 0x4DBF), (0xF900, 0xFAFF), (0x20000, 0x323AF))

FANDOL = "texlive-lang-chinese"
NOTO = "fonts-noto-cjk"
WENKAI = "fonts-lxgw-wenkai"
DEJAVU = "fonts-dejavu-core"


@dataclass(frozen=True)
class Face:
    """One family of the documents; ``source_family`` chooses the member of a font collection."""

    family: str
    package: str
    source: str
    source_family: str = ""
    ranges: tuple[tuple[int, int], ...] = TEXT + UNIFIED
    # A site's licensed font that takes this face's place: words looked for in its own names and its file name.
    licensed: tuple[str, ...] = ()
    # Thousandths of an em that its outlines may stray to be drawn with fewer points: a document embeds hundreds of
    # its characters. 0: they stay as they were drawn.
    sparing: float = 0.0

    @property
    def file_name(self) -> str:
        return self.family.lower().replace(" ", "-") + ".ttf"

    def wants(self, code: int) -> bool:
        return any(first <= code <= last for first, last in self.ranges)


SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
# The slowest to convert stand first, so that the last process to end is not one that began late.
FACES = (
    Face("EC Kai", FANDOL, "FandolKai-Regular.otf", licensed=("楷体_GB2312", "KaiTi_GB2312"), sparing=3.0),
    Face("EC Song", NOTO, "NotoSerifCJK-Regular.ttc", SERIF, TEXT + CIRCLED + UNIFIED + RARE, ("SimSun", "中易宋体")),
    Face("EC Fang", FANDOL, "FandolFang-Regular.otf", licensed=("仿宋_GB2312", "FangSong_GB2312"), sparing=3.0),
    Face("EC Song Bold", NOTO, "NotoSerifCJK-Bold.ttc", SERIF, licensed=("小标宋", "XiaoBiaoSong", "FZXBS")),
    Face("EC Hei", NOTO, "NotoSansCJK-Regular.ttc", SANS, licensed=("SimHei", "中易黑体"), sparing=2.0),
    Face("EC Hei Bold", NOTO, "NotoSansCJK-Bold.ttc", SANS),
    Face("EC Name", WENKAI, "LXGWWenKai-Regular.ttf", ranges=TEXT + UNIFIED + RARE),
    Face("EC Box", DEJAVU, "DejaVuSans.ttf", ranges=BOXES),
)

SYSTEM_FOLDERS = tuple(
    Path(folder)
    for folder in (
        "/usr/share/fonts/opentype/noto",
        "/usr/share/fonts/truetype/lxgw-wenkai",
        "/usr/share/fonts/truetype/dejavu",
        "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
        "/usr/share/texmf/fonts/opentype/public/fandol",
    )
)
