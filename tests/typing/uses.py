"""What people write: both checkers find nothing wrong in it. Never run: assert_type is for them."""

from datetime import date
from typing import Any, assert_type

import numpy as np
import pandas as pd

import xlcost

frame = pd.DataFrame({"requests": [1.0, 2.0], "model": ["gpt-4.1", "gpt-4o"]})

assert_type(xlcost.prompt_cost("gpt-4.1", 100_000, 1_000, 100), float)
assert_type(xlcost.prompt_cost("gpt-4.1", 1e5, 1_000, 100, 0.5, as_of=date(2026, 1, 1)), float)
assert_type(xlcost.prompt_cost("gpt-4.1", 1e5, 1_000, 100, as_of="2026-01-01", prices=[["model", "input"]]), float)
assert_type(xlcost.token_price("gpt-4.1", "output"), float)
assert_type(xlcost.breakeven_requests(1_000, 0.002, 0.001, 50), float)
assert_type(xlcost.finetune_advice(20_000, True, 500, 400), str)
assert_type(xlcost.model_status("gpt-4.1"), str)
assert_type(xlcost.xlcost_version(), str)
assert_type(xlcost.cost_forecast(100, 12), list[list[float]])
assert_type(xlcost.prompt_cost_breakdown("gpt-4.1", 1, 2, 3), list[list[Any]])

xlcost.prompt_cost("gpt-4.1", frame["requests"], 1_000, 100).sum()
xlcost.prompt_cost(frame["model"], frame["requests"], 1_000, 100)
xlcost.prompt_cost(["gpt-4.1", "gpt-4o"], [1, 2], 1_000, 100)
xlcost.prompt_cost("gpt-4.1", np.array([1.0, 2.0]), 1_000, 100)
xlcost.prompt_cost("gpt-4.1", [[1.0], [2.0]], 1_000, 100)
xlcost.finetune_advice([20_000, 5], [True, False], 500, 400)
xlcost.price_usage(frame)
