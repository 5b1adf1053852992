#!/usr/bin/env python3
"""Makes the fonts that the reports are set in: subsets of Noto Sans CJK SC (SIL Open Font License 1.1, see OFL.txt).

    apt-get install fonts-noto-cjk unicode-data        # the fonts 1:20220127, the Unihan tables
    pip install fonttools                              # 4.x
    python3 subset.py                                  # writes the two .otf files beside itself

Regular holds the 8,105 characters of 通用规范汉字表 (Unihan's kTGH), GB 2312, the traditional forms of both (names from
Hong Kong and Taiwan) and the rest of Big5 level 1; bold holds 通用规范汉字表 and GB 2312. Both hold Latin with accents,
Greek, Cyrillic, punctuation, currency, arrows, box and number signs. Hints are left out: a PDF is printed and zoomed.
The same input gives the same bytes.
"""
import bz2
import pathlib
from fontTools import subset
from fontTools.ttLib import TTCollection

NOTO = pathlib.Path("/usr/share/fonts/opentype/noto")
UNIHAN = pathlib.Path("/usr/share/unicode")
HERE = pathlib.Path(__file__).resolve().parent
# Latin to Latin Extended-B, spacing modifiers, Greek, Cyrillic, punctuation, currency, letterlike, number forms,
# arrows, mathematics, enclosed digits, boxes and shapes, check marks, CJK punctuation, enclosed CJK, units, full width.
SIGNS = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x205F),
    (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF),
    (0x2500, 0x25FF), (0x2600, 0x2612), (0x2713, 0x2718), (0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEE),
]


def unihan(table, prop):
    """The values of one property of the Unihan tables, by character."""
    for line in bz2.open(UNIHAN / f"Unihan_{table}.txt.bz2", "rt", encoding="utf-8"):
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 3 and parts[1] == prop:
            yield int(parts[0][2:], 16), parts[2]


def legacy(codec, leads):
    """The characters that a double-byte encoding has under these lead bytes."""
    for lead in leads:
        for trail in range(0x40, 0xFF):
            try:
                char = bytes([lead, trail]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(char) == 1:
                yield ord(char)


def characters():
    signs = {c for first, last in SIGNS for c in range(first, last + 1)}
    standard = {c for c, _ in unihan("OtherMappings", "kTGH")} | set(legacy("gb2312", range(0xA1, 0xF8)))
    traditional = {
        int(value[2:], 16) for c, values in unihan("Variants", "kTraditionalVariant") if c in standard for value in values.split()
    }
    return signs | standard, traditional | set(legacy("big5", range(0xA1, 0xC7)))


def make(weight, wanted):
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    fonts = TTCollection(NOTO / f"NotoSansCJK-{weight}.ttc").fonts
    font = next(f for f in fonts if f["name"].getDebugName(1).startswith("Noto Sans CJK SC"))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    target = HERE / f"NotoSansSC-{weight}.otf"
    subset.save_font(font, target, options)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    standard, traditional = characters()
    make("Regular", standard | traditional)
    make("Bold", standard)
