"""Fonts of the standard: which are missing on a computer, and what stands in."""

from core.exporter.fonts import FONTS, missing_fonts


def test_nothing_is_missing_where_all_are_there():
    assert missing_fonts({font.name for font in FONTS}) == []


def test_another_name_of_the_same_face_counts():
    assert missing_fonts(["FZXiaoBiaoSong-B05S", "FangSong_GB2312", "kaiti_gb2312", "SimHei", "SimSun"]) == []


def test_a_plain_windows_is_told_what_it_lacks_and_what_it_shows_instead():
    missing = missing_fonts({"SimSun", "SimHei", "FangSong", "KaiTi"})
    assert [(font.name, font.stand_in) for font in missing] == [
        ("方正小标宋简体", "SimSun"),
        ("仿宋_GB2312", "FangSong"),
        ("楷体_GB2312", "KaiTi"),
    ]
    assert missing[0].words() == "标题用的“方正小标宋简体”没有安装，显示和打印时改用“SimSun”"


def test_a_computer_without_any():
    missing = missing_fonts([])
    assert [font.name for font in missing] == [font.name for font in FONTS]
    assert all("与标准不同" in font.words() for font in missing)
