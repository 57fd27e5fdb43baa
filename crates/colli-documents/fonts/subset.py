"""Makes the two committed fonts from Noto Sans: the characters of UNICODES, outlines only, composites dissolved.

Usage: subset.py NotoSans-Regular.ttf ColliSans-out.ttf   (needs fontTools)
"""
import sys
from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNICODES = (
    "0020-007E,00A0-024F,0259,02BB,02BC,02C6-02DD,0384-0386,0388-038A,038C,038E-03A1,03A3-03E1,"
    "0400-052F,1E00-1EFF,1F00-1FFE,2010-2015,2018-201E,2020-2022,2026,2030,2032,2033,2039,203A,2044,"
    "20AC,20B4,20B9,20BA,20BD,20BF,2116,2122,2212"
)
KEPT = {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "OS/2", "post"}


def dissolve(font):
    """Turns every composite glyph into a simple one, so that a glyph can be copied without its parts."""
    glyphs = font.getGlyphSet()
    table = font["glyf"]
    for name in font.getGlyphOrder():
        if table[name].isComposite():
            record = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(record)
            pen = TTGlyphPen(None)
            record.replay(pen)
            table[name] = pen.glyph()


def main(source, target):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables = []
    font = TTFont(source, recalcTimestamp=False)
    dissolve(font)
    job = subset.Subsetter(options)
    job.populate(unicodes=subset.parse_unicodes(UNICODES))
    job.subset(font)
    for tag in list(font.keys()):
        if tag not in KEPT and tag != "GlyphOrder":
            del font[tag]
    font["post"].formatType = 3.0
    font.save(target)


main(sys.argv[1], sys.argv[2])
