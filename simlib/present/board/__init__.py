"""A page of two scenarios side by side: A stays as it is, levers move B; in JupyterLab and as a page.

What one page is about is a `subject.Subject`: its levers, and what it shows of a run. All else is here, the
same for every page: `levers`, `scales`, `lever_row`, `lever_panel` move; `answer`, `side_by_side`, `chart`,
`tiles` and `results` show, `choices` and `saving` have to do with files, and `page` puts them together.
"""
