# The real tables, for the other scripts.

# As the project has them: the most frequent level is the baseline, in a tie the first; a row of count k is k rows.
table_of <- function(name, counted = FALSE, categories = character()) {
  rows <- read.csv(file.path("..", "real", name), na.strings = "")
  if (counted) {
    rows <- rows[rep(seq_len(nrow(rows)), rows$count), ]
  }
  for (column in names(rows)) {
    if (is.character(rows[[column]]) || column %in% categories) {
      text <- factor(as.character(rows[[column]]), levels = sort(unique(as.character(rows[[column]])), method = "radix"))
      rows[[column]] <- relevel(text, names(which.max(table(text))))
    }
  }
  rows
}
