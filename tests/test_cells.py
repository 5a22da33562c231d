"""Values as offices type them are understood or refused with a reason."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from electioncycle.cleaning.cells import (
    AmbiguousMonth,
    clean_bool,
    clean_choice,
    clean_date,
    clean_decimal,
    clean_id_number,
    clean_int,
    clean_moment,
    clean_month,
    clean_name,
    clean_phone,
    clean_text,
    clean_time,
)

from .workbooks import ID_NUMBER

EVERY = (
    clean_text,
    clean_name,
    clean_int,
    clean_decimal,
    clean_date,
    clean_month,
    clean_time,
    clean_moment,
    clean_id_number,
    clean_phone,
    clean_bool,
)


@pytest.mark.parametrize("clean", EVERY)
def test_a_blank_is_none(clean):
    assert clean(None) is None
    assert clean("") is None
    assert clean(" \u3000") is None


@pytest.mark.parametrize(
    "clean, typed, meant",
    [
        (clean_text, "　垟 垆\u200b村１号 ", "垟 垆村1号"),
        (clean_text, "一、甲  乙\r\n 二、丙", "一、甲 乙\n二、丙"),
        (clean_name, "张 三", "张三"),
        (clean_name, "阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        (clean_name, "John Smith", "John Smith"),
        (clean_int, "１，２００人", 1200),
        (clean_int, Decimal("12.0"), 12),
        (clean_decimal, "¥1,234.50元", Decimal("1234.50")),
        (clean_decimal, "-3", Decimal(-3)),
        (clean_date, "2020-1-5", date(2020, 1, 5)),
        (clean_date, "2020/1/5", date(2020, 1, 5)),
        (clean_date, "２０２０．１．５", date(2020, 1, 5)),
        (clean_date, "20200105", date(2020, 1, 5)),
        (clean_date, Decimal(20200105), date(2020, 1, 5)),
        (clean_date, "2020年1月5日", date(2020, 1, 5)),
        (clean_date, "2020-01-05 00:00:00", date(2020, 1, 5)),
        (clean_date, Decimal(43835), date(2020, 1, 5)),
        (clean_date, date(2020, 1, 5), date(2020, 1, 5)),
        (clean_date, datetime(2020, 1, 5, 8, 30, tzinfo=UTC), date(2020, 1, 5)),
        (clean_month, "1975.10", date(1975, 10, 1)),
        (clean_month, "1975.1", date(1975, 1, 1)),
        (clean_month, "1975年10月", date(1975, 10, 1)),
        (clean_month, "197510", date(1975, 10, 1)),
        (clean_month, "1975-10", date(1975, 10, 1)),
        (clean_month, Decimal("1975.11"), date(1975, 11, 1)),
        (clean_month, 1975.2, date(1975, 2, 1)),
        (clean_month, 1975.1, AmbiguousMonth(1975, (1, 10))),
        (clean_month, date(1975, 10, 8), date(1975, 10, 1)),
        (clean_id_number, "11010519491231002x", ID_NUMBER),
        (clean_id_number, "'110105 19491231 002Ｘ", ID_NUMBER),
        (clean_phone, "138 1234-5678", "13812345678"),
        (clean_phone, "+8613812345678", "13812345678"),
        (clean_phone, "(0839)8722345转801", "0839-8722345-801"),
        (clean_bool, "√", True),
        (clean_bool, "有", True),
        (clean_bool, "否", False),
    ],
)
def test_what_offices_type_is_understood(clean, typed, meant):
    assert clean(typed) == meant


@pytest.mark.parametrize(
    "clean, typed, reason",
    [
        (clean_int, "12.5", "应为整数"),
        (clean_decimal, "3万元", "只填数字"),
        (clean_decimal, "约30", "不是数字"),
        (clean_decimal, "NaN", "不是数字"),
        (clean_date, "2020.7", "缺少月或日"),
        (clean_date, "2020-2-30", "不是真实存在的日期"),
        (clean_date, "去年", "不是日期"),
        (clean_date, "0020-01-05", "1900 至 2100"),
        (clean_month, "1975.13", "不是真实存在的日期"),
        (clean_month, Decimal(75), "不是年月"),
        (clean_id_number, "110105491231002", "15 位"),
        (clean_id_number, "110105194912310021", "校验位"),
        (clean_id_number, "110105194913310028", "出生日期"),
        (clean_id_number, "123", "现为 3 位"),
        (clean_phone, "12345", "不是有效的电话号码"),
        (clean_phone, "13812345678/13912345678", "只填一个"),
        (clean_bool, "可能", "“是”或“否”"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_reason(clean, typed, reason):
    with pytest.raises(ValueError, match=reason):
        clean(typed)


def test_the_id_number_settles_a_month_that_excel_blurred():
    month = clean_month(Decimal("1949.1"))
    assert month == AmbiguousMonth(1949, (1, 10))
    assert month.settle(None) is None
    assert month.settle(ID_NUMBER) is None
    assert AmbiguousMonth(1949, (1, 12)).settle(ID_NUMBER) == date(1949, 12, 1)


def test_a_choice_is_found_by_label_code_and_loose_spelling():
    choices = {"master": "研究生", "high": "高中(中专)", "junior": "初中及以下"}
    for typed in ("高中(中专)", "高中（中专）", "高中", " 高 中 ", "HIGH", "2.高中"):
        assert clean_choice(typed, choices) == "high"
    assert clean_choice("", choices) is None
    with pytest.raises(ValueError, match="“博士”不在可填的内容之内，可填：研究生、高中"):
        clean_choice("博士", choices)


def test_a_loose_spelling_that_fits_two_choices_is_refused():
    with pytest.raises(ValueError, match="可填"):
        clean_choice("党员", {"full": "党员(正式)", "probationary": "党员(预备)"})


@pytest.mark.parametrize(
    "text", ["8:30", "08:30:00", "8：30", "8时30分", "8点半", "８:３０", "上午8时30分", "早上 8点半", time(8, 30)]
)
def test_a_time_is_read_as_people_write_it(text):
    assert clean_time(text) == time(8, 30)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        *(("14点", 14), ("下午2时", 14), ("下午14:00", 14), ("中午1点整", 13), ("中午12点", 12)),
        *(("晚上8点", 20), ("0:00", 0), ("上午12时", 12), ("凌晨1点", 1), ("23:00", 23)),
    ],
)
def test_the_part_of_the_day_says_which_hour_is_meant(text, hour):
    assert clean_time(text) == time(hour, 0)


@pytest.mark.parametrize(
    "text", ["24:00", "8:60", "8", "上午", "8:30:", "八点", "上午15点", "晚上12点", "明天8点", "23:60"]
)
def test_what_is_no_time_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="不是时间，请填成 08:30"):
        clean_time(text)


@pytest.mark.parametrize(
    "text", ["2026-12-20 8:30", "2026年12月20日8时30分", "2026/12/20T08:30:00", "2026.12.20 8点半"]
)
def test_a_day_with_its_time_is_read_as_people_write_it(text):
    assert clean_moment(text) == datetime.combine(date(2026, 12, 20), time(8, 30))


@pytest.mark.parametrize("text", ["2026-12-20", "8:30", "2026-12-20 25:00", "2026-13-20 8:30", "明天 8:30"])
def test_a_day_without_a_time_is_no_moment(text):
    with pytest.raises(ValueError, match=r"请填成|真实存在"):
        clean_moment(text)
