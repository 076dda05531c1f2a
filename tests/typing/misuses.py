"""What is wrong: both checkers find an error in every line below the import. Never run."""

import xlcost

xlcost.prompt_cost("gpt-4.1", "many", 1_000, 100)
xlcost.prompt_cost(4.1, 100_000, 1_000, 100)
xlcost.prompt_cost("gpt-4.1", 100_000)
xlcost.prompt_cost("gpt-4.1", 100_000, 1_000, 100, cached=0.5)
xlcost.prompt_cost("gpt-4.1", ["a", "b"], 1_000, 100)
xlcost.prompt_cost_breakdown("gpt-4.1", [1, 2], 1_000, 100)
xlcost.token_price("gpt-4.1", kind=1)
xlcost.no_such_function(1)
