# Writes bootstrap.json: percentile and BCa intervals as the package boot has them, of three figures of the predictions for
# three real tables in judging.json, with the replicates and jackknife values that they come from.
#
# Run in this folder after judging.py: Rscript bootstrap.R (needs jsonlite and boot).

suppressPackageStartupMessages({
  library(jsonlite)
  library(boot)
})

auc <- function(y, p) {
  positives <- sum(y)
  (sum(rank(p)[y == 1]) - positives * (positives + 1) / 2) / (positives * (length(y) - positives))
}

of_rows <- function(case, rows) {
  y <- case$actual[rows]
  p <- case$probabilities[rows]
  z <- case$logits[rows]
  c(
    roc_auc = auc(y, z),
    log_loss = mean(log1p(exp(-abs(z))) + pmax(z, 0) - y * z),
    brier_score = mean((y - p)^2)
  )
}

of_table <- function(case) {
  n <- length(case$actual)
  set.seed(7)
  found <- boot(seq_len(n), function(all, rows) of_rows(case, rows), R = 399)
  without <- t(sapply(seq_len(n), function(i) of_rows(case, -i)))
  of_figure <- function(j) {
    influence <- (n - 1) * (mean(without[, j]) - without[, j])
    interval <- function(level) {
      ends <- boot.ci(found, conf = level, type = c("perc", "bca"), index = j, L = influence)
      list(level = level, percentile = ends$percent[4:5], bca = ends$bca[4:5])
    }
    list(
      value = found$t0[[j]],
      replicates = found$t[, j],
      without = without[, j],
      standard_error = sd(found$t[, j]),
      bias = mean(found$t[, j]) - found$t0[[j]],
      intervals = lapply(c(0.8, 0.9, 0.95), interval)
    )
  }
  figures <- lapply(seq_along(found$t0), of_figure)
  names(figures) <- names(found$t0)
  figures
}

cases <- fromJSON("judging.json", simplifyVector = TRUE)$real$binary[c("wdbc", "biopsy", "penguins")]
figures <- c(
  list(R = as.character(getRversion()), boot = as.character(packageVersion("boot"))),
  lapply(cases, of_table)
)
writeLines(toJSON(figures, digits = NA, auto_unbox = TRUE), "bootstrap.json")
