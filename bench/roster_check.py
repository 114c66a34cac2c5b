"""How long a roster file takes from bytes to checked lines, and how far that is from reading its values bare.

    python bench/roster_check.py [ROWS ...]

Reading happens in the limited child process (warm), checking in this one; no database. The floor is python-calamine
turning the same file into Python values in this process. Figures are medians of five; on shared machines the ratio counts.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from training_app.classes.check import check_roster
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.rules_prerequisites import Judge
from training_app.kernel.dates import today
from training_app.kernel.identity import check_digit
from training_app.policies.loader import load
from training_app.policies.occupations import occupations
from training_app.policies.retirement import retirement_day
from training_app.sheets.reading import read

ROUNDS = 5
HEADER = (
    "序号", "姓名", "性别", "身份证号码", "手机号", "工作单位", "学历", "职业", "等级", "毕业时间", "银行账号", "备注",
)  # fmt: skip


def main() -> None:
    """Prints one line for each number of rows."""
    pack = load("weihai")
    words = OccupationWords.of(occupations())
    day = today()
    print(f"{'rows':>8} {'file':>8} {'floor':>9} {'read':>9} {'check':>9} {'total':>9} {'ratio':>6}")
    for rows in [int(each) for each in sys.argv[1:]] or [50, 10_000, 100_000]:
        data = roster(rows)
        read(data, "roster.xlsx")
        floor = _median(lambda data=data: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())
        reading = _median(lambda data=data: read(data, "roster.xlsx"))
        book = read(data, "roster.xlsx")
        checking = _median(
            lambda book=book: check_roster(
                book, words, day, None, lambda sex, born: retirement_day(sex, born, pack),
                judges=lambda occupation, level: Judge.of(pack, words, occupation, level, day),
            )
        )
        total = reading + checking
        print(
            f"{rows:>8} {len(data) / 1e6:>6.1f}MB {floor * 1000:>7.1f}ms {reading * 1000:>7.1f}ms {checking * 1000:>7.1f}ms "
            f"{total * 1000:>7.1f}ms {total / floor:>6.2f}"
        )


def _median(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def roster(rows: int) -> bytes:
    """An xlsx of twelve columns with synthetic people, every number right."""
    chance = random.Random(rows)
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write(0, 0, "智能制造培训班学员名单")
        sheet.write_row(1, 0, HEADER)
        for row in range(rows):
            born = f"{chance.randint(1966, 2003)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
            body = f"3710{row % 90:02d}{born}{row % 1000:03d}"
            number = body + check_digit(body)
            sheet.write_row(
                row + 2, 0,
                [
                    row + 1, "".join(chance.choices("王李张刘陈杨赵黄周吴", k=1) + chance.choices("伟芳娜敏静丽强磊军洋", k=2)),
                    "男" if int(number[16]) % 2 else "女", number, f"139{chance.randrange(10**8):08d}",
                    f"威海第{chance.randint(1, 300)}公司", "大学本科", "智能制造", "初级", "2015-07-01",
                    f"62220{chance.randrange(10**13):013d}", "",
                ],
            )
    return output.getvalue()


if __name__ == "__main__":
    main()
