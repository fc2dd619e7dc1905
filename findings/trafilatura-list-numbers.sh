#!/usr/bin/env bash
# trafilatura 2.0.0 (PyPI), HTML to Markdown.
#
# Expected: a list that begins at 3 keeps its numbers, raised digits stay apart from the number before them (10³ or 10^3),
#   and a formula comes in as text or is at least marked.
# Seen: the items are bullets, "10<sup>3</sup> seats" has become "103 seats", and the formula is gone from its sentence
#   without a trace. "As point 4 says" and "103 seats" then state what the page does not.
#
#   - Boats leave the quay before noon on market days.
#   - Nets are dried on the north wall only, never on the steps.
#   The term is added to the tariff, …
#   An area of 340 m2 is kept free, and 103 seats are stored there.
#
# Exits with 0 as long as it is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet install --upgrade pip
"$work/venv/bin/pip" --quiet install trafilatura==2.0.0
cat > "$work/run.py" <<'PY'
import sys
import trafilatura

PAGE = """<html><head><title>Harbour rules</title></head><body><article><h1>Harbour rules</h1>
<p>These rules were agreed by the council of the harbour in spring, after long talks with the owners of the boats.</p>
<p>Everybody has to read them before the season begins, and copies of them hang in the hall beside the north door.</p>
<ol start="3"><li>Boats leave the quay before noon on market days.</li>
<li>Nets are dried on the north wall only, never on the steps.</li></ol>
<p>The term <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math> is added to the tariff, which was a
joke that nobody had noticed until it was printed.</p>
<p>An area of 340 m<sup>2</sup> is kept free, and 10<sup>3</sup> seats are stored there.</p></article></body></html>"""

text = trafilatura.extract(PAGE, output_format="markdown", include_formatting=True)
print(text)
seen = [
    "- Boats leave the quay" in text and "3." not in text,
    "103 seats" in text,
    "The term is added to the tariff" in text,
]
sys.exit(0 if all(seen) else f"this has changed: list, raised digits, formula: {seen}")
PY
"$work/venv/bin/python" "$work/run.py"
