"""Finished values -> self-contained HTML pages: no network, every text escaped, sound inside or beside.

report.py      one answer to look at and listen to
comparison.py  attempts side by side
progress.py    the weeks of practice
multiples.py   measures over several attempts, drawn small
template.py    the frame: escaping, look.css, page.js and the policy that lets nothing else in
drawings.py    values -> inline SVG
"""
