#!/usr/bin/env bash
# python-docx 1.2.0 (PyPI), the text of a paragraph of a Word document.
#
# Expected: `paragraph.text` is what Word shows: words that were inserted with "Track Changes" on are part of the text (Word
#   shows them coloured), and so is the result of a field.
# Seen: runs within w:ins and within w:fldSimple are left out without a warning. "The fee is not due on 4 May." is read as
#   "The fee is due on ." — the opposite, and the date is gone.
#
#   'The fee is due on .'
#
# Exits with 0 as long as it is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet install --upgrade pip
"$work/venv/bin/pip" --quiet install python-docx==1.2.0
cat > "$work/run.py" <<'PY'
import sys
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

INSERTED = '<w:ins %s w:id="1" w:author="Reviewer" w:date="2026-01-01T00:00:00Z"><w:r><w:t xml:space="preserve">not </w:t></w:r></w:ins>'
FIELD = '<w:fldSimple %s w:instr=" DATE "><w:r><w:t>4 May</w:t></w:r></w:fldSimple>'

path = sys.argv[1]
document = Document()
paragraph = document.add_paragraph("The fee is ")
paragraph._p.append(parse_xml(INSERTED % nsdecls("w")))
paragraph.add_run("due on ")
paragraph._p.append(parse_xml(FIELD % nsdecls("w")))
paragraph.add_run(".")
document.save(path)

text = Document(path).paragraphs[-1].text
print(repr(text))
sys.exit(0 if text == "The fee is due on ." else "this has changed")
PY
"$work/venv/bin/python" "$work/run.py" "$work/note.docx"
