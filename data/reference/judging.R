# Writes judging_r.json: areas under ROC curves, their variances, intervals and comparison as pROC has them, and
# Hosmer-Lemeshow statistics as the package performance has them, of the predictions in judging.json.
#
# Run in this folder after judging.py: Rscript judging.R (needs jsonlite, performance and pROC).

suppressPackageStartupMessages({
  library(jsonlite)
  library(pROC)
  library(performance)
})

# The rule of performance_hosmer (and of ResourceSelection's hoslem.test) for groups that ties make fewer.
hosmer <- function(y, p, groups) {
  breaks <- unique(quantile(p, probs = seq(0, 1, 1 / groups)))
  group <- cut(p, breaks, include.lowest = TRUE)
  observed <- xtabs(cbind(1 - y, y) ~ group)
  expected <- xtabs(cbind(1 - p, p) ~ group)
  statistic <- sum((observed - expected)^2 / expected)
  df <- nlevels(group)
  list(
    groups = df, statistic = statistic,
    p_new = pchisq(statistic, df, lower.tail = FALSE), p_fitted = pchisq(statistic, df - 2, lower.tail = FALSE)
  )
}

of_table <- function(case) {
  times <- if (is.null(case$weights)) rep(1, length(case$actual)) else case$weights
  rows <- rep(seq_along(case$actual), times)
  y <- case$actual[rows]
  p <- case$probabilities[rows]
  rocs <- lapply(case[c("logits", "other_logits")], function(z) {
    roc(y, z[rows], levels = c(0, 1), direction = "<", quiet = TRUE)
  })
  test <- roc.test(rocs[[1]], rocs[[2]], method = "delong", paired = TRUE)
  figures <- list(
    auc = sapply(rocs, function(of) as.numeric(auc(of)), USE.NAMES = FALSE),
    variance = sapply(rocs, var, USE.NAMES = FALSE),
    covariance = cov(rocs[[1]], rocs[[2]]),
    interval = lapply(rocs, function(of) as.numeric(ci.auc(of))[c(1, 3)]),
    z = unname(test$statistic),
    p_value = test$p.value,
    hosmer = lapply(c(3, 8, 10), function(groups) c(list(asked = groups), hosmer(y, p, groups)))
  )
  names(figures$interval) <- NULL
  # Where no quantile occurs twice, the package itself.
  if (anyDuplicated(quantile(p, seq(0, 1, 0.1))) == 0) {
    model <- structure(list(y = y, fitted.values = p), class = c("glm", "lm"))
    found <- performance_hosmer(model, n_bins = 10)
    stopifnot(all.equal(found$chisq, figures$hosmer[[3]]$statistic, tolerance = 1e-14))
    figures$package <- list(statistic = found$chisq, p_fitted = found$p.value)
  }
  figures
}

cases <- fromJSON("judging.json", simplifyVector = TRUE)$real$binary
version <- function(name) as.character(packageVersion(name))
figures <- c(
  list(R = as.character(getRversion()), pROC = version("pROC"), performance = version("performance")),
  lapply(cases, of_table)
)
writeLines(toJSON(figures, digits = NA, auto_unbox = TRUE, pretty = TRUE), "judging_r.json")
