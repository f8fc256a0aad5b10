"""What all pages share: templates, languages, answers, and what every request passes."""
