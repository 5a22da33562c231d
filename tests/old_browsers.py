"""What browsers on a Chromium of 2021 lack: the 360 and Kylin browsers that offices still have begin at 86.

A table to read, not a linter: stylelint and eslint with their browser lists would bring Node.js and hundreds of
packages into a project that has neither, to say the same of one style sheet and five scripts. Versions are those of
caniuse.com and MDN's compatibility data. Add a line when a newer feature becomes known; ``tests/test_old_browsers.py``
asks that each line catches its own example.
"""

import re
from dataclasses import dataclass
from functools import cached_property

FLOOR = 86


@dataclass(frozen=True)
class Feature:
    """Something Chromium has only since ``since``; ``pattern`` finds it, ``example`` must be found."""

    name: str
    since: int
    pattern: str
    example: str

    @cached_property
    def found_by(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


STYLES = (
    Feature("inset", 87, r"(?<![\w-])inset(?:-(?:block|inline)(?:-start|-end)?)?\s*:", "a { inset: 0 }"),
    Feature("margin-inline, padding-block …", 87, r"(?:margin|padding)-(?:inline|block)\s*:", "a{margin-inline:1px}"),
    Feature(
        "border-start-start-radius …", 89, r"border-(?:start|end)-(?:start|end)-radius", "a{border-start-end-radius:0}"
    ),
    Feature(":is(), :where()", 88, r":(?:is|where)\(", ":is(h1, h2) { }"),
    Feature(":not() with several selectors", 88, r":not\((?:[^()]|\([^()]*\))*,", "a:not(.b, .c) { }"),
    Feature("aspect-ratio", 88, r"(?<![\w-])aspect-ratio\s*:", "img { aspect-ratio: 1 }"),
    Feature("overflow: clip", 90, r"overflow(?:-[xy])?\s*:\s*clip", "a { overflow-x: clip }"),
    Feature("accent-color", 93, r"accent-color\s*:", "a { accent-color: red }"),
    Feature("scrollbar-gutter", 94, r"scrollbar-gutter\s*:", "a { scrollbar-gutter: stable }"),
    Feature("prefers-contrast", 96, r"prefers-contrast", "@media (prefers-contrast: more) { }"),
    Feature("@layer", 99, r"@layer\b", "@layer base { }"),
    Feature(
        "translate, rotate, scale of their own", 104, r"(?<![\w-])(?:translate|rotate|scale)\s*:", "a{rotate:9deg}"
    ),
    Feature("@media (width >= …)", 104, r"@media[^{]*[<>]=?", "@media (width >= 600px) { }"),
    Feature(":has()", 105, r":has\(", "a:has(b) { }"),
    Feature(":modal", 105, r":modal\b", "dialog:modal { }"),
    Feature("@container", 105, r"@container\b|container-type\s*:", "@container (width > 1px) { }"),
    Feature("dvh, svh, lvh …", 108, r"\d[dsl]v(?:h|w|b|i|min|max)\b", "a { height: 100dvh }"),
    Feature(
        "color-mix(), oklch(), lab()",
        111,
        r"(?:color-mix|oklch|oklab|(?<![\w-])lab|(?<![\w-])lch)\(",
        "a{color:oklch(1 0 0)}",
    ),
    Feature(":nth-child(… of …)", 111, r":nth-(?:last-)?child\([^)]*\sof\s", "li:nth-child(2 of .a) { }"),
    Feature("text-wrap", 114, r"text-wrap\s*:", "p { text-wrap: balance }"),
    Feature("subgrid", 117, r"\bsubgrid\b", "a { grid-template-rows: subgrid }"),
    Feature("@starting-style", 117, r"@starting-style", "@starting-style { }"),
    Feature("@scope", 118, r"@scope\b", "@scope (.a) { }"),
    Feature(":user-invalid", 119, r":user-(?:in)?valid", "input:user-invalid { }"),
    Feature("nested rules", 120, r"\{[^{}@]*?&[\s.:#>[\w-][^{}]*\{", "a { color: red; &:hover { color: blue } }"),
    Feature(":dir()", 120, r":dir\(", "a:dir(rtl) { }"),
    Feature(
        "mask without its prefix", 120, r"(?<![\w-])mask(?:-image|-size|-position|-repeat)?\s*:", "a{mask:url(a.svg)}"
    ),
    Feature("scrollbar-width, scrollbar-color", 121, r"scrollbar-(?:width|color)\s*:", "a { scrollbar-width: thin }"),
    Feature("light-dark()", 123, r"light-dark\(", "a { color: light-dark(red, blue) }"),
    Feature("field-sizing", 123, r"field-sizing\s*:", "input { field-sizing: content }"),
    Feature("anchor()", 125, r"(?<![\w-])anchor(?:-name|-size)?\s*[:(]", "a { anchor-name: --b }"),
    Feature(
        "print-color-adjust without its prefix", 136, r"(?<![\w-])print-color-adjust\s*:", "a{print-color-adjust:exact}"
    ),
)

SCRIPTS = (
    Feature("Intl.Segmenter", 87, r"Intl\.Segmenter", "new Intl.Segmenter('zh')"),
    Feature("await outside of functions", 89, r"(?m)^(?:const \w+ = |let \w+ = )?await\b", "await go();"),
    Feature(
        "regular expressions with d or v",
        90,
        r"(?<=[=(,:!&|?])\s*/(?![*/])(?:\\.|[^/\\\n])+/[gimsuy]*[dv][gimsuydv]*\b",
        "x = /a/d",
    ),
    Feature(".at()", 92, r"\.at\(", "list.at(-1)"),
    Feature("crypto.randomUUID", 92, r"\brandomUUID\b", "crypto.randomUUID()"),
    Feature("Object.hasOwn", 93, r"Object\.hasOwn\b", "Object.hasOwn(a, 'b')"),
    Feature("cause of an Error", 93, r"new \w*Error\([^)]*\{\s*cause", "new Error('a', { cause: b })"),
    Feature("static blocks of classes", 94, r"\bstatic\s*\{", "class A { static { } }"),
    Feature("findLast, findLastIndex", 97, r"\.findLast(?:Index)?\(", "list.findLast(one)"),
    Feature("structuredClone", 98, r"\bstructuredClone\b", "structuredClone(a)"),
    Feature("showPicker", 99, r"\.showPicker\(", "input.showPicker()"),
    Feature("inert", 102, r"\.inert\b", "box.inert = true"),
    Feature("AbortSignal.timeout, .any", 103, r"AbortSignal\.(?:timeout|any)", "AbortSignal.timeout(9)"),
    Feature("checkVisibility", 105, r"\.checkVisibility\(", "box.checkVisibility()"),
    Feature(
        "toSorted, toReversed, toSpliced, with", 110, r"\.(?:toSorted|toReversed|toSpliced|with)\(", "list.toSorted()"
    ),
    Feature("isWellFormed", 111, r"\.(?:is|to)WellFormed\(", "text.isWellFormed()"),
    Feature("showPopover", 114, r"\.(?:show|hide|toggle)Popover\(", "box.showPopover()"),
    Feature("Object.groupBy, Map.groupBy", 117, r"\b(?:Object|Map)\.groupBy\b", "Object.groupBy(a, b)"),
    Feature("Promise.withResolvers, .try", 119, r"Promise\.(?:withResolvers|try)\b", "Promise.withResolvers()"),
    Feature("URL.canParse, URL.parse", 120, r"\bURL\.(?:canParse|parse)\(", "URL.canParse(a)"),
    Feature("Array.fromAsync", 121, r"Array\.fromAsync", "Array.fromAsync(a)"),
    Feature(
        "union and its like of a Set",
        122,
        r"\.(?:intersection|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
        "a.intersection(b)",
    ),
)

MARKUP = (
    Feature("inert", 102, r"<[^>]*\sinert[\s>=]", "<div inert>"),
    Feature("hidden=until-found", 102, r"until-found", '<div hidden="until-found">'),
    Feature("popover", 114, r"<[^>]*\spopover(?:target)?[\s>=]", '<div popover="auto">'),
    Feature("details with a name", 120, r"<details[^>]*\sname=", '<details name="a">'),
    Feature("commands of buttons", 135, r"<button[^>]*\scommand(?:for)?=", '<button commandfor="a">'),
)

COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}", re.DOTALL)


def lacking(text: str, features: tuple[Feature, ...]) -> list[str]:
    """What of the text such a browser does not know; what stands in comments does not count."""
    text = COMMENT.sub("", text)
    return [f"{one.name} (Chromium {one.since})" for one in features if one.since > FLOOR and one.found_by.search(text)]
