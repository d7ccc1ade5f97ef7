"""Documents for paper: notices with their annexes, guides and forms, as PDF (Typst) and DOCX (python-docx)."""
