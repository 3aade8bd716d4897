"""What is shown, in English and in Chinese: gettext catalogues, labels, numbers, dates and money."""
