import json

from tests.bench import __main__ as bench
from tests.bench.measurement import Measurement

FAST = Measurement("fast", 1.5, 2.5, "x", "as it should be")
SLOW = Measurement("slow", 151.0, 150.0, "ms")


def test_the_table_has_each_value_beside_its_limit():
    table = bench._table([FAST, SLOW])
    assert "fast       1.50       2.50  x     ok        as it should be" in table
    assert "slow     151.00     150.00  ms    TOO MUCH" in table


def test_the_result_is_kept_and_one_value_above_its_limit_fails_the_run(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench, "_PARTS", (lambda: [FAST], lambda: [SLOW]))
    assert bench.main() == 1
    assert json.loads((tmp_path / "out/bench.json").read_text()) == {
        "fast": {"value": 1.5, "limit": 2.5, "unit": "x"},
        "slow": {"value": 151.0, "limit": 150.0, "unit": "ms"},
    }
    assert "TOO MUCH" in capsys.readouterr().out
    monkeypatch.setattr(bench, "_PARTS", (lambda: [FAST],))
    assert bench.main() == 0
