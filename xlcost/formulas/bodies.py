"""The functions as Excel formulas: what follows the parameters of each LAMBDA.

``{requests}`` stands for the check of that argument, which is made from the registry: its default, its domain, what a
blank means. The sum called ``wrong`` is the first wrong argument from the left, as an error.
"""

from __future__ import annotations

from typing import Final

from xlcost.functions.pricing import MODEL_PRICES_COLUMNS
from xlcost.functions.prompting import BREAKDOWN_LABELS
from xlcost.prices import FEES

_WORKLOAD = """    n, {requests},
    tokens_in, {input_tokens},
    tokens_out, {output_tokens},"""
_TREATMENT = """    hit, {cached_share},
    written, {cache_write_share},
    batched, {batch_share},
    again, {retry_rate},"""
_SOURCE = """    table, {prices},
    as_of, {as_of},"""
_KEPT = "    kept, {cache_write_1h_share},"
_PROMPT = f"""    name, {{model}},
{_WORKLOAD}
{_TREATMENT}
{_SOURCE}
{_KEPT}
    wrong, LEN(name) + n + tokens_in + tokens_out + hit + written + batched + again + as_of + ROWS(table) + kept,"""
_FINETUNE = f"""    name, {{model}},
{_WORKLOAD}
    up, {{token_uplift}},
    run, {{training_cost}},
    runs, {{retrains_per_year}},
    hosting, {{hosting_cost}},
    upkeep, {{upkeep_cost}},
{_TREATMENT}
{_SOURCE}
{_KEPT}
    wrong, LEN(name) + n + tokens_in + tokens_out + up + run + runs + hosting + upkeep +
      hit + written + batched + again + as_of + ROWS(table) + kept,
    tuned_in, tokens_in + tokens_in * up,
    tuned_out, tokens_out + tokens_out * up,"""
_ADVICE = """    count, {examples},
    is_stable, {stable},
    budget, {prompt_total},
    cost, {finetune_total},
    is_shown, {evidence},
    is_sold, {available},
    least, {min_examples},
    wrong, count + is_stable + budget + cost + is_shown + is_sold + least,"""


def _texts(values: tuple[str, ...], separator: str) -> str:
    return "{" + separator.join(f'"{value}"' for value in values) + "}"


_OWN_COLUMNS = {"model": "models", "provider": "sellers", "tier": "tiers", "above_tokens": 'IF(above = 0, "", above)'}
_PICKED = ",\n      ".join(
    f"FILTER({_OWN_COLUMNS[column]}, found)"
    if column in _OWN_COLUMNS
    else f'IF(FILTER(above, found), "", XLCOST_PICK(lines, header, "{column}"))'
    if column in FEES
    else f'XLCOST_PICK(lines, header, "{column}")'
    for column in MODEL_PRICES_COLUMNS[:-2]
)

#: Excel name -> the body, without its closing bracket's LAMBDA.
BODIES: Final[dict[str, str]] = {
    "TOKEN_PRICE": f"""LET(
    name, {{model}},
    wanted, {{kind}},
{_SOURCE}
    wrong, LEN(name) + LEN(wanted) + as_of + ROWS(table),
    price, XLCOST_PRICE(table, XLCOST_LINES(name, as_of, table, 0, "any"), wanted),
    IF(ISERROR(wrong), wrong, IF(price = "", #N/A, price)))""",
    "MODEL_PRICES": f"""LET(
    sought, {{search}},
    table, XLCOST_TABLE(price_table),
    as_of, {{as_of}},
    wrong, LEN(sought) + as_of + ROWS(table),
    header, XLCOST_HEADER(table),
    words, TEXTSPLIT(LOWER(sought) & " ", " "),
    models, XLCOST_MODELS(table),
    sellers, XLCOST_SELLERS(table),
    tiers, XLCOST_TIERS(table),
    above, XLCOST_ABOVE_TOKENS(table),
    found, MAP(SEQUENCE(ROWS(table)), LAMBDA(k,
      LET(
        name, INDEX(sellers, k) & "/" & INDEX(models, k),
        missing, SUM((LEN(SUBSTITUTE(LOWER(name), words, "")) = LEN(name)) * (words <> "")),
        threshold, INDEX(above, k),
        line, XLCOST_LINE(name & "@" & INDEX(tiers, k), as_of, table, IF(threshold = 0, 0, threshold + 0.5)),
        IFERROR((missing = 0) * (line = k), 0)))),
    lines, FILTER(IF((table = "") + (table = "n/a"), "", table), found),
    begins, XLCOST_PICK(lines, header, "effective_from"),
    iso, YEAR(begins) & "-" & TEXT(MONTH(begins), "00") & "-" & TEXT(DAY(begins), "00"),
    shown, {_texts(MODEL_PRICES_COLUMNS, ",")},
    listed, HSTACK(
      {_PICKED},
      IF(ISNUMBER(begins), IF(begins = 0, "", iso), begins),
      TRIM(XLCOST_PICK(lines, header, "source"))),
    IF(ISERROR(wrong), wrong,
    IF(SUM(found) = 0, shown,
    VSTACK(shown, SORTBY(listed, FILTER(sellers, found), 1, FILTER(models, found), 1,
      FILTER((tiers <> "standard") * 1, found), 1, FILTER(tiers, found), 1, FILTER(above, found), 1)))))""",
    "PROMPT_COST": f"""LET(
{_PROMPT}
    IF(ISERROR(wrong), wrong,
    IF(hit + written + kept > 1, #NUM!,
    XLCOST_INFERENCE(table, name, as_of, n, tokens_in, tokens_out, hit, written, kept, batched, again))))""",
    "PROMPT_COST_BREAKDOWN": f"""LET(
{_PROMPT}
    usual, XLCOST_USUAL_LINE(name, as_of, table),
    line, XLCOST_BILLING_LINE(name, as_of, table, tokens_in),
    batch_line, XLCOST_BILLING_LINE(XLCOST_BATCH_NAME(name), as_of, table, tokens_in),
    millions, n / 1000000,
    input, XLCOST_BILLED(XLCOST_PRICE(table, line, "input"), tokens_in),
    output, XLCOST_BILLED(XLCOST_PRICE(table, line, "output"), tokens_out),
    reads, XLCOST_BILLED(XLCOST_CACHED(table, line, usual, name, "cache_read", input), tokens_in * hit),
    writes, XLCOST_BILLED(XLCOST_CACHED(table, line, usual, name, "cache_write", input), tokens_in * written),
    hours, XLCOST_BILLED(XLCOST_PRICE(table, line, "cache_write_1h"), tokens_in * kept),
    standard, millions * XLCOST_REQUEST(table, line, usual, name, tokens_in, tokens_out, hit, written, kept),
    batch, IF(batched = 0, standard,
      millions * XLCOST_REQUEST(table, batch_line, usual, name, tokens_in, tokens_out, hit, written, kept)),
    total, XLCOST_INFERENCE(table, name, as_of, n, tokens_in, tokens_out, hit, written, kept, batched, again),
    IF(ISERROR(wrong), wrong,
    IF(hit + written + kept > 1, #NUM!,
    IF(ISERROR(total), total,
    HSTACK(
      {_texts(tuple(BREAKDOWN_LABELS.values()), ";")},
      VSTACK(
        millions * tokens_in * (1 - (hit + written + kept)) * input,
        millions * tokens_in * hit * reads,
        millions * tokens_in * (written * writes + kept * hours),
        millions * tokens_out * output,
        again * standard,
        (1 + again) * batched * (batch - standard),
        total))))))""",
    "COST_RANKING": f"""LET(
{_WORKLOAD}
    shown, {{top}},
{_TREATMENT}
{_SOURCE}
{_KEPT}
    wrong, n + tokens_in + tokens_out + shown + hit + written + batched + again + as_of + ROWS(table) + kept,
    models, XLCOST_MODELS(table),
    sellers, XLCOST_SELLERS(table),
    tiers, XLCOST_TIERS(table),
    costs, MAP(SEQUENCE(ROWS(table)), LAMBDA(k,
      LET(
        name, INDEX(sellers, k) & "/" & INDEX(models, k),
        offered, (INDEX(tiers, k) = "standard") * ISERROR(SEARCH("/ft:", name)),
        holds, IF(offered, IFERROR(XLCOST_LINE(name, as_of, table, 0) = k, FALSE), FALSE),
        cost, IF(holds, XLCOST_INFERENCE(
          table, name, as_of, n, tokens_in, tokens_out, hit, written, kept, batched, again), #N/A),
        IFNA(cost, "")))),
    priced, costs <> "",
    monthly, FILTER(costs, priced),
    ranked, SORTBY(HSTACK(FILTER(models, priced), FILTER(sellers, priced), monthly),
      monthly, 1, FILTER(sellers, priced), 1, FILTER(models, priced), 1),
    listed, MIN(shown, ROWS(ranked)),
    header, {{"rank","model","provider","USD per month"}},
    IF(ISERROR(wrong), wrong,
    IF(hit + written + kept > 1, #NUM!,
    IF(SUM(priced * 1) = 0, header,
    VSTACK(header, HSTACK(SEQUENCE(listed), TAKE(ranked, listed)))))))""",
    "TRAINING_COST": f"""LET(
    name, {{model}},
    count, {{examples}},
    size, {{tokens_per_example}},
    passes, {{epochs}},
    validation, {{validation_tokens}},
{_SOURCE}
    wrong, LEN(name) + count + size + passes + validation + as_of + ROWS(table),
    line, XLCOST_LINES(name, as_of, table, 0, "any"),
    price, XLCOST_PRICE(table, line, "training"),
    least, XLCOST_PRICE(table, line, "training_minimum"),
    cost, price * (passes * count * size + validation) / 1000000,
    IF(ISERROR(wrong), wrong,
    IF(price = "", #N/A,
    IF(least = "", cost,
    IF(least > cost, least, cost)))))""",
    "FINETUNE_UPFRONT": """LET(
    hours, {dataset_hours},
    rate, {hourly_rate},
    run, {training_cost},
    count, {runs},
    labels, {labelling_cost},
    evaluation, {evaluation_cost},
    wrong, hours + rate + run + count + labels + evaluation,
    IF(ISERROR(wrong), wrong, hours * rate + count * run + labels + evaluation))""",
    "FINETUNE_COST": f"""LET(
{_FINETUNE}
    IF(ISERROR(wrong), wrong,
    IF(hit + written + kept > 1, #NUM!,
    XLCOST_INFERENCE(table, name, as_of, n, tuned_in, tuned_out, hit, written, kept, batched, again) +
      run * runs / 12 + hosting + upkeep)))""",
    "FINETUNE_COST_BREAKDOWN": f"""LET(
{_FINETUNE}
    inference, XLCOST_INFERENCE(table, name, as_of, n, tuned_in, tuned_out, hit, written, kept, batched, again),
    retraining, run * runs / 12,
    total, inference + retraining + hosting + upkeep,
    IF(ISERROR(wrong), wrong,
    IF(hit + written + kept > 1, #NUM!,
    IF(ISERROR(total), total,
    HSTACK(
      {{"Inference";"Retraining";"Hosting";"Upkeep";"Total"}},
      VSTACK(inference, retraining, hosting, upkeep, total))))))""",
    "SELF_HOST_PRICE": """LET(
    hour, {gpu_hour_usd},
    speed, {tokens_per_second},
    busy, {utilisation},
    wrong, hour + speed + busy,
    IF(ISERROR(wrong), wrong, hour / (speed * 3600 * busy / 1000000)))""",
    "BREAKEVEN_MONTHS": """LET(
    outlay, {upfront},
    prompting, {prompt_monthly},
    tuned, {finetune_monthly},
    rate, {annual_discount_rate},
    given, {if_never},
    wrong, outlay + prompting + tuned + rate + LEN(given),
    never, IF(given = "", #NUM!, given),
    saving, prompting - tuned,
    growth, LN(1 + rate) / 12,
    burden, outlay * (EXP(growth) - 1) / saving,
    IF(ISERROR(wrong), wrong,
    IF(saving <= 0, never,
    IF(rate = 0, outlay / saving,
    IF(burden >= 1, never,
    -LN(1 - burden) / growth)))))""",
    "BREAKEVEN_REQUESTS": """LET(
    outlay, {upfront},
    prompting, {prompt_unit_cost},
    tuned, {finetune_unit_cost},
    fixed, {finetune_fixed_monthly},
    fixed_before, {prompt_fixed_monthly},
    span, {months},
    given, {if_never},
    wrong, outlay + prompting + tuned + fixed + fixed_before + span + LEN(given),
    never, IF(given = "", #NUM!, given),
    saving, prompting - tuned,
    extra, fixed - fixed_before + outlay / span,
    IF(ISERROR(wrong), wrong,
    IF(saving <= 0, never,
    IF(extra <= 0, 0,
    extra / saving))))""",
    "BREAKEVEN_PRICE_RATIO": """LET(
    prompting, {prompt_monthly},
    up, {token_uplift},
    fixed, {finetune_fixed_monthly},
    given, {if_never},
    wrong, prompting + up + fixed + LEN(given),
    never, IF(given = "", #NUM!, given),
    ratio, (1 - fixed / prompting) / (1 + up),
    IF(ISERROR(wrong), wrong, IF(ratio <= 0, never, ratio)))""",
    "PAYBACK_MONTH": """LET(
    prompting, {prompt_costs},
    tuned, {finetune_costs},
    outlay, {upfront},
    rate, {annual_discount_rate},
    crossing, {which},
    given, {if_never},
    wrong, SUM(prompting) + SUM(tuned) + outlay + rate + LEN(crossing) + LEN(given),
    never, IF(given = "", #NUM!, given),
    high, MAX(ROWS(outlay), ROWS(rate), ROWS(crossing), ROWS(given)),
    wide, MAX(COLUMNS(outlay), COLUMNS(rate), COLUMNS(crossing), COLUMNS(given)),
    month, IF(ROWS(prompting) <> ROWS(tuned), #VALUE!,
      IF(high * wide = 1, XLCOST_PAYBACK(prompting, tuned, outlay, rate, crossing),
      LET(
        grid, SEQUENCE(high, wide),
        MAP(IF(grid, outlay), IF(grid, rate), IF(grid, crossing), LAMBDA(one_outlay, one_rate, one_crossing,
          XLCOST_PAYBACK(prompting, tuned, one_outlay, one_rate, one_crossing)))))),
    IF(ISERROR(wrong), wrong, IF(ISERROR(month), month, IF(month = 0, never, month))))""",
    "EVIDENCE": """LET(
    base_pass, {base_passes},
    base_n, {base_cases},
    tuned_pass, {tuned_passes},
    tuned_n, {tuned_cases},
    least, {min_gain},
    sure, {confidence},
    wrong, base_pass + base_n + tuned_pass + tuned_n + least + sure,
    z, XLCOST_Z(sure),
    was, base_pass / base_n,
    now, tuned_pass / tuned_n,
    gain, now - was,
    low, gain - SQRT((now - XLCOST_WILSON(tuned_pass, tuned_n, z, -1))^2 +
      (XLCOST_WILSON(base_pass, base_n, z, 1) - was)^2),
    high, gain + SQRT((XLCOST_WILSON(tuned_pass, tuned_n, z, 1) - now)^2 +
      (was - XLCOST_WILSON(base_pass, base_n, z, -1))^2),
    IF(ISERROR(wrong), wrong,
    IF((base_pass > base_n) + (tuned_pass > tuned_n), #NUM!,
    XLCOST_VERDICT(gain, low, high, "", low > least, high < 0, gain - least,
      was * (1 - was) + now * (1 - now), sure))))""",
    "EVIDENCE_PAIRED": """LET(
    gained, {tuned_only},
    lost, {base_only},
    n, {cases},
    least, {min_gain},
    sure, {confidence},
    wrong, gained + lost + n + least + sure,
    gain, (gained - lost) / n,
    half, XLCOST_Z(sure) * SQRT(gained + lost + 1 - (gained - lost)^2 / (n + 2)),
    low, (gained - lost - half) / (n + 2),
    high, (gained - lost + half) / (n + 2),
    p, IF(gained = 0, 1, BINOM.DIST(lost, gained + lost, 0.5, TRUE)),
    p_worse, IF(lost = 0, 1, BINOM.DIST(gained, gained + lost, 0.5, TRUE)),
    chance, 1 - sure + 0.000000000001,
    IF(ISERROR(wrong), wrong,
    IF(gained + lost > n, #NUM!,
    XLCOST_VERDICT(gain, low, high, p, (low > least) * (p <= chance), (high < 0) * (p_worse <= chance),
      gain - least, (gained + lost) / n - gain^2, sure))))""",
    "EVIDENCE_CASES": """LET(
    was, {base_rate},
    more, {gain},
    sure, {confidence},
    chance, {power},
    wrong, was + more + sure + chance,
    now, was + more,
    z, XLCOST_Z(sure) + NORM.S.INV(chance),
    needed, ROUNDUP(z^2 * (was * (1 - was) + now * (1 - now)) / more^2, 0),
    IF(ISERROR(wrong), wrong,
    IF(now > 1.000000000001, #NUM!,
    IF(needed < 1, 1, needed))))""",
    "QUALITY_COST": """LET(
    n, {requests},
    good, {success_rate},
    bad, {error_cost},
    share, {review_share},
    minutes, {review_minutes},
    rate, {hourly_rate},
    wrong, n + good + bad + share + minutes + rate,
    IF(ISERROR(wrong), wrong, n * ((1 - good) * bad + share * minutes / 60 * rate)))""",
    "COST_PER_SUCCESS": """LET(
    cost, {monthly_cost},
    n, {requests},
    good, {success_rate},
    wrong, cost + n + good,
    IF(ISERROR(wrong), wrong, IF(n * good > 0, cost / (n * good), #NUM!)))""",
    "COST_FORECAST": """LET(
    first, {monthly_cost},
    span, {months},
    growth, {monthly_growth},
    decline, {annual_price_decline},
    wrong, first + span + growth + decline,
    month, SEQUENCE(IF(ISERROR(wrong), 1, span), 1, 0),
    path, first * (1 + growth)^month * IF(month = 0, 1, (1 - decline)^(month / 12)),
    IF(ISERROR(wrong), wrong, IF(ISERROR(SUM(path)), #NUM!, path)))""",
    "FINETUNE_ADVICE": f"""LET(
{_ADVICE}
    is_ready, (count > least) * is_stable * is_sold,
    IF(ISERROR(wrong), wrong,
    IF(is_ready * (cost < budget), "Fine-tune",
    IF(is_ready * is_shown, "Fine-tune for quality",
    "Prompt"))))""",
    "FINETUNE_REASONS": f"""LET(
{_ADVICE}
    excess, cost - budget,
    for_quality, (count > least) * is_stable * is_sold * is_shown * (excess >= 0),
    why_data, IF(count > least,
      FIXED(count, 0) & " high-quality examples are more than " & FIXED(least, 0),
      "more than " & FIXED(least, 0) & " high-quality examples are needed, there are " & FIXED(count, 0)),
    why_stable, IF(is_stable,
      "the task is stable, so a trained model stays right",
      "the task still changes, and each change would mean training again"),
    why_saving, "in all, fine-tuning costs " & IF(excess = 0, "exactly as much as",
      FIXED(ABS(excess), 2) & " USD " & IF(excess < 0, "less", "more") & " than") &
      " prompting",
    why_shown, IF(for_quality,
      "prompting was shown not to be enough: the quality is bought at a premium of " & FIXED(excess, 2) & " USD",
      "it has " & IF(is_shown, "", "not ") & "been shown that prompting cannot reach the quality or scale"),
    why_sold, IF(is_sold,
      "the tuned model can be trained and is on sale through the horizon",
      "the tuned model cannot be trained, or is not on sale through the horizon"),
    IF(ISERROR(wrong), wrong,
    VSTACK(
      {{"gate","value","threshold","passed","why"}},
      HSTACK("data", count, least, count > least, why_data),
      HSTACK("stability", is_stable, TRUE, is_stable, why_stable),
      HSTACK("saving", cost, budget, excess < 0, why_saving),
      HSTACK("evidence", is_shown, TRUE, is_shown, why_shown),
      HSTACK("available", is_sold, TRUE, is_sold, why_sold))))""",
}
