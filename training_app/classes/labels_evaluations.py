"""Chinese names around evaluations of teaching."""

SCORES = {5: "5 很好", 4: "4 好", 3: "3 一般", 2: "2 差", 1: "1 很差"}
NEVER_MET = "没上过"


def standing(given: int, shown: bool, over: bool) -> str:
    """Whether a class's results can be seen, in a word."""
    return "可查看" if shown else "收集中" if not over else "份数不足" if given else "没有评价"
